import type { SinkResult } from '@streamkit/core/connector'
import type { BatchWriteResult } from './writer/writer-options.ts'

/** What the progress of the query shows of a batch. */
export function sinkResult({ isSkipped, rows, written, inserted, retries }: BatchWriteResult): SinkResult {
  const counts: Record<string, number> = { rowsReceived: rows, rowsUnchanged: rows - written }
  if (inserted !== null) {
    counts.rowsInserted = inserted
    counts.rowsUpdated = written - inserted
  }
  counts.batchesSkipped = isSkipped ? 1 : 0
  counts.retries = retries
  return {
    numOutputRows: written,
    metrics: Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)])),
  }
}
