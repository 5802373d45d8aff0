import { ExecutionException } from '../../errors/streamkit-error.ts'

export const microsPerMilli = 1000
export const microsPerSecond = 1_000_000
export const microsPerMinute = 60_000_000
export const microsPerHour = 3_600_000_000
export const microsPerDay = 86_400_000_000

/**
 * `seconds` since 1970 and a fraction, in microseconds, exactly.
 *
 * A double holds every microsecond from 1684 to 2255, and whole seconds far beyond. What it cannot hold is DATETIME_OVERFLOW:
 * a digit is never lost silently.
 */
export function exactMicros(seconds: number, microsOfSecond: number): number {
  const micros = seconds * microsPerSecond + microsOfSecond
  if (Number.isSafeInteger(micros)) return micros
  const exact = BigInt(seconds) * 1_000_000n + BigInt(microsOfSecond)
  if (BigInt(micros) === exact) return micros
  throw new ExecutionException('DATETIME_OVERFLOW', {
    value: `${exact} microseconds since 1970`,
  })
}

/** Whether so many microseconds fit 64 bits: Spark's own limit, where it gives null. */
export function fitsLong(seconds: number, microsOfSecond: number): boolean {
  if (Math.abs(seconds) < 9_223_372_036_854) return true
  const exact = BigInt(seconds) * 1_000_000n + BigInt(microsOfSecond)
  return BigInt.asIntN(64, exact) === exact
}

/** A 64-bit count of microseconds as the number that columns hold, or DATETIME_OVERFLOW. */
export function microsFromBigInt(micros: bigint): number {
  const value = Number(micros)
  if (BigInt(value) === micros) return value
  throw new ExecutionException('DATETIME_OVERFLOW', { value: `${micros} microseconds since 1970` })
}
/** The day 1970-01-01 in days since 1858-11-17. */
export const modifiedJulianEpoch = 40_587
