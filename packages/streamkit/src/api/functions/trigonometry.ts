import { type Column, call } from '../column.ts'
import type { NullIn, NumericOperand } from '../column-value.ts'

/**
 * The sine of an angle in radians. Spark: `sin`.
 *
 * @example
 * sin(lit(0)) // => 0
 */
export function sin<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('sin', x)
}

/**
 * The cosine of an angle in radians. Spark: `cos`.
 *
 * @example
 * cos(lit(0)) // => 1
 */
export function cos<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('cos', x)
}

/**
 * The tangent of an angle in radians. Spark: `tan`.
 *
 * @example
 * tan(lit(0)) // => 0
 */
export function tan<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('tan', x)
}

/**
 * The angle whose sine it is, in radians; NaN outside of -1 to 1. Spark: `asin`.
 *
 * @example
 * asin(lit(0)) // => 0
 */
export function asin<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('asin', x)
}

/**
 * The angle whose cosine it is, in radians; NaN outside of -1 to 1. Spark: `acos`.
 *
 * @example
 * acos(lit(1)) // => 0
 */
export function acos<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('acos', x)
}

/**
 * The angle whose tangent it is, in radians. Spark: `atan`.
 *
 * @example
 * atan(lit(0)) // => 0
 */
export function atan<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('atan', x)
}

/**
 * The angle of the point (x, y) from the x axis, in radians. Spark: `atan2`.
 *
 * @example
 * atan2(lit(0), 1) // => 0
 */
export function atan2<const A extends NumericOperand, const B extends NumericOperand>(
  y: A,
  x: B,
): Column<number | NullIn<A> | NullIn<B>> {
  return call('atan2', y, x)
}

/**
 * The hyperbolic sine. Spark: `sinh`.
 *
 * @example
 * sinh(lit(0)) // => 0
 */
export function sinh<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('sinh', x)
}

/**
 * The hyperbolic cosine. Spark: `cosh`.
 *
 * @example
 * cosh(lit(0)) // => 1
 */
export function cosh<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('cosh', x)
}

/**
 * The hyperbolic tangent. Spark: `tanh`.
 *
 * @example
 * tanh(lit(0)) // => 0
 */
export function tanh<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('tanh', x)
}

/**
 * An angle in radians as degrees. Spark: `degrees`.
 *
 * @example
 * degrees(lit(Math.PI)) // => 180
 */
export function degrees<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('degrees', x)
}

/**
 * An angle in degrees as radians. Spark: `radians`.
 *
 * @example
 * radians(lit(180)) // => Math.PI
 */
export function radians<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('radians', x)
}

/**
 * The number pi. Spark: `pi`.
 *
 * @example
 * pi() // => Math.PI
 */
export function pi(): Column<number> {
  return call('pi')
}
