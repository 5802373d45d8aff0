import { type Column, call } from '../column.ts'
import type { NullIn, OperandOf } from '../column-value.ts'

type Text = OperandOf<string>

/**
 * With every match of a pattern replaced; `$1` in the replacement is the first group. Spark: `regexp_replace`.
 *
 * @example
 * regexpReplace($.phone, '[^0-9]', '')
 * regexpReplace(lit("a1b2"), "\\d", "#") // => "a#b#"
 */
export function regexpReplace<const O extends Text>(
  text: O,
  pattern: string,
  replacement: string,
): Column<string | NullIn<O>> {
  return call('regexp_replace', text, pattern, replacement)
}

/**
 * A group of the first match of a pattern (0: the whole match), `''` where nothing matches. Spark: `regexp_extract`.
 *
 * @example
 * regexpExtract($.email, '@(.+)$', 1)
 * regexpExtract(lit("100-200"), "(\\d+)-(\\d+)", 2) // => "200"
 */
export function regexpExtract<const O extends Text>(text: O, pattern: string, group = 1): Column<string | NullIn<O>> {
  return call('regexp_extract', text, pattern, group)
}

/**
 * Whether a text holds a match of a pattern. Spark: `regexp_like`.
 *
 * @example
 * regexpLike(lit("abc"), "b.") // => true
 */
export function regexpLike<const O extends Text>(text: O, pattern: string): Column<boolean | NullIn<O>> {
  return call('regexp_like', text, pattern)
}

/**
 * The parts between the matches of a pattern, at most `limit` of them if it is positive; empty parts at the end are kept. Spark: `split`.
 *
 * @example
 * split($.tags, ',').getItem(0)
 * split(lit("a,b"), ",") // => ["a", "b"]
 */
export function split<const O extends Text>(text: O, pattern: string, limit = -1): Column<string[] | NullIn<O>> {
  return call('split', text, pattern, limit)
}
