import { type DecimalType, isCompactDecimal, maxDecimalPrecision } from '../../types/data-type.ts'

/** The internal value of a decimal: its unscaled integer, a number up to 15 digits and a bigint above. */
export type Unscaled = number | bigint

const powers: bigint[] = []
for (let i = 0, p = 1n; i <= 2 * maxDecimalPrecision + 2; i++, p *= 10n) powers.push(p)

/** 10^n. */
export function powerOfTen(n: number): bigint {
  return powers[n] ?? 10n ** BigInt(n)
}

export function unscaledToBigInt(value: Unscaled): bigint {
  return typeof value === 'bigint' ? value : BigInt(value)
}

/** The representation that `type` keeps: a number or a bigint. */
export function bigIntToUnscaled(value: bigint, type: DecimalType): Unscaled {
  return isCompactDecimal(type) ? Number(value) : value
}

/** Quotient rounded half away from zero (Java's HALF_UP). */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const rest = dividend % divisor
  if (rest === 0n) return quotient
  const twice = abs(rest) * 2n
  if (twice < abs(divisor)) return quotient
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n
}

/** Quotient rounded half to even. */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const rest = dividend % divisor
  const twice = abs(rest) * 2n
  const size = abs(divisor)
  if (twice < size || (twice === size && quotient % 2n === 0n)) return quotient
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n
}

/** Quotient rounded towards minus infinity. */
export function divideFloor(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  return dividend % divisor !== 0n && dividend < 0n !== divisor < 0n ? quotient - 1n : quotient
}

/** The same number at another scale; digits that fall away are rounded half up. */
export function rescale(unscaled: bigint, from: number, to: number): bigint {
  if (from === to) return unscaled
  return to > from ? unscaled * powerOfTen(to - from) : divideHalfUp(unscaled, powerOfTen(from - to))
}

/** Whether a decimal of `precision` digits can hold the unscaled value. */
export function fitsPrecision(unscaled: bigint, precision: number): boolean {
  return abs(unscaled) < powerOfTen(precision)
}

/** How many digits a number has; 0 has one. */
export function digitCount(value: bigint): number {
  return abs(value).toString().length
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value
}
