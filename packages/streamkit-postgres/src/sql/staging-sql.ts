import { createHash } from 'node:crypto'
import type { Target, TargetColumn } from '../writer/target-columns.ts'
import { qualifiedName, quoteIdentifier } from './identifier.ts'

/** Staging columns have names of their own (c0, c1, ...), so that none of the user's can clash with the row number. */
export const rowNumber = 'n'

export function stagedName(index: number): string {
  return `c${index}`
}

/** The name says what is in it: a session behind a connection pooler may still have the staging table of another sink. */
export function stagingTable({ table, columns }: Target): string {
  const shape = JSON.stringify([table.name, columns.map(({ name, staged, type }) => [name, staged, type])])
  return `pg_temp.${quoteIdentifier(`streamkit_${createHash('sha256').update(shape).digest('hex').slice(0, 24)}`)}`
}

/** Makes the staging table in the session, if it is not there yet; it is empty after every transaction. */
export function createStagingSql(target: Target): string {
  const columns = target.columns.map((column, i) => `${stagedExpression(column)} AS ${stagedName(i)}`)
  return `CREATE TEMP TABLE IF NOT EXISTS ${stagingTable(target)} ON COMMIT DELETE ROWS AS SELECT 0::pg_catalog.int4 AS ${rowNumber}, ${columns.join(', ')} FROM ${qualifiedName(target.table.name)} AS t WITH NO DATA`
}

function stagedExpression({ name, staged }: TargetColumn): string {
  switch (staged) {
    case 'own':
      return `t.${quoteIdentifier(name)}`
    case 'text':
      return `NULL::pg_catalog.text`
    case 'text[]':
      return `NULL::pg_catalog.text[]`
  }
}

/** The statement that takes the rows: into the staging table, or straight into the target. */
export function copySql(target: Target, where: 'staging' | 'target'): string {
  if (where === 'target') {
    const columns = target.columns.map(({ name }) => quoteIdentifier(name))
    return `COPY ${qualifiedName(target.table.name)} (${columns.join(', ')}) FROM STDIN (FORMAT binary)`
  }
  const columns = target.columns.map((_, i) => stagedName(i))
  return `COPY ${stagingTable(target)} (${[rowNumber, ...columns].join(', ')}) FROM STDIN (FORMAT binary)`
}

/** A staged value as the target takes it. */
export function stagedValue(target: Target, column: TargetColumn): string {
  const staged = `s.${stagedName(target.columns.indexOf(column))}`
  return column.staged === 'own' ? staged : `CAST(${staged} AS ${column.type})`
}
