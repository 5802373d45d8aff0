import type { ColumnVector } from '../columnar/column-vector.ts'

/** The times by which the rows of an event-time column are judged: microseconds since 1970. */
export interface EventTimes {
  readonly values: Float64Array
  readonly nulls: Uint8Array | null
}

/** A timestamp counts as it is, a window (struct of start and end) by its end. */
export function eventTimes(vector: ColumnVector, length: number): EventTimes {
  if (vector.kind === 'float64') return vector
  const values = new Float64Array(length)
  const windows = (vector as { readonly values: readonly (readonly [number, number] | null)[] }).values
  for (let i = 0; i < length; i++) values[i] = windows[i]?.[1] ?? Number.NaN
  return { values, nulls: vector.nulls }
}
