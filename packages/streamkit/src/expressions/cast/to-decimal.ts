import { ExecutionException } from '../../errors/streamkit-error.ts'
import { type DecimalType, isCompactDecimal, maxDecimalPrecision } from '../../types/data-type.ts'
import type { Kernel } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import {
  bigIntToUnscaled,
  fitsPrecision,
  powerOfTen,
  rescale,
  type Unscaled,
  unscaledToBigInt,
} from '../numbers/decimal-arithmetic.ts'
import { integralDigits, type ParsedDecimal, parseDecimalText, scaleParsed } from '../numbers/decimal-text.ts'
import { doubleToString } from '../numbers/double-to-string.ts'
import { outOfRange } from '../numbers/overflow.ts'
import { type CastSite, dateToNumber } from './cast-context.ts'
import { invalidInput } from './cast-error.ts'

/** Casts to decimal; digits beyond the scale are rounded half up. Null: there is no such cast. */
export function castToDecimal(site: CastSite<DecimalType>): Kernel | null {
  const { from, to } = site
  switch (from.kind) {
    case 'string':
      return fromText(site)
    case 'boolean':
      return fromBigInt(site, 0, (v: boolean) => (v ? 1n : 0n))
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return compactInteger(site) ?? fromBigInt(site, 0, (v: number | bigint) => BigInt(v))
    case 'float':
    case 'double':
      return fromDouble(site, (v: number) => v)
    case 'timestamp':
      return fromDouble(site, (micros: number) => micros / 1e6)
    case 'decimal':
      return widening(from, to) ?? fromBigInt(site, from.scale, unscaledToBigInt)
    case 'date':
      return dateToNumber(site)
    default:
      return null
  }
}

function failing(site: CastSite<DecimalType>): (unscaled: bigint) => null {
  return (unscaled) => (site.mode === 'ansi' ? outOfRange(unscaled, site.to) : null)
}

function fromBigInt<A>(site: CastSite<DecimalType>, scale: number, unscaledOf: (value: A) => bigint): Kernel {
  const { to, mode } = site
  const tooLarge = failing(site)
  const convert = (value: A) => {
    const unscaled = rescale(unscaledOf(value), scale, to.scale)
    return fitsPrecision(unscaled, to.precision) ? bigIntToUnscaled(unscaled, to) : tooLarge(unscaled)
  }
  return mode === 'ansi' ? strict(convert) : strictOrNull(convert)
}

/** Whole numbers into a small decimal, without bigints. */
function compactInteger(site: CastSite<DecimalType>): Kernel | null {
  const { from, to, mode } = site
  if (!isCompactDecimal(to) || (from.kind === 'bigint' && from.as === 'bigint')) return null
  const unit = 10 ** to.scale
  const limit = 10 ** (to.precision - to.scale)
  const tooLarge = failing(site)
  const convert = (v: number) => (v < limit && v > -limit ? v * unit : tooLarge(BigInt(v) * powerOfTen(to.scale)))
  return mode === 'ansi' ? strict(convert) : strictOrNull(convert)
}

/** A decimal into one with as many digits on both sides of the point: nothing can go wrong. */
function widening(from: DecimalType, to: DecimalType): Kernel | null {
  if (to.scale < from.scale || to.precision - to.scale < from.precision - from.scale) return null
  const shift = to.scale - from.scale
  if (isCompactDecimal(to)) {
    const unit = 10 ** shift
    return strict(
      (v: number) => v * unit,
      ([v], ref) => (shift === 0 ? (v as string) : `(${v} * ${ref(unit)})`),
    )
  }
  const unit = powerOfTen(shift)
  return strict((v: Unscaled) => unscaledToBigInt(v) * unit)
}

/** NaN and infinities are null in every mode, as in Spark. */
function fromDouble(site: CastSite<DecimalType>, secondsOf: (v: number) => number): Kernel {
  const { to } = site
  const tooLarge = failing(site)
  return strictOrNull((v: number) => {
    const value = secondsOf(v)
    if (!Number.isFinite(value)) return null
    const parsed = parseDecimalText(doubleToString(value)) as ParsedDecimal
    const unscaled = scaleParsed(parsed, to.scale)
    return fitsPrecision(unscaled, to.precision) ? bigIntToUnscaled(unscaled, to) : tooLarge(unscaled)
  })
}

function fromText(site: CastSite<DecimalType>): Kernel {
  const { from, to, mode } = site
  const ansi = mode === 'ansi'
  const convert = (text: string) => {
    const parsed = parseDecimalText(text)
    if (parsed === null) return ansi ? invalidInput(text, from, to) : null
    const digits = integralDigits(parsed)
    if (digits > maxDecimalPrecision) return ansi ? beyondDecimals(text) : null
    const unscaled = scaleParsed(parsed, to.scale)
    if (fitsPrecision(unscaled, to.precision)) return bigIntToUnscaled(unscaled, to)
    return ansi ? outOfRange(unscaled, to) : null
  }
  return ansi ? strict(convert) : strictOrNull(convert)
}

function beyondDecimals(text: string): never {
  throw new ExecutionException('NUMERIC_OUT_OF_SUPPORTED_RANGE', { value: text })
}
