import { Column, call, expressionOf, requireColumn } from '../column.ts'
import type { NullTreatment } from './aggregate.ts'

/**
 * The number of the row in its partition, from 1. Needs `over` with an order. Spark: `row_number`.
 *
 * @example
 * df.withColumn('nth', rowNumber().over(Window.partitionBy('user_id').orderBy('event_ts')))
 */
export function rowNumber(): Column<number> {
  return call('row_number')
}

/** One more than the number of rows before the row; rows that are equal in the order have the same. Needs `over` with an order. Spark: `rank`. */
export function rank(): Column<number> {
  return call('rank')
}

/** The same as {@link rank} without gaps: one more than the number of different rows before. Spark: `dense_rank`. */
export function denseRank(): Column<number> {
  return call('dense_rank')
}

/** The rank as a share: (rank - 1) / (rows of the partition - 1); 0 in a partition of one. Spark: `percent_rank`. */
export function percentRank(): Column<number> {
  return call('percent_rank')
}

/** The share of the rows of the partition that are not behind the row. Spark: `cume_dist`. */
export function cumeDist(): Column<number> {
  return call('cume_dist')
}

/** The number, from 1, of the bucket of the row, when the partition is cut into this many of sizes as equal as can be. Spark: `ntile`. */
export function ntile(buckets: number): Column<number> {
  return call('ntile', buckets)
}

/**
 * The value in the row that is `offset` rows before, 1 unless given; `defaultValue`, null unless given, where there is no such row. With `ignoreNulls` only rows count whose value is not null. Needs `over` with an order.
 * Spark: `lag`.
 *
 * @example
 * df.withColumn('before', lag(col('price')).over(Window.partitionBy('product_id').orderBy('event_ts')))
 */
export function lag<V>(value: Column<V>, offset = 1, options: OffsetOptions<V> = {}): Column<V | null> {
  return offsetCall('lag', value, { ...options, offset })
}

/** The same as {@link lag} with the rows after. Spark: `lead`. */
export function lead<V>(value: Column<V>, offset = 1, options: OffsetOptions<V> = {}): Column<V | null> {
  return offsetCall('lead', value, { ...options, offset })
}

/** Options of {@link lag} and {@link lead}. */
export interface OffsetOptions<V> extends NullTreatment {
  /** The value where there is no such row: a constant, or a column of the row itself. */
  readonly defaultValue?: V | Column<V> | null
}

function offsetCall<V>(
  name: string,
  value: Column<V>,
  { offset, defaultValue = null, ignoreNulls = false }: OffsetOptions<V> & { readonly offset: number },
): Column<V | null> {
  const args = [requireColumn(value).expression, expressionOf(offset), expressionOf(defaultValue)]
  return new Column({ kind: 'call', name, args, parameters: { ignoreNulls } })
}

/** The first value of the frame; with `ignoreNulls` the first that is not null. Null of none. An aggregate function too. Spark: `first_value`. */
export function firstValue<V>(value: Column<V>, { ignoreNulls = false }: NullTreatment = {}): Column<V | null> {
  return call('first_value', value, ignoreNulls)
}

/**
 * The last value of the frame. Mind that the frame ends with the row, unless it is given another: `rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)`. Spark: `last_value`.
 */
export function lastValue<V>(value: Column<V>, { ignoreNulls = false }: NullTreatment = {}): Column<V | null> {
  return call('last_value', value, ignoreNulls)
}

/** The value in the row `n` of the frame, counted from 1; null if the frame is shorter. Needs `over` with an order. Spark: `nth_value`. */
export function nthValue<V>(
  value: Column<V>,
  n: number,
  { ignoreNulls = false }: NullTreatment = {},
): Column<V | null> {
  const args = [requireColumn(value).expression, expressionOf(n)]
  return new Column({ kind: 'call', name: 'nth_value', args, parameters: { ignoreNulls } })
}
