import type { Float64Vector, Int32Vector, Int64Vector } from '../../../columnar/column-vector.ts'
import { type FieldColumn, reject, textOf } from './field-column.ts'

const plus = 0x2b
const minus = 0x2d
const zero = 0x30
/** What a double holds exactly, whatever the digits. */
const exactDigits = 15
const wordSize = 2 ** 32

/** Whole numbers from `-largest - 1` to `largest`, as Java reads them: an optional sign and digits, no blanks. */
export function integerDecoder(largest: number): (column: FieldColumn) => Int32Vector {
  return (column) => {
    const values = new Int32Array(column.count)
    decodeSmall(column, values, (row) => {
      const value = parseWhole(textOf(column, row))
      if (value === null || value > BigInt(largest) || value < BigInt(-largest - 1)) reject(column, row)
      else values[row] = Number(value)
    })
    for (let i = 0; i < column.count; i++) {
      const value = values[i] as number
      if (value > largest || value < -largest - 1) reject(column, i)
    }
    return { kind: 'int32', values, nulls: column.nulls }
  }
}

/** 64-bit numbers that must be safe integers: what lies beyond is rejected, never rounded. */
export function safeBigintDecoder(column: FieldColumn): Float64Vector {
  const values = new Float64Array(column.count)
  decodeLarge(column, values, (row) => {
    const value = parseWhole(textOf(column, row))
    if (value === null || !Number.isSafeInteger(Number(value))) reject(column, row)
    else values[row] = Number(value)
  })
  return { kind: 'float64', values, nulls: column.nulls }
}

/** 64-bit numbers, exact. */
export function bigintDecoder(column: FieldColumn): Int64Vector {
  const { count } = column
  const exact = new Float64Array(count)
  const values = new BigInt64Array(count)
  const large: number[] = []
  decodeLarge(column, exact, (row) => large.push(row))
  // written as two words: a bigint for every value would be an allocation for every value
  const words = new Int32Array(values.buffer)
  for (let i = 0; i < count; i++) {
    const value = exact[i] as number
    words[2 * i] = (value % wordSize) | 0
    words[2 * i + 1] = Math.floor(value / wordSize)
  }
  for (const row of large) {
    const value = parseWhole(textOf(column, row))
    if (value === null || BigInt.asIntN(64, value) !== value) reject(column, row)
    else values[row] = value
  }
  return { kind: 'int64', values, nulls: column.nulls }
}

/** Numbers of up to nine digits; all others go to `rare`. */
function decodeSmall(column: FieldColumn, values: Int32Array, rare: (row: number) => void): void {
  const { bytes, starts, ends, count } = column
  const { nulls } = column
  for (let i = 0; i < count; i++) {
    if (nulls !== null && nulls[i] === 1) continue
    let at = starts[i] as number
    const end = ends[i] as number
    const first = bytes[at] as number
    if (first === minus || first === plus) at++
    if (at === end || end - at > 9) {
      rare(i)
      continue
    }
    let value = 0
    let digit = 0
    for (; at < end; at++) {
      digit = (bytes[at] as number) - zero
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    if (at < end) rare(i)
    else values[i] = first === minus ? -value : value
  }
}

/** The same for up to fifteen digits. */
function decodeLarge(column: FieldColumn, values: Float64Array, rare: (row: number) => void): void {
  const { bytes, starts, ends, count } = column
  const { nulls } = column
  for (let i = 0; i < count; i++) {
    if (nulls !== null && nulls[i] === 1) continue
    let at = starts[i] as number
    const end = ends[i] as number
    const first = bytes[at] as number
    if (first === minus || first === plus) at++
    if (at === end || end - at > exactDigits) {
      rare(i)
      continue
    }
    let value = 0
    let digit = 0
    for (; at < end; at++) {
      digit = (bytes[at] as number) - zero
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    if (at < end) rare(i)
    else values[i] = first === minus ? 0 - value : value
  }
}

const whole = /^[+-]?\p{Nd}+$/u
const ascii = /^[+-]?[0-9]+$/

/** A whole number as Java reads it: digits of any script count. Null for any other text. */
export function parseWhole(text: string): bigint | null {
  // longer texts are zeros, or far beyond 64 bits: not worth the work
  if (text.length > 400 || !whole.test(text)) return null
  const digits = ascii.test(text) ? text : asciiDigits(text)
  const magnitude = BigInt(digits.replace(/^[+-]/, ''))
  return digits.startsWith('-') ? -magnitude : magnitude
}

/** Decimal digits stand in the code table in runs of ten, 0 to 9. */
function asciiDigits(text: string): string {
  return text.replace(/[^+\-0-9]/gu, (char) => {
    const code = char.codePointAt(0) as number
    let start = code
    while (code - start < 9 && /\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--
    return String(code - start)
  })
}
