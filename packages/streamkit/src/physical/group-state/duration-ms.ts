import { IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { parseDuration } from '../../util/interval.ts'

/** What a month counts for, as in Spark: its longest. */
const monthMs = 31 * 24 * 60 * 60 * 1000

/** Milliseconds of a number of them, or of a text such as `10 seconds`. Throws CANNOT_PARSE_INTERVAL. */
export function durationMs(duration: number | string): number {
  if (typeof duration === 'number') return Math.floor(duration)
  const parsed = parseDuration(duration)
  if ('problem' in parsed)
    throw new IllegalArgumentException('CANNOT_PARSE_INTERVAL', { intervalString: `\`${duration}\`` })
  return Math.floor(parsed.months * monthMs + parsed.ms)
}

/** Milliseconds since 1970 of a time. */
export function instantMs(time: number | Date): number {
  return Math.floor(typeof time === 'number' ? time : time.getTime())
}
