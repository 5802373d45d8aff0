import { divideHalfEven, divideHalfUp, powerOfTen } from '../numbers/decimal-arithmetic.ts'
import { decimalToText } from '../numbers/decimal-text.ts'
import { doubleToString } from '../numbers/double-to-string.ts'

interface Rounding {
  /** The scale of an unscaled decimal; null: the value is a double. */
  readonly scale: number | null
  /** How many digits behind the point. */
  readonly digits: number
  /** Ties go to the even digit, and doubles are taken as the exact binary fraction that they are; else half up, by their decimal text. */
  readonly halfEven: boolean
}

/** A finite number with so many digits behind the point, without exponent. */
export function roundToText(value: number | bigint, { scale, digits, halfEven }: Rounding): string {
  const divide = halfEven ? divideHalfEven : divideHalfUp
  const exact = scale !== null ? { numerator: BigInt(value), scale } : null
  const parts = exact ?? (halfEven ? null : decimalOfText(doubleToString(value as number)))
  if (parts !== null) {
    const shift = digits - parts.scale
    const unscaled = shift >= 0 ? parts.numerator * powerOfTen(shift) : divide(parts.numerator, powerOfTen(-shift))
    return decimalToText(unscaled, digits)
  }
  const { numerator, denominator } = fractionOf(value as number)
  return decimalToText(divide(numerator * powerOfTen(digits), denominator), digits)
}

/** `1.25E-3` as 125 and scale 5. */
function decimalOfText(text: string): { numerator: bigint; scale: number } {
  const [mantissa = '', exponent = '0'] = text.split('E')
  const point = mantissa.indexOf('.')
  return {
    numerator: BigInt(mantissa.replace('.', '')),
    scale: mantissa.length - point - 1 - Number(exponent),
  }
}

const view = new DataView(new ArrayBuffer(8))

/** The fraction that a double is, exactly. */
function fractionOf(value: number): { numerator: bigint; denominator: bigint } {
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const significand = (bits & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n)
  const numerator = value < 0 ? -significand : significand
  const power = Math.max(exponent, 1) - 1075
  return power >= 0
    ? { numerator: numerator << BigInt(power), denominator: 1n }
    : { numerator, denominator: 1n << BigInt(-power) }
}
