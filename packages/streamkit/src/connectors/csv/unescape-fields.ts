import type { QuotedValue } from './quoted-value.ts'
import type { RecordTable } from './record-table.ts'

/** The text of a record as it is in the file. */
export type RecordText = (row: number) => string

/**
 * Puts the value of every field with escapes where its raw text was: a value is never longer. Gives the way to the text of whole records as it was before,
 * for those that turn out to be malformed.
 */
export function unescapeFields(table: RecordTable, value: QuotedValue): RecordText {
  const { bytes, escaped, capacity, rows } = table
  if (escaped.length === 0) return recordText(table, bytes, 0)
  const first = table.recordStarts[0] as number
  const before = bytes.slice(first, table.recordEnds[rows - 1])
  for (let i = 0; i < escaped.length; i += 2) {
    const field = escaped[i] as number
    const open = escaped[i + 1] as number
    value.read(bytes, open, table.recordEnds[field % capacity] as number)
    for (let at = 0; at < value.length; at++) bytes[open + at] = value.out[at] as number
    table.starts[field] = open
    table.ends[field] = open + value.length
  }
  return recordText(table, before, first)
}

function recordText(table: RecordTable, bytes: Uint8Array, offset: number): RecordText {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  return (row) => {
    const start = (table.recordStarts[row] as number) - offset
    return decoder.decode(bytes.subarray(start, (table.recordEnds[row] as number) - offset))
  }
}
