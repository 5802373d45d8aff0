/** How many rows a second brings, and how long it takes to get there. */
export interface RateOfRows {
  readonly rowsPerSecond: number
  /** Whole seconds. */
  readonly rampUpTimeSeconds: number
}

/**
 * The number of rows that the rate source has made when so many seconds have passed: Spark's `RateStreamProvider.valueAtSecond`.
 *
 * While it speeds up, each second brings `rowsPerSecond / (rampUpTime + 1)` rows more than the one before, rounded down.
 */
export function valueAtSecond(seconds: number, { rowsPerSecond, rampUpTimeSeconds }: RateOfRows): bigint {
  const [second, rate, rampUp] = [BigInt(seconds), BigInt(rowsPerSecond), BigInt(rampUpTimeSeconds)]
  const faster = rate / (rampUp + 1n)
  const rampedUp = (until: bigint) => (faster * until * (until + 1n)) / 2n
  return second <= rampUp ? rampedUp(second) : rampedUp(rampUp) + (second - rampUp) * rate
}
