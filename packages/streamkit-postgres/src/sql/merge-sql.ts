import type { Target, TargetColumn } from '../writer/target-columns.ts'
import { qualifiedName, quoteIdentifier } from './identifier.ts'
import { rowNumber, stagedValue, stagingTable } from './staging-sql.ts'

/** What happens with rows whose key is already in the table. */
export interface MergeRules {
  /** Columns of the table that are overwritten; none: the row that is there stays. */
  readonly update: readonly TargetColumn[]
  /** SQL over `target` and `excluded`: a row is overwritten only where it holds. */
  readonly where: string | null
  /** Of the rows of one key in a batch the one with the greatest value wins; null: the last one. */
  readonly orderBy: TargetColumn | null
}

/**
 * One statement that merges the staged rows and gives `written` and `inserted`.
 *
 * `DISTINCT ON` with its sort is always there: it leaves one row of each key, it makes all writers take row locks in the order of the key (no deadlocks among
 * them), and inserting into the index in order is faster than leaving it out.
 */
export function mergeSql(target: Target, rules: MergeRules): string {
  const { table, columns, key } = target
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ')
  const values = columns.map((column) => stagedValue(target, column)).join(', ')
  const keys = key.map((column) => stagedValue(target, column))
  // rows with a null in the key are never equal to each other in the unique index, but would be to DISTINCT
  const apart = target.nullKeysAreDistinct
    ? [`CASE WHEN ${keys.map((k) => `${k} IS NULL`).join(' OR ')} THEN s.${rowNumber} END`]
    : []
  const winner = rules.orderBy === null ? [] : [`${stagedValue(target, rules.orderBy)} DESC NULLS LAST`]
  // what is there stays: then the first of the batch is the one that would have been there
  const last = `s.${rowNumber}${rules.update.length === 0 && rules.orderBy === null ? '' : ' DESC'}`
  const distinct = [...keys, ...apart]
  const statement = `INSERT INTO ${qualifiedName(table.name)} AS target (${names})
SELECT DISTINCT ON (${distinct.join(', ')}) ${values} FROM ${stagingTable(target)} AS s ORDER BY ${[...distinct, ...winner, last].join(', ')}
ON CONFLICT (${key.map(({ name }) => quoteIdentifier(name)).join(', ')}) ${conflictAction(rules)}`
  return counted(target, statement)
}

function conflictAction({ update, where }: MergeRules): string {
  if (update.length === 0) return 'DO NOTHING'
  const set = update.map(({ name }) => `${quoteIdentifier(name)} = excluded.${quoteIdentifier(name)}`)
  return `DO UPDATE SET ${set.join(', ')}${where === null ? '' : ` WHERE (${where}\n)`}`
}

/** Rows that need a cast by the server go through the staging table in append mode too. */
export function appendSql(target: Target): string {
  const names = target.columns.map(({ name }) => quoteIdentifier(name)).join(', ')
  const values = target.columns.map((column) => stagedValue(target, column)).join(', ')
  const statement = `INSERT INTO ${qualifiedName(target.table.name)} AS target (${names}) SELECT ${values} FROM ${stagingTable(target)} AS s ORDER BY s.${rowNumber}`
  return counted(target, statement)
}

function counted({ table }: Target, statement: string): string {
  // a row version that an INSERT made has no xmax; one that ON CONFLICT updated has
  const inserted = table.isPlainTable ? 'target.xmax = 0' : 'NULL::pg_catalog.bool'
  return `WITH merged AS (${statement}
RETURNING ${inserted} AS inserted)
SELECT count(*)::pg_catalog.float8 AS written, CASE WHEN bool_or(inserted IS NULL) THEN NULL ELSE count(*) FILTER (WHERE inserted)::pg_catalog.float8 END AS inserted FROM merged`
}
