import type { GeneratedRow } from './generated-row.ts'
import type { MalformedKind } from './malformed-row.ts'

/** The JSON text of a generated row: an object with its columns in their order; of a malformed one, broken in its way. */
export function jsonMessage({ values, damage }: GeneratedRow, columns: readonly string[]): string {
  const event = Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null]))
  return damage === null ? JSON.stringify(event) : malformedMessage(damage, event)
}

function malformedMessage(damage: MalformedKind, event: Readonly<Record<string, string | number | null>>): string {
  const text = JSON.stringify(event)
  switch (damage) {
    case 'missing-column': {
      const { event_time: _, ...rest } = event
      return JSON.stringify(rest)
    }
    case 'bad-number': {
      const number = Object.entries(event).find(([, value]) => typeof value === 'number')?.[0] ?? 'user_id'
      return JSON.stringify({ ...event, [number]: 'twelve' })
    }
    case 'bad-date':
      return JSON.stringify({ ...event, event_date: '2026-02-30' })
    case 'extra-column':
      // A field more is no fault in JSON; one without a value is.
      return `${text.slice(0, -1)},"surplus"}`
    case 'unclosed-quote':
      return text.slice(0, -2)
  }
}
