import { type Column, call } from '../column.ts'

/**
 * A number by chance for each row, at least 0 and below 1, all equally likely. With a seed, an integer, every batch gives the same numbers, those that Spark gives on one partition; without one every batch has
 * numbers of its own, and the same ones when it runs again. Spark: `rand`.
 *
 * @example
 * df.withColumn('score', rand(42))
 */
export function rand(seed?: number | bigint): Column<number> {
  return seed === undefined ? call('rand') : call('rand', seed)
}

/**
 * A number by chance for each row, from the normal distribution with mean 0 and standard deviation 1. For seeds see {@link rand}. Spark: `randn`.
 *
 * @example
 * df.withColumn('noise', randn())
 */
export function randn(seed?: number | bigint): Column<number> {
  return seed === undefined ? call('randn') : call('randn', seed)
}

/**
 * A UUID by chance (version 4) for each row; the same ones when a batch runs again. Spark: `uuid`.
 *
 * @example
 * df.withColumn('id', uuid())
 */
export function uuid(): Column<string> {
  return call('uuid')
}
