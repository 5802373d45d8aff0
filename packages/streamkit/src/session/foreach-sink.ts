import type { ForeachWriter } from '../api/foreach-writer.ts'
import { rowReader } from '../columnar/rows.ts'
import type { Sink, SinkBatch } from '../contracts/sink.ts'
import { ExecutionException, messageOf } from '../errors/streamkit-error.ts'

/** Gives every row to a writer of the user, in the order open, process, close; close is told of the error that ended the batch, and is not called if open threw. */
export function foreachSink(writer: ForeachWriter<never>): Sink {
  const rows = writer as ForeachWriter<unknown>
  return {
    description: 'ForeachWriterSink',
    async prepare() {},
    async addBatch(batch) {
      const opened = (await guarded('open', batch, () => rows.open?.(0, batch.batchId))) ?? true
      const close = (error: unknown) => guarded('close', batch, () => rows.close?.(error))
      let numOutputRows: number
      try {
        numOutputRows = await processRows(rows, batch, opened)
      } catch (error) {
        // What ended the batch is the error that counts, not what closing after it says.
        await close(thrownByUser(error)).catch(() => {})
        throw error
      }
      await close(null)
      return { numOutputRows }
    },
    async stop() {},
  }
}

async function processRows(writer: ForeachWriter<unknown>, batch: SinkBatch, opened: boolean): Promise<number> {
  const reader = rowReader(batch.schema)
  let written = 0
  for await (const chunk of batch.chunks()) {
    if (!opened) continue
    for (const row of reader.iterate(chunk)) {
      await guarded('process', batch, () => writer.process(row))
      written++
    }
  }
  return written
}

/** What the writer threw, if it was the writer. */
function thrownByUser(error: unknown): unknown {
  const isWrapped = error instanceof ExecutionException && error.condition === 'FOREACH_USER_FUNCTION_ERROR'
  return isWrapped ? error.cause : error
}

async function guarded<T>(method: string, batch: SinkBatch, call: () => T | Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (cause) {
    throw new ExecutionException(
      'FOREACH_USER_FUNCTION_ERROR',
      { method, batchId: batch.batchId, reason: messageOf(cause) },
      { cause },
    )
  }
}
