import { type Column, call } from '../column.ts'
import type { NullIn, OperandOf } from '../column-value.ts'
import { callGiven } from './call-given.ts'

type Text = OperandOf<string>
type Whole64 = OperandOf<number> | OperandOf<bigint>

/**
 * The code point of the first character, 0 of empty text. Spark: `ascii`.
 *
 * @example
 * ascii(lit("A")) // => 65
 */
export function ascii<const A extends Text>(text: A): Column<number | NullIn<A>> {
  return call('ascii', text)
}

/**
 * The character of a code, modulo 256. Spark: `chr`.
 *
 * @example
 * chr(lit(65)) // => "A"
 */
export function chr<const A extends Whole64>(code: A): Column<string | NullIn<A>> {
  return call('chr', code)
}

/**
 * How many characters. Spark: `char_length`.
 *
 * @example
 * charLength(lit("a🙂")) // => 2
 */
export function charLength<const A extends Text>(text: A): Column<number | NullIn<A>> {
  return call('char_length', text)
}

/**
 * How many bytes of UTF-8. Spark: `octet_length`.
 *
 * @example
 * octetLength(lit("é")) // => 2
 */
export function octetLength<const A extends Text>(text: A): Column<number | NullIn<A>> {
  return call('octet_length', text)
}

/**
 * How many bits of UTF-8. Spark: `bit_length`.
 *
 * @example
 * bitLength(lit("é")) // => 16
 */
export function bitLength<const A extends Text>(text: A): Column<number | NullIn<A>> {
  return call('bit_length', text)
}

/**
 * Bytes, or the UTF-8 of a text, in base 64. Spark: `base64`.
 *
 * @example
 * base64(lit("abc")) // => "YWJj"
 */
export function base64<const A extends OperandOf<string> | OperandOf<Uint8Array>>(
  value: A,
): Column<string | NullIn<A>> {
  return call('base64', value)
}

/**
 * The bytes of a text in base 64. Spark: `unbase64`.
 *
 * @example
 * unbase64(lit("YWJj")).cast("string") // => "abc"
 */
export function unbase64<const A extends Text>(text: A): Column<Uint8Array | NullIn<A>> {
  return call('unbase64', text)
}

/**
 * The bytes of a text in a charset such as `UTF-8` or `ISO-8859-1`. Spark: `encode`.
 *
 * @example
 * hex(encode(lit("é"), "UTF-8")) // => "C3A9"
 */
export function encode<const A extends Text, const B extends Text>(
  text: A,
  charset: B,
): Column<Uint8Array | NullIn<A> | NullIn<B>> {
  return call('encode', text, charset)
}

/**
 * The text of bytes in a charset. Spark: `decode`.
 *
 * @example
 * decode(unhex(lit("C3A9")), "UTF-8") // => "é"
 */
export function decode(bytes: OperandOf<Uint8Array>, charset: Text): Column<string | null> {
  return call('decode', bytes, charset)
}

/**
 * The text as it can stand in a query of a URL. Spark: `url_encode`.
 *
 * @example
 * urlEncode(lit("a b&c")) // => "a+b%26c"
 */
export function urlEncode<const A extends Text>(text: A): Column<string | NullIn<A>> {
  return call('url_encode', text)
}

/**
 * What {@link urlEncode} encoded. Spark: `url_decode`.
 *
 * @example
 * urlDecode(lit("a+b%26c")) // => "a b&c"
 */
export function urlDecode<const A extends Text>(text: A): Column<string | NullIn<A>> {
  return call('url_decode', text)
}

/**
 * The same as {@link urlDecode}, null where the text is none. Spark: `try_url_decode`.
 *
 * @example
 * tryUrlDecode(lit("%zz")) // => null
 */
export function tryUrlDecode(text: Text): Column<string | null> {
  return call('try_url_decode', text)
}

/**
 * A part of a URL: HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY, USERINFO; of QUERY one key’s value. Spark: `parse_url`.
 *
 * @example
 * parseUrl(lit("http://a.com/p?q=1"), "QUERY", "q") // => "1"
 */
export function parseUrl(url: Text, part: Text, key?: string): Column<string | null> {
  return callGiven('parse_url', url, part, key)
}

/**
 * The same as {@link parseUrl}, null of what is no URL. Spark: `try_parse_url`.
 *
 * @example
 * tryParseUrl(lit("http://a b"), "HOST") // => null
 */
export function tryParseUrl(url: Text, part: Text, key?: string): Column<string | null> {
  return callGiven('try_parse_url', url, part, key)
}
