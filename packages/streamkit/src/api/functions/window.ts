import { type Column, call } from '../column.ts'
import {
  type SessionWindowColumn,
  type TimeName,
  type TimeWindow,
  timeWindowColumn,
  type WindowColumn,
  type WindowedTime,
  type WindowTimeColumn,
} from '../time-window-column.ts'
import { col } from './col.ts'

/**
 * The windows that a time is in: tumbling ones of `duration`, or with `slide` one of `duration` every `slide`, which overlap. Each row counts once for every window that holds its time (the start is in
 * it, the end is not); a row without a time counts for none. The column is called `window` and has the fields `start` and `end`.
 *
 * Intervals are text: `10 seconds`, `1 hour 30 minutes`, `1 week`; months and years have no fixed length and are refused. Windows begin at 1970 UTC plus `start` (default 0, may be negative) plus a
 * multiple of `slide` (default `duration`), whatever the session's time zone: days are UTC days, weeks begin on Thursday.
 *
 * A window of an event time with a watermark is one too: grouped by it, a stream gives out a window once the watermark has reached its end. `time` may also be the window of an aggregation before.
 *
 * One operation can have one window only: MULTIPLE_TIME_WINDOWS. Also throws CANNOT_PARSE_INTERVAL, INVALID_WINDOW_DURATION, DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE (nothing or less),
 * DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION (a slide longer than the window, a start not within a slide). Spark: `window`.
 *
 * @example
 * events
 *   .withWatermark('event_ts', '10 minutes')
 *   .groupBy(window('event_ts', '5 minutes'), 'category')
 *   .agg(count().as('n'))
 */
export function window<const C extends WindowedTime>(
  time: C,
  duration: string,
  ...[slide, start]: readonly [slide?: string | undefined, start?: string | undefined]
): WindowColumn<TimeName<C>> {
  const optional = start === undefined ? (slide === undefined ? [] : [slide]) : [slide ?? duration, start]
  return timeWindowColumn('window', call('window', columnOf(time), duration, ...optional).expression)
}

/**
 * The session that a row belongs to: rows of one group whose times are no more than `gap` apart are one session, which ends `gap` after its last row. The column is called `session_window` and has the
 * fields `start` and `end`.
 *
 * `gap` is interval text, or a column of it for a gap of each row: a session ends when all gaps in it have passed. A row without a time, or whose gap is null, zero, negative or no interval, counts for
 * none.
 *
 * On a stream a further grouping column is needed, and `append` or `complete` mode: UNSUPPORTED_STREAMING_OPERATION, STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION. Also throws CANNOT_PARSE_INTERVAL,
 * MULTIPLE_TIME_WINDOWS. Spark: `session_window`.
 *
 * @example
 * events
 *   .withWatermark('event_ts', '10 minutes')
 *   .groupBy('user_id', sessionWindow('event_ts', '30 minutes'))
 *   .agg(count().as('events'))
 */
export function sessionWindow<const C extends WindowedTime>(
  time: C,
  gap: string | Column<string | null>,
): SessionWindowColumn<TimeName<C>> {
  return timeWindowColumn('session_window', call('session_window', columnOf(time), gap).expression)
}

/**
 * The time by which a window counts: its end minus one microsecond, the last time in it. An event time if the window is one, so that windows can be aggregated into longer ones. Spark: `window_time`.
 *
 * @example
 * perMinute.groupBy(window(windowTime('window'), '1 hour')).agg(($) => ({ n: sum($.n) }))
 */
export function windowTime<const C extends string | Column<TimeWindow | null>>(
  window: C,
): WindowTimeColumn<TimeName<C>> {
  return call('window_time', columnOf(window)) as WindowTimeColumn<TimeName<C>>
}

function columnOf(time: WindowedTime | Column<TimeWindow | null>): Column<unknown> {
  return typeof time === 'string' ? col(time) : time
}
