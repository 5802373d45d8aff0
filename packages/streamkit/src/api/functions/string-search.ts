import { type Column, call } from '../column.ts'
import type { NullIn, OperandOf } from '../column-value.ts'
import { callGiven } from './call-given.ts'

type Text = OperandOf<string>

/**
 * Whether a text holds another. Spark: `contains`.
 *
 * @example
 * contains(lit("abc"), "b") // => true
 */
export function contains<const A extends Text, const B extends Text>(
  text: A,
  part: B,
): Column<boolean | NullIn<A> | NullIn<B>> {
  return call('contains', text, part)
}

/**
 * Whether a text begins with another. Spark: `startswith`.
 *
 * @example
 * startsWith(lit("abc"), "ab") // => true
 */
export function startsWith<const A extends Text, const B extends Text>(
  text: A,
  start: B,
): Column<boolean | NullIn<A> | NullIn<B>> {
  return call('startswith', text, start)
}

/**
 * Whether a text ends with another. Spark: `endswith`.
 *
 * @example
 * endsWith(lit("abc"), "bc") // => true
 */
export function endsWith<const A extends Text, const B extends Text>(
  text: A,
  end: B,
): Column<boolean | NullIn<A> | NullIn<B>> {
  return call('endswith', text, end)
}

/**
 * The position of a part in a text, from 1; 0 if it is not there. Spark: `instr`.
 *
 * @example
 * instr(lit("abcb"), "b") // => 2
 */
export function instr<const A extends Text, const B extends Text>(
  text: A,
  part: B,
): Column<number | NullIn<A> | NullIn<B>> {
  return call('instr', text, part)
}

/**
 * The position of a part in a text, from 1, looked for from `start` on; 0 if it is not there. Spark: `locate`.
 *
 * @example
 * locate("b", lit("abcb"), 3) // => 4
 */
export function locate<const A extends Text, const B extends Text>(
  part: A,
  text: B,
  start?: number,
): Column<number | NullIn<A> | NullIn<B>> {
  return callGiven('locate', part, text, start)
}

/**
 * The same as {@link locate}. Spark: `position`.
 *
 * @example
 * position("b", lit("abcb")) // => 2
 */
export function position<const A extends Text, const B extends Text>(
  part: A,
  text: B,
  start?: number,
): Column<number | NullIn<A> | NullIn<B>> {
  return callGiven('position', part, text, start)
}

/**
 * The position of a text in a list with commas, from 1; 0 if it is not there. Spark: `find_in_set`.
 *
 * @example
 * findInSet(lit("b"), "a,b,c") // => 2
 */
export function findInSet<const A extends Text, const B extends Text>(
  text: A,
  list: B,
): Column<number | NullIn<A> | NullIn<B>> {
  return call('find_in_set', text, list)
}

/**
 * Matches an SQL pattern without regard to case. Spark: `ilike`.
 *
 * @example
 * ilike(lit("ABC"), "a%") // => true
 */
export function ilike<const A extends Text, const B extends Text>(
  text: A,
  pattern: B,
): Column<boolean | NullIn<A> | NullIn<B>> {
  return call('ilike', text, pattern)
}

/**
 * Holds a match of a Java regular expression. Spark: `rlike`.
 *
 * @example
 * rlike(lit("abc"), "b.") // => true
 */
export function rlike<const A extends Text, const B extends Text>(
  text: A,
  pattern: B,
): Column<boolean | NullIn<A> | NullIn<B>> {
  return call('rlike', text, pattern)
}

/**
 * How many matches there are. Spark: `regexp_count`.
 *
 * @example
 * regexpCount(lit("banana"), "an") // => 2
 */
export function regexpCount<const A extends Text, const B extends Text>(
  text: A,
  pattern: B,
): Column<number | NullIn<A> | NullIn<B>> {
  return call('regexp_count', text, pattern)
}

/**
 * The first match, null if there is none. Spark: `regexp_substr`.
 *
 * @example
 * regexpSubstr(lit("a1b22"), "\\d+") // => "1"
 */
export function regexpSubstr(text: Text, pattern: Text): Column<string | null> {
  return call('regexp_substr', text, pattern)
}

/**
 * The position of the first match, from 1; 0 if there is none. Spark: `regexp_instr`.
 *
 * @example
 * regexpInstr(lit("ab1"), "\\d") // => 3
 */
export function regexpInstr<const A extends Text, const B extends Text>(
  text: A,
  pattern: B,
): Column<number | NullIn<A> | NullIn<B>> {
  return call('regexp_instr', text, pattern)
}

/**
 * All matches of a group, of the first one unless given. Spark: `regexp_extract_all`.
 *
 * @example
 * regexpExtractAll(lit("1-2 3-4"), "(\\d)-(\\d)", 2) // => ["2", "4"]
 */
export function regexpExtractAll<const A extends Text, const B extends Text>(
  text: A,
  pattern: B,
  group?: number,
): Column<string[] | NullIn<A> | NullIn<B>> {
  return callGiven('regexp_extract_all', text, pattern, group)
}

/**
 * How many characters must change to make one of the other. Spark: `levenshtein`.
 *
 * @example
 * levenshtein(lit("kitten"), "sitting") // => 3
 */
export function levenshtein<const A extends Text, const B extends Text>(
  a: A,
  b: B,
): Column<number | NullIn<A> | NullIn<B>> {
  return call('levenshtein', a, b)
}

/**
 * The code of how a word sounds in English. Spark: `soundex`.
 *
 * @example
 * soundex(lit("Miller")) // => "M460"
 */
export function soundex<const A extends Text>(text: A): Column<string | NullIn<A>> {
  return call('soundex', text)
}
