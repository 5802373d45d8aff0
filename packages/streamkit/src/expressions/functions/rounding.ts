import {
  bigintType,
  type DataType,
  type DecimalType,
  decimalType,
  doubleType,
  isFractional,
  isIntegral,
  maxDecimalPrecision,
} from '../../types/data-type.ts'
import type { CallSite, FunctionDefinition, Kernel, Signature } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import {
  bigIntToUnscaled,
  divideFloor,
  divideHalfEven,
  divideHalfUp,
  powerOfTen,
  type Unscaled,
  unscaledToBigInt,
} from '../numbers/decimal-arithmetic.ts'
import { decimalOfIntegral } from '../numbers/decimal-precision.ts'
import { decimalToText, type ParsedDecimal, parseDecimalText } from '../numbers/decimal-text.ts'
import { doubleToString } from '../numbers/double-to-string.ts'
import { type EvalMode, fitDecimal, fitExact, fitNumber, overflow } from '../numbers/overflow.ts'
import { anyNullable, argumentAt, requireArguments, unexpectedType } from '../signature.ts'

/** A quotient rounded in one of the ways there are. */
type Divide = (dividend: bigint, divisor: bigint) => bigint

const divideCeil: Divide = (dividend, divisor) => -divideFloor(-dividend, divisor)

/** The second argument: how many digits stay, negative before the point. It must be a constant. */
function scaleOf(name: string, site: CallSite): number {
  const scale = site.args[1]
  if (scale === undefined) return 0
  if (typeof scale.literal === 'number') return scale.literal
  throw unexpectedType(name, site, { index: 1, required: 'a constant "INT"' })
}

/** One more digit may be needed before the point: 9.9 becomes 10. */
function roundedDecimal({ precision, scale }: DecimalType, digits: number): DecimalType {
  const whole = precision - scale + 1
  if (digits < 0) return decimalType(Math.min(Math.max(whole, 1 - digits), maxDecimalPrecision), 0)
  const kept = Math.min(scale, digits)
  return decimalType(Math.min(whole + kept, maxDecimalPrecision), kept)
}

/** The unscaled value of a rounded decimal, at the scale of the result. */
function roundUnscaled(unscaled: bigint, scale: number, rounding: { digits: number; divide: Divide }): bigint {
  const { digits, divide } = rounding
  if (digits >= scale) return unscaled
  const unit = powerOfTen(scale - digits)
  const rounded = divide(unscaled, unit)
  return digits < 0 ? rounded * powerOfTen(-digits) : rounded
}

function decimalKernel(
  from: DecimalType,
  to: DecimalType,
  rounding: { digits: number; divide: Divide; mode: EvalMode },
): Kernel {
  const evaluate = (v: Unscaled) => {
    const rounded = fitDecimal(roundUnscaled(unscaledToBigInt(v), from.scale, rounding), to, rounding.mode)
    return rounded === null ? null : bigIntToUnscaled(rounded, to)
  }
  return rounding.mode === 'ansi' ? strict(evaluate) : strictOrNull(evaluate)
}

/** Doubles are rounded by their decimal text: 2.675 is 2.68 with two digits, although the double lies below. */
function doubleKernel(type: DataType, digits: number, divide: Divide): Kernel {
  const narrow = type.kind === 'float' ? Math.fround : (v: number) => v
  return strict((v: number) => {
    if (!Number.isFinite(v)) return v
    if (digits >= 0 && Number.isInteger(v)) return v + 0
    const { unscaled, scale } = parseDecimalText(doubleToString(v)) as ParsedDecimal
    if (digits >= scale) return v
    const rounded = roundUnscaled(unscaled, scale, { digits, divide })
    return narrow(Number(decimalToText(rounded, Math.max(digits, 0))))
  })
}

