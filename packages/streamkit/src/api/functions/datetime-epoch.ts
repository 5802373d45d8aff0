import { type Column, call } from '../column.ts'
import type { NullIn, NumericOperand, OperandOf, TimeLike } from '../column-value.ts'
import { callGiven } from './call-given.ts'

type Text = OperandOf<string>
type Whole = OperandOf<number>
type Time = Date | string | Column<TimeLike | null>
type Whole64 = OperandOf<number> | OperandOf<bigint>

/**
 * The moment so many seconds after 1970, with a fraction too. Spark: `timestamp_seconds`.
 *
 * @example
 * timestampSeconds(lit(60)) // => new Date(60000)
 */
export function timestampSeconds<const A extends NumericOperand>(seconds: A): Column<Date | NullIn<A>> {
  return call('timestamp_seconds', seconds)
}

/**
 * The moment so many milliseconds after 1970. Spark: `timestamp_millis`.
 *
 * @example
 * timestampMillis(lit(60)) // => new Date(60)
 */
export function timestampMillis<const A extends Whole64>(millis: A): Column<Date | NullIn<A>> {
  return call('timestamp_millis', millis)
}

/**
 * The moment so many microseconds after 1970. Spark: `timestamp_micros`.
 *
 * @example
 * timestampMicros(lit(60000)) // => new Date(60)
 */
export function timestampMicros<const A extends Whole64>(micros: A): Column<Date | NullIn<A>> {
  return call('timestamp_micros', micros)
}

/**
 * Whole seconds since 1970. Spark: `unix_seconds`.
 *
 * @example
 * unixSeconds(toTimestamp("2024-01-31 10:20:30")) // => 1706696430n
 */
export function unixSeconds<const A extends Time>(time: A): Column<bigint | NullIn<A>> {
  return call('unix_seconds', time)
}

/**
 * Whole milliseconds since 1970. Spark: `unix_millis`.
 *
 * @example
 * unixMillis(toTimestamp("2024-01-31 10:20:30")) // => 1706696430000n
 */
export function unixMillis<const A extends Time>(time: A): Column<bigint | NullIn<A>> {
  return call('unix_millis', time)
}

/**
 * Microseconds since 1970. Spark: `unix_micros`.
 *
 * @example
 * unixMicros(toTimestamp("2024-01-31 10:20:30")) // => 1706696430000000n
 */
export function unixMicros<const A extends Time>(time: A): Column<bigint | NullIn<A>> {
  return call('unix_micros', time)
}

/**
 * Days since 1970. Spark: `unix_date`.
 *
 * @example
 * unixDate(toDate("1970-01-03")) // => 2
 */
export function unixDate<const A extends Time>(day: A): Column<number | NullIn<A>> {
  return call('unix_date', day)
}

/**
 * The day so many days after 1970. Spark: `date_from_unix_date`.
 *
 * @example
 * dateFromUnixDate(lit(2)) // => "1970-01-03"
 */
export function dateFromUnixDate<const A extends Whole>(days: A): Column<string | NullIn<A>> {
  return call('date_from_unix_date', days)
}

/**
 * Seconds since 1970 of a moment, or of a text in a format. Spark: `to_unix_timestamp`.
 *
 * @example
 * toUnixTimestamp(toTimestamp("2024-01-31 10:20:30")) // => 1706696430n
 */
export function toUnixTimestamp<const A extends Time>(time: A, format?: string): Column<bigint | NullIn<A>> {
  return callGiven('to_unix_timestamp', time, format)
}

/**
 * A moment moved as far as the zone is from UTC: what its clocks show. Spark: `from_utc_timestamp`.
 *
 * @example
 * fromUtcTimestamp(toTimestamp("2024-01-31 10:20:30"), "+01:00") // => new Date("2024-01-31T11:20:30Z")
 */
export function fromUtcTimestamp<const A extends Time, const B extends Text>(
  time: A,
  zone: B,
): Column<Date | NullIn<A> | NullIn<B>> {
  return call('from_utc_timestamp', time, zone)
}

/**
 * The opposite of {@link fromUtcTimestamp}. Spark: `to_utc_timestamp`.
 *
 * @example
 * toUtcTimestamp(toTimestamp("2024-01-31 10:20:30"), "+01:00") // => new Date("2024-01-31T09:20:30Z")
 */
export function toUtcTimestamp<const A extends Time, const B extends Text>(
  time: A,
  zone: B,
): Column<Date | NullIn<A> | NullIn<B>> {
  return call('to_utc_timestamp', time, zone)
}

/**
 * A local time (TIMESTAMP_NTZ) of one zone as that of another. Spark: `convert_timezone`.
 *
 * @example
 * convertTimezone("+00:00", "+01:00", lit("2024-01-31 10:00:00").cast("timestamp_ntz")) // => "2024-01-31T11:00:00"
 */
export function convertTimezone(from: Text, to: Text, time: Time): Column<string | null> {
  return call('convert_timezone', from, to, time)
}

/**
 * The local time at the start of the batch, without a zone. Spark: `localtimestamp`.
 *
 * @example
 * localtimestamp().isNotNull() // => true
 */
export function localtimestamp(): Column<string> {
  return call('localtimestamp')
}

/**
 * The session’s time zone. Spark: `current_timezone`.
 *
 * @example
 * currentTimezone() // => "UTC"
 */
export function currentTimezone(): Column<string> {
  return call('current_timezone')
}
