import { type Column, call } from '../column.ts'
import type { NullIn, TimeLike } from '../column-value.ts'

type Time = Date | string | Column<TimeLike | null>
type Part<O> = Column<number | NullIn<O>>

/**
 * The year. Spark: `year`.
 *
 * @example
 * year(toTimestamp("2024-01-31 10:20:30")) // => 2024
 */
export function year<const O extends Time>(time: O): Part<O> {
  return call('year', time)
}

/**
 * The quarter, 1 to 4. Spark: `quarter`.
 *
 * @example
 * quarter(toTimestamp("2024-01-31 10:20:30")) // => 1
 */
export function quarter<const O extends Time>(time: O): Part<O> {
  return call('quarter', time)
}

/**
 * The month, 1 to 12. Spark: `month`.
 *
 * @example
 * month(toTimestamp("2024-01-31 10:20:30")) // => 1
 */
export function month<const O extends Time>(time: O): Part<O> {
  return call('month', time)
}

/**
 * The day of the month, from 1. Spark: `dayofmonth`.
 *
 * @example
 * dayofmonth(toTimestamp("2024-01-31 10:20:30")) // => 31
 */
export function dayofmonth<const O extends Time>(time: O): Part<O> {
  return call('dayofmonth', time)
}

/**
 * The day of the week, 1 is Sunday. Spark: `dayofweek`.
 *
 * @example
 * dayofweek(toTimestamp("2024-01-31 10:20:30")) // => 4
 */
export function dayofweek<const O extends Time>(time: O): Part<O> {
  return call('dayofweek', time)
}

/**
 * The day of the year, from 1. Spark: `dayofyear`.
 *
 * @example
 * dayofyear(toTimestamp("2024-01-31 10:20:30")) // => 31
 */
export function dayofyear<const O extends Time>(time: O): Part<O> {
  return call('dayofyear', time)
}

/**
 * The ISO week of the year. Spark: `weekofyear`.
 *
 * @example
 * weekofyear(toTimestamp("2024-01-31 10:20:30")) // => 5
 */
export function weekofyear<const O extends Time>(time: O): Part<O> {
  return call('weekofyear', time)
}

/**
 * The hour, 0 to 23, in the session's time zone. Spark: `hour`.
 *
 * @example
 * hour(toTimestamp("2024-01-31 10:20:30")) // => 10
 */
export function hour<const O extends Time>(time: O): Part<O> {
  return call('hour', time)
}

/**
 * The minute, 0 to 59. Spark: `minute`.
 *
 * @example
 * minute(toTimestamp("2024-01-31 10:20:30")) // => 20
 */
export function minute<const O extends Time>(time: O): Part<O> {
  return call('minute', time)
}

/**
 * The second, 0 to 59, without its fraction. Spark: `second`.
 *
 * @example
 * second(toTimestamp("2024-01-31 10:20:30")) // => 30
 */
export function second<const O extends Time>(time: O): Part<O> {
  return call('second', time)
}
