import { type Duration, type DurationProblem, parseDuration } from './interval.ts'

/** What each unit of an SQL literal may be followed by, and its name for {@link parseDuration}. */
const units = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const

const literal = /^\s*interval\s+([+-]?)\s*'\s*([+-]?)([^']*?)\s*'\s*([a-z]+)(?:\s+to\s+([a-z]+))?\s*$/i

/** Reads what {@link parseDuration} reads, and SQL's literals: `INTERVAL '30' SECOND`, `INTERVAL '1 02:03' DAY TO MINUTE`. */
export function parseIntervalLiteral(text: string): Duration | DurationProblem {
  const match = literal.exec(text)
  if (match === null) return parseDuration(text)
  const [, outer = '', inner = '', body = '', from = '', to] = match
  const first = unitAt(from)
  const last = to === undefined ? first : unitAt(to)
  if (first < 0 || last < first) return { problem: 'INVALID_UNIT', part: to ?? from }
  const parts = body.split(/[-\s:]+/)
  if (parts.length !== last - first + 1) return { problem: 'UNRECOGNIZED_NUMBER', part: body }
  const sign = (outer === '-') === (inner === '-') ? '' : '-'
  return parseDuration(parts.map((part, i) => `${sign}${part} ${units[first + i]}`).join(' '))
}

function unitAt(name: string): number {
  const folded = name.toLowerCase().replace(/s$/, '')
  return (units as readonly string[]).indexOf(folded)
}
