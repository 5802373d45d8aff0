/** The folder of rows whose partition value is null or an empty text, as Hive and Spark name it. */
export const defaultPartition = '__HIVE_DEFAULT_PARTITION__'

/** What Spark quotes in the names of partition folders; NUL besides, which no name may have. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be in a name
const quoted = /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/g

/** `a/b` is `a%2Fb`. */
export function escapePathName(name: string): string {
  return name.replace(quoted, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}

/** `day=2026-11-23`; null and the empty text are one value. Never `.`, `..` or a path: it has a `=` in it and no `/`. */
export function partitionFolder(column: string, value: string | null): string {
  return `${escapePathName(column)}=${value === null || value === '' ? defaultPartition : escapePathName(value)}`
}
