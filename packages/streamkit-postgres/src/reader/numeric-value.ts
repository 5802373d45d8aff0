import type { DecimalType } from '@streamkit/core/connector'
import { isCompactDecimal } from '@streamkit/core/connector'

/**
 * The unscaled value of a numeric in its binary form: a number for decimals of up to 15 digits, else a bigint. Null if it is not a number, or has more digits than the
 * type: nothing is rounded.
 */
export function numericValue(view: DataView, at: number, type: DecimalType): number | bigint | null {
  const groups = view.getInt16(at)
  const weight = view.getInt16(at + 2)
  const sign = view.getUint16(at + 4)
  if (sign !== 0 && sign !== 0x4000) return null
  let digits = 0n
  for (let g = 0; g < groups; g++) digits = digits * 10_000n + BigInt(view.getInt16(at + 8 + 2 * g))
  // the last digit stands for 10^exponent
  const exponent = 4 * (weight - groups + 1) + type.scale
  const unit = 10n ** BigInt(Math.abs(exponent))
  if (exponent < 0 && digits % unit !== 0n) return null
  const size = exponent < 0 ? digits / unit : digits * unit
  if (size >= 10n ** BigInt(type.precision)) return null
  const unscaled = sign === 0 ? size : -size
  return isCompactDecimal(type) ? Number(unscaled) : unscaled
}
