import type { KafkaOffsets } from '../offsets/kafka-offsets.ts'
import { offsetOf, partitionsOf } from './offset-maths.ts'

/**
 * How far a batch ends behind what is there, as source metrics: Spark's `minOffsetsBehindLatest`, `maxOffsetsBehindLatest` and `avgOffsetsBehindLatest`, and of each partition
 * `offsetsBehindLatest.<topic>-<partition>`. A partition that the batch does not know yet is behind by all that is there.
 */
export function offsetsBehindLatest(latest: KafkaOffsets, end: KafkaOffsets): Readonly<Record<string, string>> {
  const lags = partitionsOf(latest).map((place) => ({
    name: `offsetsBehindLatest.${place.topic}-${place.partition}`,
    lag: Math.max(0, (offsetOf(latest, place) ?? 0) - (offsetOf(end, place) ?? 0)),
  }))
  if (lags.length === 0) return {}
  const sum = lags.reduce((total, { lag }) => total + lag, 0)
  return {
    minOffsetsBehindLatest: String(lags.reduce((least, { lag }) => Math.min(least, lag), sum)),
    maxOffsetsBehindLatest: String(lags.reduce((most, { lag }) => Math.max(most, lag), 0)),
    avgOffsetsBehindLatest: javaDouble(sum / lags.length),
    ...Object.fromEntries(lags.map(({ name, lag }) => [name, String(lag)])),
  }
}

/** A number of 0 or 0.001 and more as Java writes a double, so that the figure is Spark's to the letter. */
function javaDouble(value: number): string {
  const withFraction = (digits: string) => (digits.includes('.') ? digits : `${digits}.0`)
  if (value < 1e7) return withFraction(String(value))
  const [digits = '', exponent = ''] = value.toExponential().split('e+')
  return `${withFraction(digits)}E${exponent}`
}
