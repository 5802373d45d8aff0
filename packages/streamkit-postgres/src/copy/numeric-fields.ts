import { type ColumnVector, invariant } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { type FieldEncoder, type FieldTarget, measureFixed, valuesOf, writeNulls } from './encode-block.ts'
import { encodedFields } from './encoded-fields.ts'

// numeric: int16 count of digits, int16 weight of the first, int16 sign, int16 scale, then int16 digits to the base 10,000.
// Leading and trailing zero digits are allowed: the server strips them.
const positive = 0x0000
const negative = 0x4000
const notANumber = 0xc000
const infinity = 0xd000
const minusInfinity = 0xf000
const base = 10_000

/** The precision and scale of the unscaled numbers in a column. */
export interface NumericShape {
  readonly precision: number
  readonly scale: number
}

/** numeric from unscaled values: numbers while they are exact, bigints beyond. */
export function numericFields(shape: NumericShape, target: FieldTarget): FieldEncoder {
  const fromBigints = encodedFields((value) => unscaledToNumeric(BigInt(value as bigint), shape.scale))
  const fromNumbers = unscaledNumberFields(shape, target)
  const chosen = (vector: ColumnVector): FieldEncoder =>
    vector.kind === 'float64' || vector.kind === 'int32' ? fromNumbers : fromBigints
  return {
    measure: (vector, block) => chosen(vector).measure(vector, block),
    write: (vector, block) => chosen(vector).write(vector, block),
  }
}

function unscaledNumberFields({ precision, scale }: NumericShape, { column, type }: FieldTarget): FieldEncoder {
  const wholeGroups = Math.max(1, Math.ceil((precision - scale) / 4))
  const fractionGroups = Math.ceil(scale / 4)
  const width = 8 + 2 * (wholeGroups + fractionGroups)
  const unit = 10 ** scale
  // the last fraction digit group has `lastDigits` decimal digits, filled up with zeros
  const lastUnit = 10 ** (scale - 4 * (fractionGroups - 1))
  const lastFactor = base / lastUnit
  const limit = Math.min(10 ** precision, 2 ** 53)
  return {
    measure: (vector, block) => measureFixed(width, vector.nulls, block),
    write(vector, block) {
      writeNulls(vector.nulls, block)
      const { nulls } = vector
      const values = valuesOf<Float64Array | Int32Array>(vector)
      const { from, to, cursors, view } = block
      for (let row = from, i = 0; row < to; row++, i++) {
        if (nulls !== null && nulls[row] === 1) continue
        const value = values[row] as number
        const size = Math.abs(value)
        if (!(size < limit) || !Number.isInteger(value)) {
          throw raise('INVALID_VALUE', {
            column,
            target: type,
            reason: `${value} is not a number of ${precision} digits`,
          })
        }
        const at = cursors[i] as number
        view.setInt32(at, width)
        view.setInt16(at + 4, wholeGroups + fractionGroups)
        view.setInt16(at + 6, wholeGroups - 1)
        view.setUint16(at + 8, value < 0 ? negative : positive)
        view.setInt16(at + 10, scale)
        let whole = size
        if (fractionGroups > 0) {
          whole = Math.floor(size / unit)
          let fraction = size - whole * unit
          let end = at + 4 + width
          let rest = Math.floor(fraction / lastUnit)
          end -= 2
          view.setInt16(end, (fraction - rest * lastUnit) * lastFactor)
          for (let g = 1; g < fractionGroups; g++) {
            fraction = rest
            rest = Math.floor(fraction / base)
            end -= 2
            view.setInt16(end, fraction - rest * base)
          }
        }
        for (let g = wholeGroups - 1; g >= 0; g--) {
          const rest = Math.floor(whole / base)
          view.setInt16(at + 12 + 2 * g, whole - rest * base)
          whole = rest
        }
        cursors[i] = at + 4 + width
      }
    },
  }
}

/** numeric from doubles, by their shortest decimal text: exact in the sense that reading it back gives the same double. */
export function doubleToNumericFields(): FieldEncoder {
  return encodedFields((value) => {
    const number = value as number
    if (Number.isFinite(number)) return decimalTextToNumeric(String(number))
    return special(Number.isNaN(number) ? notANumber : number > 0 ? infinity : minusInfinity)
  })
}

function special(sign: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16BE(sign, 4)
  return bytes
}

/** `-12.5e3` and the like. */
export function decimalTextToNumeric(text: string): Buffer {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text) ?? []
  invariant(whole !== undefined, `${text} is a decimal number`)
  const scale = fraction.length - Number(exponent)
  const unscaled = BigInt(whole + fraction) * (scale < 0 ? 10n ** BigInt(-scale) : 1n)
  return unscaledToNumeric(sign === '-' ? -unscaled : unscaled, Math.max(scale, 0))
}

/** The binary form of `unscaled / 10^scale`. */
export function unscaledToNumeric(unscaled: bigint, scale: number): Buffer {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale)
  const wholeGroups = Math.ceil(whole.length / 4)
  const fractionGroups = Math.ceil(scale / 4)
  const aligned = whole.padStart(wholeGroups * 4, '0') + fraction.padEnd(fractionGroups * 4, '0')
  const groups = wholeGroups + fractionGroups
  const bytes = Buffer.allocUnsafe(8 + 2 * groups)
  bytes.writeInt16BE(groups, 0)
  bytes.writeInt16BE(wholeGroups - 1, 2)
  bytes.writeUInt16BE(unscaled < 0n ? negative : positive, 4)
  bytes.writeInt16BE(scale, 6)
  for (let g = 0; g < groups; g++) bytes.writeInt16BE(Number(aligned.slice(4 * g, 4 * g + 4)), 8 + 2 * g)
  return bytes
}
