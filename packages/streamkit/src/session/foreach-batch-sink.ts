import type { BatchContext, ForeachBatchOf } from '../api/foreach-batch.ts'
import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { Sink, SinkBatch, SinkResult } from '../contracts/sink.ts'
import { ExecutionException, isStreamKitError, messageOf } from '../errors/streamkit-error.ts'
import type { StructType } from '../types/data-type.ts'
import { SharedChunks } from './shared-chunks.ts'

/** Makes the frame of a batch from its rows. */
export type BatchFrameFactory = (
  schema: StructType,
  chunks: () => AsyncIterable<ColumnBatch> | Iterable<ColumnBatch>,
  batchId: number,
) => unknown

/** Gives every batch to a function of the user as a bounded frame. */
export function foreachBatchSink(fn: ForeachBatchOf<never>, frameOf: BatchFrameFactory): Sink {
  const call = fn as ForeachBatchOf<unknown>
  return {
    description: fn.description ?? 'ForeachBatchSink',
    async prepare(query) {
      await fn.prepare?.(query)
    },
    async addBatch(batch) {
      const shared = new SharedChunks(batch.chunks(), fn.singlePass !== true)
      const frame = frameOf(batch.schema, () => shared.read(), batch.batchId)
      try {
        const result: unknown = await call(frame, batch.batchId, contextOf(batch))
        return isSinkResult(result) ? result : { numOutputRows: -1 }
      } catch (cause) {
        // What failed on our side says itself what and where, as in Spark.
        if (batch.signal.aborted || isStreamKitError(cause)) throw cause
        throw new ExecutionException(
          'FOREACH_BATCH_USER_FUNCTION_ERROR',
          { batchId: batch.batchId, reason: messageOf(cause) },
          { cause },
        )
      }
    },
    async stop() {
      await fn.close?.()
    },
  }
}

function contextOf({ query, batchTimestampMs, signal }: SinkBatch): BatchContext {
  return {
    queryId: query.queryId,
    runId: query.runId,
    queryName: query.name,
    batchTimestamp: new Date(batchTimestampMs),
    signal,
    lastCommittedBatchId: query.lastCommittedBatchId,
  }
}

/** Writers of our own packages tell what they wrote. */
function isSinkResult(value: unknown): value is SinkResult {
  return typeof value === 'object' && value !== null && typeof (value as Partial<SinkResult>).numOutputRows === 'number'
}
