import type { Float64Vector } from '../../../columnar/column-vector.ts'
import { parseDouble } from '../../../expressions/numbers/parse-number.ts'
import { type FieldColumn, reject, textOf } from './field-column.ts'

const plus = 0x2b
const minus = 0x2d
const point = 0x2e
const zero = 0x30
const exactDigits = 15
/** Powers of ten that a double holds exactly: a short number divided by one of them is correctly rounded. */
const powers = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

/** The words for what is no number, besides Java's `NaN`, `Infinity` and `-Infinity`. */
export interface DoubleWords {
  readonly nanValue: string
  readonly positiveInf: string
  readonly negativeInf: string
}

/** Numbers as Java reads them: blanks around them, exponents, `1.5d`, hexadecimal; not `nan` or `inf` but for the options. */
export function doubleDecoder(words: DoubleWords, isFloat: boolean): (column: FieldColumn) => Float64Vector {
  const special = new Map([
    [words.positiveInf, Number.POSITIVE_INFINITY],
    [words.negativeInf, Number.NEGATIVE_INFINITY],
    [words.nanValue, Number.NaN],
  ])
  const rare = (text: string): number | null => special.get(text) ?? javaDouble(text)
  // options may give a word to what would be a number: then each text has to be looked at
  const fast = ![...special.keys()].some((word) => /[0-9]/.test(word))
  return (column) => {
    const { bytes, starts, ends, count } = column
    const values = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      if (column.nulls !== null && column.nulls[i] === 1) continue
      let value: number | null = fast ? plainNumber(bytes, starts[i] as number, ends[i] as number) : Number.NaN
      if (Number.isNaN(value)) value = rare(textOf(column, i))
      if (value === null) reject(column, i)
      else values[i] = isFloat ? Math.fround(value) : value
    }
    return { kind: 'float64', values, nulls: column.nulls }
  }
}

/** `[+-]digits[.digits]` with up to fifteen digits; NaN for every other text. */
function plainNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  const first = bytes[at] as number
  if (first === minus || first === plus) at++
  if (end - at > exactDigits + 1) return Number.NaN
  let value = 0
  let digits = 0
  let decimals = -1
  for (; at < end; at++) {
    const byte = bytes[at] as number
    const digit = byte - zero
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      digits++
      if (decimals >= 0) decimals++
    } else if (byte === point && decimals < 0) {
      decimals = 0
    } else {
      return Number.NaN
    }
  }
  if (digits === 0 || digits > exactDigits) return Number.NaN
  if (decimals > 0) value /= powers[decimals] as number
  return first === minus ? -value : value
}

/** A cast reads `nan` and `inf` in any case; Java's parser, which CSV goes by, does not. */
export function javaDouble(text: string): number | null {
  const value = parseDouble(text)
  if (value === null || Number.isFinite(value) || /[0-9]/.test(text)) return value
  return /^[\0-\x20]*[+-]?(?:NaN|Infinity)[\0-\x20]*$/.test(text) ? value : null
}
