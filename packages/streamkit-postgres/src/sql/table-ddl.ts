import type { StructType } from '@streamkit/core/connector'
import { columnType } from '../types/column-type.ts'
import { qualifiedName, quoteIdentifier, type TableName } from './identifier.ts'

export interface TableDdlRequest {
  readonly name: TableName
  readonly schema: StructType
  readonly rename: Readonly<Record<string, string>>
  readonly key: readonly string[]
  /** SQL types by column of the query, in place of the usual ones. */
  readonly columnTypes: Readonly<Record<string, string>>
}

/** The statement that makes a table for the rows of a query, with the key as its primary key. */
export function createTableSql({ name, schema, rename, key, columnTypes }: TableDdlRequest): string {
  const quoted = (field: string): string => quoteIdentifier(rename[field] ?? field)
  const columns = schema.fields.map((field) => {
    const type = columnTypes[field.name] ?? columnType(field.dataType)
    return `${quoted(field.name)} ${type}${field.nullable && !key.includes(field.name) ? '' : ' NOT NULL'}`
  })
  const primaryKey = key.length === 0 ? [] : [`PRIMARY KEY (${key.map(quoted).join(', ')})`]
  return `CREATE TABLE IF NOT EXISTS ${qualifiedName(name)} (${[...columns, ...primaryKey].join(', ')})`
}
