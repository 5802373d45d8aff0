import { type Column, call } from '../column.ts'
import type { NullIn, OperandOf } from '../column-value.ts'

type Text = OperandOf<string>
type Whole = OperandOf<number>
type Whole64 = OperandOf<number> | OperandOf<bigint>

/**
 * The number that a text writes in one base, written in another; bases are 2 to 36, a negative one to write in means signed. Spark: `conv`.
 *
 * @example
 * conv(lit("ff"), 16, 10) // => "255"
 */
export function conv(text: Text, from: Whole, to: Whole): Column<string | null> {
  return call('conv', text, from, to)
}

/**
 * A whole number in base 2; negative ones as 64 bits. Spark: `bin`.
 *
 * @example
 * bin(lit(5)) // => "101"
 */
export function bin<const A extends Whole64>(n: A): Column<string | NullIn<A>> {
  return call('bin', n)
}

/**
 * A whole number, the UTF-8 of a text, or bytes in base 16, upper case. Spark: `hex`.
 *
 * @example
 * hex(lit(255)) // => "FF"
 */
export function hex<const A extends OperandOf<number> | OperandOf<bigint> | OperandOf<string> | OperandOf<Uint8Array>>(
  value: A,
): Column<string | NullIn<A>> {
  return call('hex', value)
}

/**
 * The bytes that hexadecimal digits write; null where they are none. Spark: `unhex`.
 *
 * @example
 * unhex(lit("616263")).cast("string") // => "abc"
 */
export function unhex(text: Text): Column<Uint8Array | null> {
  return call('unhex', text)
}

/**
 * How many bits are set; a negative number counts as 64 bits. Spark: `bit_count`.
 *
 * @example
 * bitCount(lit(7)) // => 3
 */
export function bitCount<const A extends Whole64>(n: A): Column<number | NullIn<A>> {
  return call('bit_count', n)
}

/**
 * The bit at a position, from 0 at the right. Throws INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE. Spark: `bit_get`.
 *
 * @example
 * bitGet(lit(11), 2) // => 0
 */
export function bitGet<const A extends Whole64, const B extends Whole>(
  n: A,
  position: B,
): Column<number | NullIn<A> | NullIn<B>> {
  return call('bit_get', n, position)
}

/**
 * The same as {@link bitGet}. Spark: `getbit`.
 *
 * @example
 * getbit(lit(11), 0) // => 1
 */
export function getbit<const A extends Whole64, const B extends Whole>(
  n: A,
  position: B,
): Column<number | NullIn<A> | NullIn<B>> {
  return call('getbit', n, position)
}

/**
 * The bits moved to the left. Spark: `shiftleft`.
 *
 * @example
 * shiftLeft(lit(2), 1) // => 4
 */
export function shiftLeft<V extends number | bigint | null>(value: Column<V>, count: Whole): Column<V> {
  return call('shiftleft', value, count)
}

/**
 * The bits moved to the right, the sign fills up. Spark: `shiftright`.
 *
 * @example
 * shiftRight(lit(-4), 1) // => -2
 */
export function shiftRight<V extends number | bigint | null>(value: Column<V>, count: Whole): Column<V> {
  return call('shiftright', value, count)
}

/**
 * The bits moved to the right, zeros fill up. Spark: `shiftrightunsigned`.
 *
 * @example
 * shiftRightUnsigned(lit(4), 1) // => 2
 */
export function shiftRightUnsigned<V extends number | bigint | null>(value: Column<V>, count: Whole): Column<V> {
  return call('shiftrightunsigned', value, count)
}
