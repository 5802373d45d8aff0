import type { CsvValue } from '../events/event-generator.ts'
import type { Random } from '../world/random.ts'
import { csvCell, csvLine } from './csv-line.ts'

/** The ways a row can be broken, in the order in which they are used in turn. */
export const malformedKinds = ['missing-column', 'bad-number', 'bad-date', 'extra-column', 'unclosed-quote'] as const

export type MalformedKind = (typeof malformedKinds)[number]

/** The ways in which a row with these cells can be broken: a number can only go bad where there is one. */
export function malformedKindsFor(values: readonly CsvValue[]): readonly MalformedKind[] {
  return malformedKinds.filter((kind) => kind !== 'bad-number' || values.some((value) => typeof value === 'number'))
}

const badNumbers = ['12.3.4', 'twelve', '0x', '--5'] as const
const badDates = ['2026-02-30', '2026-13-01', '23.11.2026x', 'yesterday'] as const

function replaced(values: readonly CsvValue[], index: number, value: CsvValue): readonly CsvValue[] {
  return values.map((old, position) => (position === index ? value : old))
}

/**
 * A quote that is opened and never closed. The other cells lose their own quotes and commas, so that no reader can
 * take one of them for the missing end; the line end stays where it was, so a reader of lines loses this row only.
 */
function unclosedQuote(values: readonly CsvValue[]): string {
  const opened = values.findIndex((value, index) => index > 0 && typeof value === 'string')
  return values
    .map((value) => (typeof value === 'string' ? value.replaceAll(/[",]/g, ' ').trim() : value))
    .map((value, index) => (index === Math.max(opened, 0) ? `"${value}` : csvCell(value)))
    .join(',')
}

/** Writes the cells of a good event as a CSV line that breaks the schema in the given way. */
export function malformedLine(
  kind: MalformedKind,
  row: { columns: readonly string[]; values: readonly CsvValue[]; random: Random },
): string {
  const { columns, values, random } = row
  switch (kind) {
    case 'missing-column':
      return csvLine(values.slice(0, -1))
    case 'extra-column':
      return csvLine([...values, 'surplus'])
    case 'bad-number': {
      const numbers = values.flatMap((value, index) => (typeof value === 'number' ? [index] : []))
      return csvLine(replaced(values, random.helpers.arrayElement(numbers), random.helpers.arrayElement(badNumbers)))
    }
    case 'bad-date':
      return csvLine(replaced(values, columns.indexOf('event_date'), random.helpers.arrayElement(badDates)))
    case 'unclosed-quote':
      return unclosedQuote(values)
  }
}
