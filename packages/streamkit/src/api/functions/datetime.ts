import { type Column, call } from '../column.ts'
import type { NullIn, OperandOf, TimeLike } from '../column-value.ts'

type Time = Date | string | Column<TimeLike | null>
type Text = OperandOf<string>
type Whole = OperandOf<number>

/** A field's place in time: what `dateTrunc` cuts to. */
export type TruncateUnit =
  | 'year'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'microsecond'

/**
 * The TIMESTAMP of a text, in the session's time zone unless the text names one. Without a format, as a cast does it (`2026-11-23 10:00:00`); with one, by
 * Spark's pattern letters. Text that does not fit is an error; {@link tryToTimestamp} gives null. Spark: `to_timestamp`.
 *
 * @example
 * df.withColumn('event_ts', ($) => toTimestamp(concat($.event_date, ' ', $.event_time)))
 * toTimestamp("31/01/2024 10:20", "dd/MM/yyyy HH:mm") // => new Date("2024-01-31T10:20:00Z")
 */
export function toTimestamp<const O extends Time>(text: O, format?: string): Column<Date | NullIn<O>> {
  return format === undefined ? call('to_timestamp', text) : call('to_timestamp', text, format)
}

/**
 * The TIMESTAMP of a text, null where it does not fit. Spark: `try_to_timestamp`.
 *
 * @example
 * tryToTimestamp("no time") // => null
 */
export function tryToTimestamp(text: Time, format?: string): Column<Date | null> {
  return format === undefined ? call('try_to_timestamp', text) : call('try_to_timestamp', text, format)
}

/**
 * The DATE of a text or moment, ISO text in rows. Text that does not fit is an error. Spark: `to_date`.
 *
 * @example
 * toDate("2024-01-31 10:20:30") // => "2024-01-31"
 */
export function toDate<const O extends Time>(text: O, format?: string): Column<string | NullIn<O>> {
  return format === undefined ? call('to_date', text) : call('to_date', text, format)
}

/**
 * The DATE of a text, null where it does not fit. Spark: `try_to_date`.
 *
 * @example
 * tryToDate("no day") // => null
 */
export function tryToDate(text: Time, format?: string): Column<string | null> {
  return format === undefined ? call('try_to_date', text) : call('try_to_date', text, format)
}

/** The fields of {@link makeTimestamp}. */
export interface TimestampFields {
  readonly year: Whole
  /** From 1. */
  readonly month: Whole
  readonly day: Whole
  readonly hour: Whole
  readonly minute: Whole
  /** May have a fraction, to the microsecond. */
  readonly second: OperandOf<number> | Column<number | null>
  /** An IANA name or offset; without it, the session's time zone. */
  readonly timeZone?: Text
}

/**
 * The TIMESTAMP of its fields. Fields that make no moment are an error. Spark: `make_timestamp`.
 *
 * @example
 * makeTimestamp({ year: 2026, month: 11, day: 23, hour: 10, minute: 0, second: 0.5 })
 * makeTimestamp({ year: 2024, month: 1, day: 31, hour: 10, minute: 20, second: 30 }) // => new Date("2024-01-31T10:20:30Z")
 */
export function makeTimestamp(fields: TimestampFields): Column<Date | null> {
  const { year, month, day, hour, minute, second, timeZone } = fields
  const parts = [year, month, day, hour, minute, second]
  return call('make_timestamp', ...parts, ...(timeZone === undefined ? [] : [timeZone]))
}

/**
 * The moment at which the unit began: `dateTrunc('hour', $.ts)`. Spark: `date_trunc`.
 *
 * @example
 * df.withColumn('hour', ($) => dateTrunc('hour', $.event_ts))
 * dateTrunc("hour", toTimestamp("2024-01-31 10:20:30")) // => new Date("2024-01-31T10:00:00Z")
 */
export function dateTrunc<const O extends Time>(unit: TruncateUnit, time: O): Column<Date | NullIn<O>> {
  return call('date_trunc', unit, time)
}

/**
 * The day on which the unit began, a DATE. Spark: `trunc`.
 *
 * @example
 * trunc(toDate("2024-01-31"), "month") // => "2024-01-01"
 */
export function trunc<const O extends Time>(
  date: O,
  unit: 'year' | 'quarter' | 'month' | 'week',
): Column<string | NullIn<O>> {
  return call('trunc', date, unit)
}

/**
 * A moment as text, by Spark's pattern letters, in the session's time zone. Spark: `date_format`.
 *
 * @example
 * dateFormat($.event_ts, 'yyyy-MM-dd HH:mm')
 * dateFormat(toTimestamp("2024-01-31 10:20:30"), "yyyy/MM/dd") // => "2024/01/31"
 */
export function dateFormat<const O extends Time>(time: O, format: string): Column<string | NullIn<O>> {
  return call('date_format', time, format)
}

/**
 * The logged time of the batch: the same for all rows, and again the same if the batch runs again. Spark: `current_timestamp`.
 *
 * @example
 * currentTimestamp().isNotNull() // => true
 */
export function currentTimestamp(): Column<Date> {
  return call('current_timestamp')
}

/**
 * The day of {@link currentTimestamp} in the session's time zone. Spark: `current_date`.
 *
 * @example
 * currentDate().isNotNull() // => true
 */
export function currentDate(): Column<string> {
  return call('current_date')
}

/**
 * Whole seconds since 1970 of a moment or a text of the format (`yyyy-MM-dd HH:mm:ss` unless given). Spark: `unix_timestamp`.
 *
 * @example
 * unixTimestamp(toTimestamp("2024-01-31 10:20:30")) // => 1706696430n
 */
export function unixTimestamp<const O extends Time>(time: O, format?: string): Column<bigint | NullIn<O>> {
  return format === undefined ? call('unix_timestamp', time) : call('unix_timestamp', time, format)
}

/**
 * Seconds since 1970 as text in the session's time zone, `yyyy-MM-dd HH:mm:ss` unless a format is given. Spark: `from_unixtime`.
 *
 * @example
 * fromUnixtime(lit(60n)) // => "1970-01-01 00:01:00"
 */
export function fromUnixtime<const O extends OperandOf<number | bigint>>(
  seconds: O,
  format?: string,
): Column<string | NullIn<O>> {
  return format === undefined ? call('from_unixtime', seconds) : call('from_unixtime', seconds, format)
}

/**
 * The DATE that many days later. Spark: `date_add`.
 *
 * @example
 * dateAdd(toDate("2024-01-31"), 1) // => "2024-02-01"
 */
export function dateAdd<const O extends Time, const D extends Whole>(
  date: O,
  days: D,
): Column<string | NullIn<O> | NullIn<D>> {
  return call('date_add', date, days)
}

/**
 * The DATE that many days earlier. Spark: `date_sub`.
 *
 * @example
 * dateSub(toDate("2024-01-31"), 1) // => "2024-01-30"
 */
export function dateSub<const O extends Time, const D extends Whole>(
  date: O,
  days: D,
): Column<string | NullIn<O> | NullIn<D>> {
  return call('date_sub', date, days)
}

/**
 * Days from the second to the first. Spark: `datediff`.
 *
 * @example
 * dateDiff(toDate("2024-02-01"), toDate("2024-01-31")) // => 1
 */
export function dateDiff<const A extends Time, const B extends Time>(
  end: A,
  start: B,
): Column<number | NullIn<A> | NullIn<B>> {
  return call('datediff', end, start)
}
