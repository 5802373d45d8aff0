import { raise } from '../conditions.ts'

const maxBytes = 63

/** Checks that a name can be one in PostgreSQL, exactly as it is, and quotes it. */
export function quoteIdentifier(name: string, what = 'column'): string {
  checkIdentifier(name, what)
  return `"${name.replaceAll('"', '""')}"`
}

/** PostgreSQL would cut a long name off in silence and cannot hold NUL: both are errors here. */
export function checkIdentifier(name: string, what: string): void {
  if (name === '') {
    throw raise('INVALID_IDENTIFIER', { what, name: '""', reason: 'it is empty', hint: 'Give it a name.' })
  }
  if (name.includes('\0') || !name.isWellFormed()) {
    throw raise('INVALID_IDENTIFIER', {
      what,
      name: JSON.stringify(name),
      reason: 'it has a NUL or half of a surrogate pair in it',
      hint: 'Rename it.',
    })
  }
  const bytes = Buffer.byteLength(name)
  if (bytes > maxBytes) throw raise('IDENTIFIER_TOO_LONG', { what, name: JSON.stringify(name), bytes })
}

/** A text constant, also where standard_conforming_strings is off. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

/** The name of a table; without a schema it is looked for along the search_path once, when the sink starts. */
export interface TableName {
  readonly schema?: string | undefined
  readonly table: string
}

/**
 * Takes a table's name apart: `shop.orders`, `orders`, `"odd.schema"."Odd ""Table"""`. Case is kept as written, quoted or not.
 */
export function parseTableName(given: string | TableName): TableName {
  if (typeof given !== 'string') return checked(given, given.table)
  const parts = splitName(given)
  if (parts === null || parts.length > 2) {
    throw raise('INVALID_IDENTIFIER', {
      what: 'table',
      name: JSON.stringify(given),
      reason: 'it is neither `table` nor `schema.table`',
      hint: 'Put names with dots or quotes in double quotes, or pass `{ schema, table }`.',
    })
  }
  return checked(
    parts.length === 2 ? { schema: parts[0], table: parts[1] as string } : { table: parts[0] as string },
    given,
  )
}

function checked(name: TableName, given: string): TableName {
  if (name.schema !== undefined) checkIdentifier(name.schema, `schema of the table ${JSON.stringify(given)}`)
  checkIdentifier(name.table, 'table')
  return name
}

/** The parts between dots; null if quotes do not match up. */
function splitName(text: string): readonly string[] | null {
  const parts: string[] = []
  let rest = text
  for (;;) {
    const part = /^(?:"((?:[^"]|"")*)"|([^".]*))(\.|$)/s.exec(rest)
    if (part === null) return null
    parts.push(part[1] === undefined ? (part[2] as string) : part[1].replaceAll('""', '"'))
    if (part[3] === '') return parts
    rest = rest.slice(part[0].length)
  }
}

/** `"shop"."orders"`. */
export function qualifiedName(name: TableName): string {
  const table = quoteIdentifier(name.table, 'table')
  return name.schema === undefined ? table : `${quoteIdentifier(name.schema, 'schema')}.${table}`
}

/** `shop.orders`, for messages and as the sink's default id. */
export function displayName(name: TableName): string {
  const part = (text: string): string => (/[".]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return name.schema === undefined ? part(name.table) : `${part(name.schema)}.${part(name.table)}`
}
