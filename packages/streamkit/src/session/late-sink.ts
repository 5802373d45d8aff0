import type { LateRowsOf } from '../api/late-rows.ts'
import { ExecutionException, isStreamKitError, messageOf } from '../errors/streamkit-error.ts'
import type { LateRows } from '../execution/late-rows.ts'
import type { BatchFrameFactory } from './foreach-batch-sink.ts'

/** Gives late rows to a function of the user as bounded frames; null without one. */
export function lateSink(
  fn: LateRowsOf<never> | null,
  frameOf: BatchFrameFactory,
): ((late: LateRows) => Promise<void>) | null {
  if (fn === null) return null
  const call = fn as LateRowsOf<unknown>
  return async ({ batchId, operatorId, operatorName, watermarkMs, schema, chunks }) => {
    const frame = frameOf(schema, () => chunks, batchId)
    try {
      await call(frame, { batchId, operatorId, operatorName, watermark: new Date(watermarkMs) })
    } catch (cause) {
      if (isStreamKitError(cause)) throw cause
      throw new ExecutionException(
        'LATE_ROWS_USER_FUNCTION_ERROR',
        { batchId, operatorName, reason: messageOf(cause) },
        { cause },
      )
    }
  }
}
