import { type Column, call } from '../column.ts'
import type { Numeric } from '../column-value.ts'

/**
 * The number without its sign. Spark: `abs`.
 *
 * @example
 * abs(lit(-2)) // => 2
 */
export function abs<V extends Numeric | null>(value: Column<V>): Column<V> {
  return call('abs', value)
}

/**
 * Rounded half up to `scale` digits behind the point. Spark: `round`.
 *
 * @example
 * round(lit(2.345), 2) // => 2.35
 */
export function round<V extends Numeric | null>(value: Column<V>, scale = 0): Column<V> {
  return call('round', value, scale)
}

/**
 * Rounded half even to `scale` digits behind the point. Spark: `bround`.
 *
 * @example
 * bround(lit(2.5)) // => 2
 */
export function bround<V extends Numeric | null>(value: Column<V>, scale = 0): Column<V> {
  return call('bround', value, scale)
}

/** Whole numbers are BIGINT, of decimals decimals. */
type Whole<V> = V extends number ? bigint : V

/**
 * The greatest whole number that is not greater: a BIGINT, of a decimal a decimal. Spark: `floor`.
 *
 * @example
 * floor(lit(-1.5)) // => -2n
 */
export function floor<V extends Numeric | null>(value: Column<V>): Column<Whole<V>> {
  return call('floor', value)
}

/**
 * The least whole number that is not less: a BIGINT, of a decimal a decimal. Spark: `ceil`.
 *
 * @example
 * ceil(lit(1.2)) // => 2n
 */
export function ceil<V extends Numeric | null>(value: Column<V>): Column<Whole<V>> {
  return call('ceil', value)
}

/**
 * The remainder with the sign of the divisor, never negative for a positive one. Spark: `pmod`.
 *
 * @example
 * pmod(lit(-7), 3) // => 2
 */
export function pmod<V extends Numeric | null>(value: Column<V>, divisor: Column<V> | NonNullable<V>): Column<V> {
  return call('pmod', value, divisor)
}
