/** Units of a fixed length, milliseconds. */
const unitMs: Readonly<Record<string, number>> = {
  week: 604_800_000,
  w: 604_800_000,
  day: 86_400_000,
  d: 86_400_000,
  hour: 3_600_000,
  hr: 3_600_000,
  h: 3_600_000,
  minute: 60_000,
  min: 60_000,
  m: 60_000,
  second: 1000,
  sec: 1000,
  s: 1000,
  millisecond: 1,
  msec: 1,
  ms: 1,
  microsecond: 0.001,
  us: 0.001,
}

const dayMs = 86_400_000

/** Units whose length depends on the calendar. */
const unitMonths: Readonly<Record<string, number>> = { year: 12, y: 12, month: 1, mon: 1 }

/** A duration in two parts: a month has no fixed length. */
export interface Duration {
  readonly months: number
  readonly ms: number
  /** The weeks and days among `ms`: where a time zone changes its clock they are not 24 hours. */
  readonly days: number
}

/** Why a text is no duration: Spark's word for it, and the part of the text that is meant. */
export interface DurationProblem {
  readonly problem: 'INPUT_IS_EMPTY' | 'UNRECOGNIZED_NUMBER' | 'MISSING_UNIT' | 'INVALID_UNIT'
  readonly part: string
}

/** Reads a duration as Spark writes them: `10 minutes`, `interval 1 hour 30 minutes`, `-5 seconds`, `1.5 seconds`, `7d`, `1 month`. */
export function parseDuration(text: string): Duration | DurationProblem {
  const body = text.trim().replace(/^interval(?:\s+|$)/i, '')
  if (body === '') return { problem: 'INPUT_IS_EMPTY', part: text }
  const part = /\s*([+-]?\d+(?:\.\d+)?)\s*([a-z]*)/iy
  let [months, ms, days] = [0, 0, 0]
  while (part.lastIndex < body.length) {
    const at = part.lastIndex
    const match = part.exec(body)
    if (match === null) return { problem: 'UNRECOGNIZED_NUMBER', part: wordAt(body, at) }
    const [, number = '', unit = ''] = match
    if (unit === '') {
      const word = wordAt(body, part.lastIndex)
      return word === '' ? { problem: 'MISSING_UNIT', part: number } : { problem: 'INVALID_UNIT', part: word }
    }
    const perMonth = unitOf(unitMonths, unit)
    const perMs = unitOf(unitMs, unit)
    if (perMonth !== undefined && Number.isInteger(Number(number))) months += Number(number) * perMonth
    else if (perMs !== undefined) {
      ms += Number(number) * perMs
      if (perMs >= dayMs) days += Number(number) * (perMs / dayMs)
    } else return { problem: 'INVALID_UNIT', part: unit }
  }
  return { months, ms, days }
}

/** Milliseconds of a duration; null for anything else, months and years among it: they have no fixed length. */
export function intervalMs(text: string): number | null {
  const duration = parseDuration(text)
  return 'problem' in duration || duration.months !== 0 ? null : duration.ms
}

function unitOf(units: Readonly<Record<string, number>>, name: string): number | undefined {
  const folded = name.toLowerCase()
  const singular = folded.length > 2 && folded.endsWith('s') ? folded.slice(0, -1) : folded
  return Object.hasOwn(units, singular) ? units[singular] : undefined
}

function wordAt(text: string, at: number): string {
  return /\S*/.exec(text.slice(at).trimStart())?.[0] ?? ''
}
