import { type Column, call } from '../column.ts'
import type { NullIn, OperandOf, TimeLike } from '../column-value.ts'
import { callGiven } from './call-given.ts'

/** A unit of time by Spark's name. */
export type TimeUnit =
  | 'YEAR'
  | 'QUARTER'
  | 'MONTH'
  | 'WEEK'
  | 'DAY'
  | 'DAYOFYEAR'
  | 'HOUR'
  | 'MINUTE'
  | 'SECOND'
  | 'MILLISECOND'
  | 'MICROSECOND'

type Text = OperandOf<string>
type Whole = OperandOf<number>
type Time = Date | string | Column<TimeLike | null>

/**
 * The day so many months later; the last of a shorter month. Spark: `add_months`.
 *
 * @example
 * addMonths(toDate("2024-01-31"), 1) // => "2024-02-29"
 */
export function addMonths<const A extends Time, const B extends Whole>(
  day: A,
  months: B,
): Column<string | NullIn<A> | NullIn<B>> {
  return call('add_months', day, months)
}

/**
 * Months between two times, parts of months as 31sts; rounded to 8 digits unless told. Spark: `months_between`.
 *
 * @example
 * monthsBetween(toTimestamp("2024-03-31"), toTimestamp("2024-01-31")) // => 2
 */
export function monthsBetween<const A extends Time, const B extends Time>(
  end: A,
  start: B,
  round?: boolean,
): Column<number | NullIn<A> | NullIn<B>> {
  return callGiven('months_between', end, start, round)
}

/**
 * The last day of the month. Spark: `last_day`.
 *
 * @example
 * lastDay(toDate("2024-02-03")) // => "2024-02-29"
 */
export function lastDay<const A extends Time>(day: A): Column<string | NullIn<A>> {
  return call('last_day', day)
}

/**
 * The next such weekday after a day. Spark: `next_day`.
 *
 * @example
 * nextDay(toDate("2024-02-03"), "Mon") // => "2024-02-05"
 */
export function nextDay(day: Time, weekday: Text): Column<string | null> {
  return call('next_day', day, weekday)
}

/**
 * The day of its fields. Throws DATETIME_FIELD_OUT_OF_BOUNDS. Spark: `make_date`.
 *
 * @example
 * makeDate(lit(2024), 2, 29) // => "2024-02-29"
 */
export function makeDate(year: Whole, month: Whole, day: Whole): Column<string | null> {
  return call('make_date', year, month, day)
}

/**
 * The day of the month. Spark: `day`.
 *
 * @example
 * day(toDate("2024-02-29")) // => 29
 */
export function day<const A extends Time>(time: A): Column<number | NullIn<A>> {
  return call('day', time)
}

/**
 * The day of the week, Monday is 0. Spark: `weekday`.
 *
 * @example
 * weekday(toDate("2024-02-26")) // => 0
 */
export function weekday<const A extends Time>(time: A): Column<number | NullIn<A>> {
  return call('weekday', time)
}

/**
 * The short English name of the weekday. Spark: `dayname`.
 *
 * @example
 * dayname(toDate("2024-02-26")) // => "Mon"
 */
export function dayname<const A extends Time>(time: A): Column<string | NullIn<A>> {
  return call('dayname', time)
}

/**
 * The short English name of the month. Spark: `monthname`.
 *
 * @example
 * monthname(toDate("2024-02-26")) // => "Feb"
 */
export function monthname<const A extends Time>(time: A): Column<string | NullIn<A>> {
  return call('monthname', time)
}

/**
 * A field of a time by name: YEAR, MONTH, DAY, HOUR, DOW, WEEK and others; constant. Spark: `date_part`.
 *
 * @example
 * datePart("HOUR", toTimestamp("2024-01-31 10:20:30")) // => 10
 */
export function datePart(field: Text, time: Time): Column<number | null> {
  return call('date_part', field, time)
}

/**
 * The same as {@link datePart}. Spark: `extract`.
 *
 * @example
 * extract("DAY", toTimestamp("2024-01-31 10:20:30")) // => 31
 */
export function extract(field: Text, time: Time): Column<number | null> {
  return call('extract', field, time)
}

/**
 * The time so many units later, by the calendar. Spark: `timestampadd`.
 *
 * @example
 * timestampadd("MONTH", 1, toTimestamp("2024-01-31 10:20:30")) // => new Date("2024-02-29T10:20:30Z")
 */
export function timestampadd<const O extends Time>(unit: TimeUnit, count: Whole, time: O): Column<Date | NullIn<O>> {
  return call('timestampadd', unit, count, time)
}

/**
 * Whole units from one time to another. Spark: `timestampdiff`.
 *
 * @example
 * timestampdiff("HOUR", toTimestamp("2024-01-31 10:20:30"), toTimestamp("2024-01-31 12:20:29")) // => 1n
 */
export function timestampdiff<const A extends Time, const B extends Time>(
  unit: TimeUnit,
  start: A,
  end: B,
): Column<bigint | NullIn<A> | NullIn<B>> {
  return call('timestampdiff', unit, start, end)
}
