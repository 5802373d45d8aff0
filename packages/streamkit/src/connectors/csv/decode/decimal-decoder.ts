import type { Float64Vector, ObjectVector } from '../../../columnar/column-vector.ts'
import { fitsPrecision } from '../../../expressions/numbers/decimal-arithmetic.ts'
import { integralDigits, parseDecimalText, scaleParsed } from '../../../expressions/numbers/decimal-text.ts'
import { type DecimalType, isCompactDecimal } from '../../../types/data-type.ts'
import { type FieldColumn, reject, textOf } from './field-column.ts'

const plus = 0x2b
const minus = 0x2d
const point = 0x2e
const zero = 0x30
const exactDigits = 15

/** Decimals as Java reads them: exponents and grouping commas are fine, blanks are not. Rounded half up to the scale; too large is rejected. */
export function decimalDecoder(type: DecimalType): (column: FieldColumn) => Float64Vector | ObjectVector {
  if (isCompactDecimal(type)) return (column) => compact(column, type)
  return (column) => {
    const values: (bigint | null)[] = new Array(column.count)
    for (let i = 0; i < column.count; i++) {
      values[i] = null
      if (column.nulls !== null && column.nulls[i] === 1) continue
      const value = unscaled(textOf(column, i), type)
      if (value === null) reject(column, i)
      else values[i] = value
    }
    return { kind: 'object', values, nulls: column.nulls }
  }
}

function compact(column: FieldColumn, type: DecimalType): Float64Vector {
  const { bytes, starts, ends, count } = column
  const { scale } = type
  const limit = 10 ** type.precision
  const values = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    if (column.nulls !== null && column.nulls[i] === 1) continue
    let at = starts[i] as number
    const end = ends[i] as number
    const first = bytes[at] as number
    if (first === minus || first === plus) at++
    let value = 0
    let digits = 0
    let decimals = -1
    for (; at < end && digits <= exactDigits; at++) {
      const byte = bytes[at] as number
      const digit = byte - zero
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit
        digits++
        if (decimals >= 0) decimals++
      } else if (byte === point && decimals < 0) {
        decimals = 0
      } else {
        break
      }
    }
    for (let d = Math.max(decimals, 0); d < scale; d++) value *= 10
    if (at === end && digits > 0 && decimals <= scale && value < limit) {
      values[i] = first === minus ? 0 - value : value
      continue
    }
    const exact = unscaled(textOf(column, i), type)
    if (exact === null) reject(column, i)
    else values[i] = Number(exact)
  }
  return { kind: 'float64', values, nulls: column.nulls }
}

/** The unscaled value, or null if the text is no number or too large for the type. */
function unscaled(text: string, type: DecimalType): bigint | null {
  // grouping: Spark takes out every comma
  const plain = text.replaceAll(',', '')
  if (/[\0-\x20]/.test(plain)) return null
  const parsed = parseDecimalText(plain)
  if (parsed === null || integralDigits(parsed) > type.precision - type.scale) return null
  const value = scaleParsed(parsed, type.scale)
  return fitsPrecision(value, type.precision) ? value : null
}
