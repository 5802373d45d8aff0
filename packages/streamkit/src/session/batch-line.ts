import type { LogFields } from '../contracts/logger.ts'
import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'

/** What the log tells of a batch: figures and names, never rows, offsets or options. */
export function batchLine(progress: StreamingQueryProgress): LogFields {
  const { name, id, runId, batchId, numInputRows, durationMs, sink, stateOperators, eventTime } = progress
  const sum = (of: (operator: (typeof stateOperators)[number]) => number) =>
    stateOperators.reduce((total, operator) => total + of(operator), 0)
  return {
    query: name,
    id,
    runId,
    batchId,
    numInputRows,
    ...(sink.numOutputRows < 0 ? {} : { numOutputRows: sink.numOutputRows }),
    durationMs: durationMs.triggerExecution ?? 0,
    ...(stateOperators.length === 0
      ? {}
      : {
          stateRows: sum((operator) => operator.numRowsTotal),
          lateRows: sum((operator) => operator.numRowsDroppedByWatermark),
        }),
    ...(eventTime?.watermark === undefined ? {} : { watermark: eventTime.watermark }),
  }
}
