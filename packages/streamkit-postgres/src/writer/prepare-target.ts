import type { StructType } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import type { SqlClient } from '../connection/sql-client.ts'
import { queryRows } from '../connection/sql-client.ts'
import { displayName, parseTableName, quoteIdentifier } from '../sql/identifier.ts'
import type { MergeRules } from '../sql/merge-sql.ts'
import { createTableSql } from '../sql/table-ddl.ts'
import { describeTable, similarTables, type TableDescription } from '../types/table-catalog.ts'
import { creationLock } from './commit-ledger.ts'
import { matchColumns, type Target, type TargetColumn } from './target-columns.ts'
import type { WriterOptions } from './writer-options.ts'

export interface PreparedTarget {
  readonly target: Target
  /** Null: append. */
  readonly merge: MergeRules | null
}

/** Looks at the table, makes it if that is wanted, and checks that the rows fit. */
export async function prepareTarget(
  client: SqlClient,
  options: WriterOptions,
  schema: StructType,
): Promise<PreparedTarget> {
  const name = parseTableName(options.table)
  let table = await describeTable(client, name)
  if (table === null && options.createTable !== undefined && options.createTable !== false) {
    await createTable(client, options, schema)
    table = await describeTable(client, name)
  }
  if (table === null) throw await notFound(client, options)
  const target = matchColumns({ schema, table, rename: options.columns ?? {}, key: options.key })
  return { target, merge: options.key.length === 0 ? null : mergeRules(options, target) }
}

async function notFound(client: SqlClient, { table }: WriterOptions): Promise<Error> {
  const name = parseTableName(table)
  const similar = await similarTables(client, name)
  const hint = similar.length === 0 ? '' : ` (there is ${similar.join(', ')})`
  return raise('SINK_TABLE_NOT_FOUND', { table: displayName(name), hint })
}

async function createTable(client: SqlClient, options: WriterOptions, schema: StructType): Promise<void> {
  const name = parseTableName(options.table)
  const columnTypes = typeof options.createTable === 'object' ? (options.createTable.columnTypes ?? {}) : {}
  await client.query('BEGIN')
  await client.query(creationLock)
  if (name.schema !== undefined) {
    const [found] = await queryRows(client, 'SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [name.schema])
    if (found === undefined) await client.query(`CREATE SCHEMA ${quoteIdentifier(name.schema, 'schema')}`)
  }
  await client.query(createTableSql({ name, schema, rename: options.columns ?? {}, key: options.key, columnTypes }))
  await client.query('COMMIT')
}

function mergeRules({ update = 'all', where, orderBy }: WriterOptions, target: Target): MergeRules {
  const isKey = (column: TargetColumn): boolean => target.key.includes(column)
  const named = (field: string, option: string): TargetColumn => {
    const column = target.columns.find((c) => c.field === field)
    if (column !== undefined) return column
    const table = displayName(target.table.name)
    const problems = `\`${option}\` names the column ${JSON.stringify(field)}, which the query does not have.`
    throw raise('SINK_SCHEMA_MISMATCH', { table, problems })
  }
  return {
    update: columnsToUpdate(),
    where: where ?? null,
    orderBy: orderBy === undefined ? null : named(orderBy, 'orderBy'),
  }

  function columnsToUpdate(): readonly TargetColumn[] {
    if (update === 'none') return []
    if (update === 'all') return target.columns.filter((column) => !isKey(column))
    return update.map((field) => named(field, 'update'))
  }
}

/** The name for messages and as default id of the sink, once the schema is known. */
export function resolvedName({ name }: TableDescription): string {
  return displayName(name)
}
