// 64-bit arithmetic on pairs of 32-bit halves. BigInt would be simpler and many times slower, and hashes are computed per row.
// Results are left in `high` and `low`: a call allocates nothing.

/** Upper 32 bits of the last result, as a signed number. */
export let high = 0
/** Lower 32 bits of the last result, as a signed number. */
export let low = 0

/** The lower 64 bits of a product. */
export function multiply(aHigh: number, aLow: number, b: Constant): void {
  const a0 = aLow & 0xffff
  const a1 = aLow >>> 16
  const p00 = a0 * b.low0
  const p01 = a0 * b.low1
  const p10 = a1 * b.low0
  const middle = (p00 >>> 16) + (p01 & 0xffff) + (p10 & 0xffff)
  const carried = a1 * b.low1 + (p01 >>> 16) + (p10 >>> 16) + (middle >>> 16)
  high = (carried + Math.imul(aHigh, b.low) + Math.imul(aLow, b.high)) | 0
  low = (middle << 16) | (p00 & 0xffff)
}

/** A sum. */
export function addTo(aHigh: number, aLow: number, b: Halves): void {
  const sum = (aLow >>> 0) + (b.low >>> 0)
  high = (aHigh + b.high + (sum > 0xffffffff ? 1 : 0)) | 0
  low = sum | 0
}

/** Turned left by 1 to 31 bits. */
export function rotateLeft(aHigh: number, aLow: number, bits: number): void {
  high = (aHigh << bits) | (aLow >>> (32 - bits))
  low = (aLow << bits) | (aHigh >>> (32 - bits))
}

/** Two halves. */
export interface Halves {
  readonly high: number
  readonly low: number
}
/** A factor, taken apart once. */
export interface Constant extends Halves {
  readonly low0: number
  readonly low1: number
}

export function constantOf(value: bigint): Constant {
  const bits = BigInt.asUintN(64, value)
  const lowHalf = Number(bits & 0xffffffffn)
  return { high: Number(bits >> 32n) | 0, low: lowHalf | 0, low0: lowHalf & 0xffff, low1: lowHalf >>> 16 }
}

/** A signed 64-bit integer. */
export function toBigInt(upper: number, lower: number): bigint {
  return (BigInt(upper) << 32n) | BigInt(lower >>> 0)
}
