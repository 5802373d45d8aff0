import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import { cannotParseInterval, parsedInterval } from '../expressions/parsed-interval.ts'

/** What a month counts for in a delay, as in Spark: its longest. */
const daysPerMonth = 31
const dayMs = 24 * 60 * 60 * 1000

/** Milliseconds of an interval of a trigger. Throws CANNOT_PARSE_INTERVAL, NEGATIVE_INTERVAL. */
export function durationMs(duration: string | number): number {
  if (typeof duration === 'number') return notNegative(duration, `${duration} ms`)
  const { months, ms } = parsedInterval(duration)
  if (months !== 0) throw cannotParseInterval(duration, { problem: 'INVALID_UNIT', part: 'month' })
  return notNegative(ms, duration)
}

/** Milliseconds of the delay of a watermark; a month counts as 31 days. Throws CANNOT_PARSE_INTERVAL, NEGATIVE_INTERVAL. */
export function delayMs(delay: string): number {
  const { months, ms } = parsedInterval(delay)
  return notNegative(months * daysPerMonth * dayMs + ms, delay)
}

function notNegative(ms: number, text: string): number {
  if (Number.isNaN(ms) || ms === Number.POSITIVE_INFINITY) {
    throw cannotParseInterval(text, { problem: 'UNRECOGNIZED_NUMBER', part: text })
  }
  if (ms < 0) throw new IllegalArgumentException('NEGATIVE_INTERVAL', { interval: text })
  return Math.floor(ms)
}