function integerKernel(type: DataType, rounding: { digits: number; divide: Divide; mode: EvalMode }): Kernel {
  if (rounding.digits >= 0) return strict((v: unknown) => v)
  if (type.kind === 'bigint' && type.as === 'bigint') {
    const narrowed = fitExact(rounding.mode)
    return strict((v: bigint) => narrowed(roundUnscaled(v, 0, rounding)))
  }
  const narrowed = fitNumber(type.kind as 'int', rounding.mode)
  return strict((v: number) => narrowed(Number(roundUnscaled(BigInt(v), 0, rounding))))
}

function round(name: string, divide: Divide): FunctionDefinition {
  return {
    name,
    signature: (site): Signature => {
      requireArguments(name, site, [1, 2])
      const given = argumentAt(site, 0).dataType
      const isNumber = isIntegral(given) || isFractional(given) || given.kind === 'decimal'
      const type = isNumber ? given : doubleType
      const dataType = type.kind === 'decimal' ? roundedDecimal(type, scaleOf(name, site)) : type
      const nullable = anyNullable(site) || (type.kind === 'decimal' && !site.conf.ansi)
      return { inputs: [type, ...scaleInput(site)], dataType, nullable }
    },
    kernel: (site, { inputs, dataType }) => {
      const mode = site.conf.ansi ? 'ansi' : 'legacy'
      const from = inputs[0] as DataType
      const digits = scaleOf(name, site)
      if (from.kind === 'decimal') return decimalKernel(from, dataType as DecimalType, { digits, divide, mode })
      return isFractional(from) ? doubleKernel(from, digits, divide) : integerKernel(from, { digits, divide, mode })
    },
  }
}

function scaleInput(site: CallSite): readonly DataType[] {
  return site.args.length === 2 ? [{ kind: 'int' }] : []
}

/** What `ceil(x, digits)` rounds a number in. */
function decimalForm(type: DataType): DecimalType {
  if (type.kind === 'decimal') return type
  if (isIntegral(type)) return decimalOfIntegral(type)
  return type.kind === 'float' ? decimalType(14, 7) : decimalType(30, 15)
}

/** A double as a 64-bit integer; with ANSI off the nearest there is. */
function wholeOf(onDouble: (x: number) => number, ansi: boolean): (v: number) => bigint {
  return (v) => {
    const whole = onDouble(v)
    if (whole >= -(2 ** 63) && whole < 2 ** 63) return BigInt(whole)
    if (ansi) return overflow('long overflow: the rounded number')
    return Number.isNaN(whole) ? 0n : whole > 0 ? 2n ** 63n - 1n : -(2n ** 63n)
  }
}

/** `ceil(x)` is a bigint (a decimal for decimals); `ceil(x, digits)` a decimal. */
function toWhole(name: string, divide: Divide, onDouble: (x: number) => number): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1, 2])
      const type = argumentAt(site, 0).dataType
      const nullable = anyNullable(site)
      if (type.kind === 'decimal' || site.args.length === 2) {
        const input = decimalForm(type)
        const dataType = roundedDecimal(input, scaleOf(name, site))
        return {
          inputs: [input, ...scaleInput(site)],
          dataType,
          nullable: nullable || !site.conf.ansi || isFractional(type),
        }
      }
      return { inputs: [isIntegral(type) ? bigintType : doubleType], dataType: bigintType, nullable }
    },
    kernel: (site, { inputs, dataType }) => {
      const from = inputs[0] as DataType
      const mode = site.conf.ansi ? 'ansi' : 'legacy'
      const digits = scaleOf(name, site)
      if (from.kind === 'decimal') return decimalKernel(from, dataType as DecimalType, { digits, divide, mode })
      return isIntegral(from) ? strict((v: unknown) => v) : strict(wholeOf(onDouble, site.conf.ansi))
    },
  }
}

/** Rounding, half up, half even, up and down. */
export const roundingFunctions: readonly FunctionDefinition[] = [
  round('round', divideHalfUp),
  round('bround', divideHalfEven),
  toWhole('ceil', divideCeil, Math.ceil),
  toWhole('ceiling', divideCeil, Math.ceil),
  toWhole('floor', divideFloor, Math.floor),
]
