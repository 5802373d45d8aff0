import type { StructType } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import type { CopyColumn } from '../copy/copy-binary-encoder.ts'
import { fieldEncoding } from '../copy/field-encoding.ts'
import { checkIdentifier, displayName } from '../sql/identifier.ts'
import type { TableColumn, TableDescription, UniqueKey } from '../types/table-catalog.ts'

/** A column of the target that rows of the query fill. */
export interface TargetColumn extends CopyColumn {
  /** In the table. */
  readonly name: string
  /** In the query. */
  readonly field: string
  /** What the staging table holds: the column's own type, or text that the server casts to `type`. */
  readonly staged: 'own' | 'text' | 'text[]'
  /** As SQL writes it. */
  readonly type: string
}

export interface TargetRequest {
  readonly schema: StructType
  readonly table: TableDescription
  /** Names in the table of the query's columns that differ. */
  readonly rename: Readonly<Record<string, string>>
  /** Columns of the query that identify a row; empty for append. */
  readonly key: readonly string[]
}

export interface Target {
  readonly table: TableDescription
  readonly columns: readonly TargetColumn[]
  /** The key's columns, in the order that was given. */
  readonly key: readonly TargetColumn[]
  /** Whether rows with a null in the key never meet each other. */
  readonly nullKeysAreDistinct: boolean
}

/** Matches the columns of the query with those of the table; all problems are reported at once, before the first batch. */
export function matchColumns(request: TargetRequest): Target {
  const { schema, table, rename, key } = request
  const problems: string[] = []
  const columns: TargetColumn[] = []
  const taken = new Map<string, string>()
  schema.fields.forEach((field, ordinal) => {
    const name = rename[field.name] ?? field.name
    checkIdentifier(name, 'column')
    const other = taken.get(name)
    if (other !== undefined) problems.push(`the columns ${other} and ${field.name} both go to ${name}`)
    taken.set(name, field.name)
    const column = table.columns.find((c) => c.name === name)
    if (column === undefined) {
      problems.push(`the table has no column ${JSON.stringify(name)}${suggestion(name, table.columns)}`)
      return
    }
    if (column.isGenerated) problems.push(`the database generates the column ${name} itself: drop it in the query`)
    const encoding = fieldEncoding(field.dataType, column.type, { column: field.name, type: column.type.sql })
    if (encoding.kind === 'refused') {
      problems.push(`column ${name}: ${encoding.reason}`)
      return
    }
    const staged = encoding.kind === 'binary' ? 'own' : column.type.kind === 'array' ? 'text[]' : 'text'
    columns.push({ name, field: field.name, ordinal, encoder: encoding.encoder, staged, type: column.type.sql })
  })
  problems.push(...unfilled(table.columns, taken), ...unknownNames(request))
  const unique = key.length === 0 ? null : keyFor(request)
  if (typeof unique === 'string') problems.push(unique)
  if (problems.length > 0) {
    throw raise('SINK_SCHEMA_MISMATCH', { table: displayName(table.name), problems: `${problems.join('; ')}.` })
  }
  return {
    table,
    columns,
    key: key.map((field) => columns.find((c) => c.field === field) as TargetColumn),
    nullKeysAreDistinct: unique !== null && typeof unique !== 'string' && nullsMatter(request, unique),
  }
}

function suggestion(name: string, columns: readonly TableColumn[]): string {
  const near = columns.find((c) => c.name.toLowerCase() === name.toLowerCase())
  if (near !== undefined) return ` (it has ${JSON.stringify(near.name)}: names are taken exactly as written)`
  return `: drop it in the query, rename it, or add it to the table`
}

/** Columns that every row must have and that the query does not give. */
function unfilled(columns: readonly TableColumn[], taken: ReadonlyMap<string, string>): readonly string[] {
  return columns
    .filter((c) => c.notNull && !c.hasDefault && !c.isGenerated && !taken.has(c.name))
    .map((c) => `the column ${c.name} is NOT NULL without a default, and the query has no such column`)
}

function unknownNames({ schema, rename, key }: TargetRequest): readonly string[] {
  const fields = new Set(schema.fields.map((f) => f.name))
  const unknown = (names: readonly string[], what: string): readonly string[] =>
    names
      .filter((name) => !fields.has(name))
      .map((name) => `${what} names the column ${JSON.stringify(name)}, which the query does not have`)
  return [...unknown(key, '`key`'), ...unknown(Object.keys(rename), '`columns`')]
}

/** The unique index for the key, or what is wrong. */
function keyFor({ table, key, rename }: TargetRequest): UniqueKey | string {
  const names = key.map((field) => rename[field] ?? field)
  const wanted = [...new Set(names)].sort()
  const found = table.uniqueKeys.find((unique) => {
    const columns = [...unique.columns].sort()
    return columns.length === wanted.length && columns.every((c, i) => c === wanted[i])
  })
  if (found !== undefined) return found
  const have = table.uniqueKeys.map((unique) => `(${unique.columns.join(', ')})`).join(', ')
  return `there is no primary key or unique index over exactly (${names.join(', ')})${have === '' ? '' : `; there is one over ${have}`}`
}

function nullsMatter({ table, key, rename }: TargetRequest, unique: UniqueKey): boolean {
  const nullable = key.some(
    (field) => table.columns.find((c) => c.name === (rename[field] ?? field))?.notNull === false,
  )
  return nullable && unique.nullsAreDistinct
}
