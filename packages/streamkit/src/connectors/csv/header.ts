import type { CsvColumns } from './csv-columns.ts'

/** The first record of a file with header. */
export interface HeaderRecord {
  /** Null: an empty name. As many as were asked for, at most. */
  readonly names: readonly (string | null)[]
  /** How many columns it has. */
  readonly count: number
}

/** How a header differs from the schema; null if it does not. Case does not count. */
export function headerDifference(header: HeaderRecord, columns: CsvColumns): string | null {
  const { inFile } = columns
  if (header.count !== inFile.length) {
    return `it has ${header.count} columns, the schema has ${inFile.length}`
  }
  const at = inFile.findIndex(({ field }, i) => field.name.toLowerCase() !== (header.names[i] ?? '').toLowerCase())
  if (at < 0) return null
  return `column ${at + 1} is \`${header.names[at] ?? ''}\`, the schema says \`${inFile[at]?.field.name}\``
}

/** Names for columns, from the first record: without header, or where a name is empty or the text for null, `_c<i>`; names that come twice get their index. */
export function columnNames(first: HeaderRecord, options: { header: boolean; nullValue: string }): readonly string[] {
  const names = Array.from({ length: first.count }, (_, i) => (options.header ? (first.names[i] ?? '') : ''))
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const name of names) {
    const key = name.toLowerCase()
    if (seen.has(key)) repeated.add(key)
    seen.add(key)
  }
  return names.map((name, i) => {
    if (name === '' || name === options.nullValue) return `_c${i}`
    return repeated.has(name.toLowerCase()) ? `${name}${i}` : name
  })
}
