import type { Decimal } from '../../types/decimal.ts'
import { type Column, call } from '../column.ts'
import type { NullIn, NumericOperand, OperandOf } from '../column-value.ts'
import { callGiven } from './call-given.ts'

type Text = OperandOf<string>
type Whole = OperandOf<number>

/**
 * The first letter of each word in upper case, the others in lower case. Spark: `initcap`.
 *
 * @example
 * initcap(lit("heLLO wORLD")) // => "Hello World"
 */
export function initcap<const A extends Text>(text: A): Column<string | NullIn<A>> {
  return call('initcap', text)
}

/**
 * The characters in the opposite order. Spark: `reverse`.
 *
 * @example
 * reverse(lit("añ🙂")) // => "🙂ña"
 */
export function reverse<const A extends Text>(text: A): Column<string | NullIn<A>> {
  return call('reverse', text)
}

/**
 * The text so many times. Spark: `repeat`.
 *
 * @example
 * repeat(lit("ab"), 3) // => "ababab"
 */
export function repeat<const A extends Text, const B extends Whole>(
  text: A,
  count: B,
): Column<string | NullIn<A> | NullIn<B>> {
  return call('repeat', text, count)
}

/**
 * Each character of `from` becomes the one at its position in `to`, or falls away. Spark: `translate`.
 *
 * @example
 * translate(lit("abcba"), "ab", "1") // => "1c1"
 */
export function translate<const A extends Text, const B extends Text, const C extends Text>(
  text: A,
  from: B,
  to: C,
): Column<string | NullIn<A> | NullIn<B> | NullIn<C>> {
  return call('translate', text, from, to)
}

/**
 * The first characters. Spark: `left`.
 *
 * @example
 * left(lit("Spark"), 2) // => "Sp"
 */
export function left<const A extends Text, const B extends Whole>(
  text: A,
  count: B,
): Column<string | NullIn<A> | NullIn<B>> {
  return call('left', text, count)
}

/**
 * The last characters. Spark: `right`.
 *
 * @example
 * right(lit("Spark"), 2) // => "rk"
 */
export function right<const A extends Text, const B extends Whole>(
  text: A,
  count: B,
): Column<string | NullIn<A> | NullIn<B>> {
  return call('right', text, count)
}

/**
 * Without blanks, or the given characters, at both ends. Spark: `btrim`.
 *
 * @example
 * btrim(lit("xxax"), "x") // => "a"
 */
export function btrim<const A extends Text>(text: A, characters?: string): Column<string | NullIn<A>> {
  return callGiven('btrim', text, characters)
}

/**
 * What is before the `count`-th separator; behind it, counted from the end, if negative. Spark: `substring_index`.
 *
 * @example
 * substringIndex(lit("a.b.c"), ".", 2) // => "a.b"
 */
export function substringIndex<const A extends Text, const B extends Text, const C extends Whole>(
  text: A,
  separator: B,
  count: C,
): Column<string | NullIn<A> | NullIn<B> | NullIn<C>> {
  return call('substring_index', text, separator, count)
}

/**
 * The part between separators, from 1, or from the end if negative; empty outside. Spark: `split_part`.
 *
 * @example
 * splitPart(lit("a,b,c"), ",", 2) // => "b"
 */
export function splitPart<const A extends Text, const B extends Text, const C extends Whole>(
  text: A,
  separator: B,
  part: C,
): Column<string | NullIn<A> | NullIn<B> | NullIn<C>> {
  return call('split_part', text, separator, part)
}

/**
 * The text with another put over it at a position from 1; `length` characters give way, unless given as many as it has. Spark: `overlay`.
 *
 * @example
 * overlay(lit("Spark"), "XX", 2) // => "SXXrk"
 */
export function overlay<const A extends Text, const B extends Text, const C extends Whole>(
  text: A,
  by: B,
  ...[position, length]: readonly [position: C, length?: number]
): Column<string | NullIn<A> | NullIn<B> | NullIn<C>> {
  return callGiven('overlay', text, by, position, length)
}

/**
 * Upper case letters become X, lower case ones x, digits n, unless others are given. Spark: `mask`.
 *
 * @example
 * mask(lit("AbC-12")) // => "XxX-nn"
 */
export function mask<const A extends Text>(
  text: A,
  ...masks: readonly [upper?: string, lower?: string, digit?: string, other?: string]
): Column<string | NullIn<A>> {
  return callGiven('mask', text, ...masks)
}

/**
 * The values in the places of a pattern, as Java’s `String.format` does it. Spark: `format_string`.
 *
 * @example
 * formatString("%s: %05.1f", "a", 2.5) // => "a: 002.5"
 */
export function formatString(pattern: Text, ...values: readonly unknown[]): Column<string | null> {
  return call('format_string', pattern, ...values)
}

/**
 * The number with so many digits behind the point and commas between thousands. Spark: `format_number`.
 *
 * @example
 * formatNumber(lit(1234567.891), 2) // => "1,234,567.89"
 */
export function formatNumber(value: NumericOperand, digits: Whole): Column<string | null> {
  return call('format_number', value, digits)
}

/**
 * The decimal number of a text in a format of 0, 9, D, G, $, S. Spark: `to_number`.
 *
 * @example
 * toNumber(lit("1,234"), "9,999").cast("int") // => 1234
 */
export function toNumber<const A extends Text, const B extends Text>(
  text: A,
  format: B,
): Column<Decimal | NullIn<A> | NullIn<B>> {
  return call('to_number', text, format)
}

/**
 * The same as {@link toNumber}, null where the text does not fit. Spark: `try_to_number`.
 *
 * @example
 * tryToNumber(lit("x"), "9") // => null
 */
export function tryToNumber(text: Text, format: Text): Column<Decimal | null> {
  return call('try_to_number', text, format)
}
