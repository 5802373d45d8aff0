import { type Column, call } from '../column.ts'
import type { NullIn, OperandOf } from '../column-value.ts'

type Text = OperandOf<string>
type Whole = OperandOf<number>

/**
 * The texts one after the other; null if one is null. Spark: `concat`.
 *
 * @example
 * df.withColumn('at', ($) => concat($.event_date, ' ', $.event_time))
 * concat(lit("a"), "b") // => "ab"
 */
export function concat<const O extends readonly Text[]>(...parts: O): Column<string | NullIn<O[number]>> {
  return call('concat', ...parts)
}

/**
 * The texts with a separator between them; nulls are left out, so that the result is null only if the separator is. Spark: `concat_ws`.
 *
 * Of a date column and an empty time column it makes the date alone, which is midnight: use {@link concat} where a missing part must be seen.
 *
 * @example
 * concatWs('-', $.country, $.city)
 * concatWs("-", lit("a"), lit(null), "b") // => "a-b"
 */
export function concatWs<const S extends Text>(
  separator: S,
  ...parts: readonly (Text | Column<readonly (string | null)[] | null>)[]
): Column<string | NullIn<S>> {
  return call('concat_ws', separator, ...parts)
}

/**
 * Without blanks, or the given characters, at both ends. Spark: `trim`.
 *
 * @example
 * trim(lit(" a ")) // => "a"
 */
export function trim<const O extends Text>(text: O, characters?: string): Column<string | NullIn<O>> {
  return characters === undefined ? call('trim', text) : call('trim', text, characters)
}

/**
 * Without blanks, or the given characters, at the start. Spark: `ltrim`.
 *
 * @example
 * ltrim(lit(" a ")) // => "a "
 */
export function ltrim<const O extends Text>(text: O, characters?: string): Column<string | NullIn<O>> {
  return characters === undefined ? call('ltrim', text) : call('ltrim', text, characters)
}

/**
 * Without blanks, or the given characters, at the end. Spark: `rtrim`.
 *
 * @example
 * rtrim(lit(" a ")) // => " a"
 */
export function rtrim<const O extends Text>(text: O, characters?: string): Column<string | NullIn<O>> {
  return characters === undefined ? call('rtrim', text) : call('rtrim', text, characters)
}

/**
 * In upper case. Spark: `upper`.
 *
 * @example
 * upper(lit("ab")) // => "AB"
 */
export function upper<const O extends Text>(text: O): Column<string | NullIn<O>> {
  return call('upper', text)
}

/**
 * In lower case. Spark: `lower`.
 *
 * @example
 * lower(lit("AB")) // => "ab"
 */
export function lower<const O extends Text>(text: O): Column<string | NullIn<O>> {
  return call('lower', text)
}

/**
 * `length` characters from `start`, which counts from 1, or from the end if negative; 0 is the same as 1. Spark: `substring`.
 *
 * @example
 * substring($.event_id, 1, 8)
 * substring(lit("Spark"), 2, 3) // => "par"
 */
export function substring<const O extends Text, const S extends Whole, const L extends Whole>(
  text: O,
  start: S,
  length: L,
): Column<string | NullIn<O> | NullIn<S> | NullIn<L>> {
  return call('substring', text, start, length)
}

/**
 * The number of characters (code points, not UTF-16 units) of a text, or of bytes of a binary. Spark: `length`.
 *
 * @example
 * length(lit("añ🙂")) // => 3
 */
export function length<const O extends Text | OperandOf<Uint8Array>>(text: O): Column<number | NullIn<O>> {
  return call('length', text)
}

/**
 * Whether a text matches an SQL pattern (`%` any text, `_` any character). Spark: `LIKE`.
 *
 * @example
 * like(lit("Spark"), "S%") // => true
 */
export function like<const O extends Text>(
  text: O,
  pattern: string,
  escapeCharacter?: string,
): Column<boolean | NullIn<O>> {
  return escapeCharacter === undefined ? call('like', text, pattern) : call('like', text, pattern, escapeCharacter)
}

/**
 * Filled up at the start to a length, or cut to it. Spark: `lpad`.
 *
 * @example
 * lpad(lit("7"), 3, "0") // => "007"
 */
export function lpad<const O extends Text>(text: O, length: number, pad = ' '): Column<string | NullIn<O>> {
  return call('lpad', text, length, pad)
}

/**
 * Filled up at the end to a length, or cut to it. Spark: `rpad`.
 *
 * @example
 * rpad(lit("7"), 3, "0") // => "700"
 */
export function rpad<const O extends Text>(text: O, length: number, pad = ' '): Column<string | NullIn<O>> {
  return call('rpad', text, length, pad)
}

/**
 * With every occurrence of a text replaced. Spark: `replace`.
 *
 * @example
 * replace(lit("abcabc"), "b", "x") // => "axcaxc"
 */
export function replace<const O extends Text>(
  text: O,
  search: Text,
  replacement: Text,
): Column<string | NullIn<O> | null> {
  return call('replace', text, search, replacement)
}
