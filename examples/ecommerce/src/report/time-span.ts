import type { BatchSample } from './batch-sample.ts'

/** From the begin of the first batch to the end of the last, milliseconds since 1970. */
export interface TimeSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** The span of some batches; there must be at least one. */
export function timeSpan(batches: readonly BatchSample[]): TimeSpan {
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { startMs, durationMs } of batches) {
    fromMs = Math.min(fromMs, startMs)
    toMs = Math.max(toMs, startMs + durationMs)
  }
  return { fromMs, toMs }
}
