import { type Column, call } from '../column.ts'

/**
 * Numbers the rows from 0, in the order in which they come. Only of a bounded frame: a stream would begin anew with every batch. Spark: `monotonically_increasing_id`.
 *
 * @example
 * df.withColumn('row', monotonicallyIncreasingId())
 */
export function monotonicallyIncreasingId(): Column<bigint> {
  return call('monotonically_increasing_id')
}
