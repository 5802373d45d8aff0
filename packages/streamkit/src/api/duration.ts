import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import { type Duration, type DurationProblem, parseDuration } from '../util/interval.ts'

/** What a month counts for in a delay, as in Spark: its longest. */
const daysPerMonth = 31
const dayMs = 24 * 60 * 60 * 1000

/** Milliseconds of an interval of a trigger. Throws CANNOT_PARSE_INTERVAL, NEGATIVE_INTERVAL. */
export function durationMs(duration: string | number): number {
  if (typeof duration === 'number') return notNegative(duration, `${duration} ms`)
  const { months, ms } = parsed(duration)
  if (months !== 0) throw cannotParse(duration, { problem: 'INVALID_UNIT', part: 'month' })
  return notNegative(ms, duration)
}

/** Milliseconds of the delay of a watermark; a month counts as 31 days. Throws CANNOT_PARSE_INTERVAL, NEGATIVE_INTERVAL. */
export function delayMs(delay: string): number {
  const { months, ms } = parsed(delay)
  return notNegative(months * daysPerMonth * dayMs + ms, delay)
}

function parsed(text: string): Duration {
  const duration = parseDuration(text)
  if ('problem' in duration) throw cannotParse(text, duration)
  return duration
}

function notNegative(ms: number, text: string): number {
  if (Number.isNaN(ms) || ms === Number.POSITIVE_INFINITY) {
    throw cannotParse(text, { problem: 'UNRECOGNIZED_NUMBER', part: text })
  }
  if (ms < 0) throw new IllegalArgumentException('NEGATIVE_INTERVAL', { interval: text })
  return Math.floor(ms)
}

function cannotParse(input: string, { problem, part }: DurationProblem): IllegalArgumentException {
  const cause = reasonOf(input, { problem, part })
  return new IllegalArgumentException('CANNOT_PARSE_INTERVAL', { intervalString: `\`${input}\`` }, { cause })
}

function reasonOf(input: string, { problem, part }: DurationProblem): IllegalArgumentException {
  switch (problem) {
    case 'INPUT_IS_EMPTY':
      return new IllegalArgumentException('INVALID_INTERVAL_FORMAT.INPUT_IS_EMPTY', { input })
    case 'UNRECOGNIZED_NUMBER':
      return new IllegalArgumentException('INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER', { input, number: part })
    case 'MISSING_UNIT':
      return new IllegalArgumentException('INVALID_INTERVAL_FORMAT.MISSING_UNIT', { input, word: part })
    case 'INVALID_UNIT':
      return new IllegalArgumentException('INVALID_INTERVAL_FORMAT.INVALID_UNIT', { input, unit: part })
  }
}
