import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'

/** What the charts show of a batch. */
export interface BatchSample {
  readonly batchId: number
  /** When it began, ms since 1970. */
  readonly atMs: number
  readonly inputRows: number
  readonly inputRowsPerSecond: number
  readonly processedRowsPerSecond: number
  readonly durationMs: number
  /** Without `triggerExecution`, which is all of them. */
  readonly phasesMs: Readonly<Record<string, number>>
  /** Null without operators that keep state. */
  readonly stateRows: number | null
  readonly stateBytes: number | null
  /** How far the watermark was behind the clock when the batch began; null without a watermark or before the first event. */
  readonly watermarkLagMs: number | null
}

export function batchSample(progress: StreamingQueryProgress): BatchSample {
  const { triggerExecution, ...phasesMs } = progress.durationMs
  const atMs = Date.parse(progress.timestamp)
  const watermarkMs = Date.parse(progress.eventTime?.watermark ?? '')
  const { stateOperators } = progress
  const sum = (of: (operator: (typeof stateOperators)[number]) => number) =>
    stateOperators.length === 0 ? null : stateOperators.reduce((total, operator) => total + of(operator), 0)
  return {
    batchId: progress.batchId,
    atMs,
    inputRows: progress.numInputRows,
    inputRowsPerSecond: progress.inputRowsPerSecond,
    processedRowsPerSecond: progress.processedRowsPerSecond,
    durationMs: triggerExecution ?? progress.batchDuration,
    phasesMs,
    stateRows: sum(({ numRowsTotal }) => numRowsTotal),
    stateBytes: sum(({ memoryUsedBytes }) => memoryUsedBytes),
    // Before the first event time the watermark stands at 1970: how far that is behind says nothing.
    watermarkLagMs: watermarkMs > 0 ? atMs - watermarkMs : null,
  }
}
