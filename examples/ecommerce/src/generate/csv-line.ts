import type { CsvValue } from '../events/event-generator.ts'

const needsQuotes = /[",\r\n]|^\s|\s$|^$/

/**
 * Writes one cell as RFC 4180 has it: quotes where needed, a quote inside is doubled. `null` is an empty cell,
 * an empty text is a pair of quotes.
 */
export function csvCell(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  return needsQuotes.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/**
 * Writes one CSV line, without its line end.
 *
 * @example
 * csvLine([1, 'a "b", c', null]) // '1,"a ""b"", c",'
 */
export function csvLine(values: readonly CsvValue[]): string {
  return values.map(csvCell).join(',')
}
