import { type Column, call } from '../column.ts'
import type { NullIn, Numeric, NumericOperand, OperandOf } from '../column-value.ts'

type Whole = OperandOf<number>

/**
 * The square root; NaN of a negative number. Spark: `sqrt`.
 *
 * @example
 * sqrt(lit(9)) // => 3
 */
export function sqrt<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('sqrt', x)
}

/**
 * The cube root. Spark: `cbrt`.
 *
 * @example
 * cbrt(lit(27)) // => 3
 */
export function cbrt<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('cbrt', x)
}

/**
 * The first to the power of the second, as DOUBLE. Spark: `pow`.
 *
 * @example
 * pow(lit(2), 10) // => 1024
 */
export function pow<const A extends NumericOperand, const B extends NumericOperand>(
  base: A,
  exponent: B,
): Column<number | NullIn<A> | NullIn<B>> {
  return call('pow', base, exponent)
}

/**
 * Euler’s number to this power. Spark: `exp`.
 *
 * @example
 * exp(lit(0)) // => 1
 */
export function exp<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('exp', x)
}

/**
 * `exp(x) - 1`, exact for small numbers too. Spark: `expm1`.
 *
 * @example
 * expm1(lit(0)) // => 0
 */
export function expm1<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('expm1', x)
}

/**
 * The natural logarithm; null for zero and less. Spark: `ln`.
 *
 * @example
 * ln(lit(1)) // => 0
 */
export function ln(x: NumericOperand): Column<number | null> {
  return call('ln', x)
}

/**
 * The logarithm to base 10; null for zero and less. Spark: `log10`.
 *
 * @example
 * log10(lit(1000)) // => 3
 */
export function log10(x: NumericOperand): Column<number | null> {
  return call('log10', x)
}

/**
 * The logarithm to base 2; null for zero and less. Spark: `log2`.
 *
 * @example
 * log2(lit(8)) // => 3
 */
export function log2(x: NumericOperand): Column<number | null> {
  return call('log2', x)
}

/**
 * `ln(1 + x)`; null for -1 and less. Spark: `log1p`.
 *
 * @example
 * log1p(lit(0)) // => 0
 */
export function log1p(x: NumericOperand): Column<number | null> {
  return call('log1p', x)
}

/**
 * The logarithm of the second to the base that is the first; null where there is none. Spark: `log`.
 *
 * @example
 * log(lit(10), 100) // => 2
 */
export function log(base: NumericOperand, x: NumericOperand): Column<number | null> {
  return call('log', base, x)
}

/**
 * The length of the third side of a right-angled triangle, without overflow in between. Spark: `hypot`.
 *
 * @example
 * hypot(lit(3), 4) // => 5
 */
export function hypot<const A extends NumericOperand, const B extends NumericOperand>(
  x: A,
  y: B,
): Column<number | NullIn<A> | NullIn<B>> {
  return call('hypot', x, y)
}

/**
 * Euler’s number. Spark: `e`.
 *
 * @example
 * e() // => Math.E
 */
export function e(): Column<number> {
  return call('e')
}

/**
 * -1, 0 or 1. Spark: `sign`.
 *
 * @example
 * sign(lit(-5)) // => -1
 */
export function sign<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('sign', x)
}

/**
 * The same as {@link sign}. Spark: `signum`.
 *
 * @example
 * signum(lit(5)) // => 1
 */
export function signum<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('signum', x)
}

/**
 * The nearest whole number as DOUBLE, halves to the even one. Spark: `rint`.
 *
 * @example
 * rint(lit(2.5)) // => 2
 */
export function rint<const A extends NumericOperand>(x: A): Column<number | NullIn<A>> {
  return call('rint', x)
}

/**
 * The factorial of 0 to 20; null for other numbers. Spark: `factorial`.
 *
 * @example
 * factorial(lit(5)) // => 120n
 */
export function factorial(n: Whole): Column<bigint | null> {
  return call('factorial', n)
}

/**
 * The number of the bucket of equal width between `min` and `max` that the value falls in, from 1; 0 below, one more than there are above. Spark: `width_bucket`.
 *
 * @example
 * widthBucket(lit(5.3), 0.2, 10.6, 5) // => 3n
 */
export function widthBucket(
  value: NumericOperand,
  min: NumericOperand,
  ...[max, buckets]: readonly [max: NumericOperand, buckets: Whole]
): Column<bigint | null> {
  return call('width_bucket', value, min, max, buckets)
}

/**
 * The sum, null where it overflows. Spark: `try_add`.
 *
 * @example
 * tryAdd(lit(2147483647), 1) // => null
 */
export function tryAdd<V extends Numeric | null>(a: Column<V>, b: NumericOperand): Column<V | null> {
  return call('try_add', a, b)
}

/**
 * The difference, null where it overflows. Spark: `try_subtract`.
 *
 * @example
 * trySubtract(lit(3), 1) // => 2
 */
export function trySubtract<V extends Numeric | null>(a: Column<V>, b: NumericOperand): Column<V | null> {
  return call('try_subtract', a, b)
}

/**
 * The product, null where it overflows. Spark: `try_multiply`.
 *
 * @example
 * tryMultiply(lit(2147483647), 2) // => null
 */
export function tryMultiply<V extends Numeric | null>(a: Column<V>, b: NumericOperand): Column<V | null> {
  return call('try_multiply', a, b)
}

/**
 * The remainder, null where the divisor is zero. Spark: `try_mod`.
 *
 * @example
 * tryMod(lit(7), 0) // => null
 */
export function tryMod<V extends Numeric | null>(a: Column<V>, b: NumericOperand): Column<V | null> {
  return call('try_mod', a, b)
}

/**
 * The quotient, null where the divisor is zero; of decimals a decimal, which a cast makes typed. Spark: `try_divide`.
 *
 * @example
 * tryDivide(lit(1), 0) // => null
 */
export function tryDivide(a: NumericOperand, b: NumericOperand): Column<number | null> {
  return call('try_divide', a, b)
}
