import { type Column, call } from '../column.ts'

/**
 * A number evenly in [0, 1), another for each row. With a seed, a whole number, always the same numbers, those of Spark. On a stream a batch that runs again gives the same. Spark: `rand`.
 *
 * @example
 * df.withColumn('sampled', rand().lt(0.1))
 */
export function rand(seed?: number | bigint): Column<number> {
  return seed === undefined ? call('rand') : call('rand', seed)
}

/** A UUID (version 4) for each row. On a stream a batch that runs again gives the same. Spark: `uuid`. */
export function uuid(): Column<string> {
  return call('uuid')
}
