import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import { eventTimes } from '../event-times.ts'

/** The rows of a chunk whose event time is after the watermark, or null; `onLate` takes the others. */
export function onTimeRows(
  chunk: ColumnBatch,
  watermark: { readonly column: number; readonly micros: number },
  onLate: (count: number, rows: () => ColumnBatch) => void,
): ColumnBatch {
  const times = eventTimes(chunk.columns[watermark.column] as ColumnVector, chunk.length)
  const kept = new Int32Array(chunk.length)
  const late = new Int32Array(chunk.length)
  let keptCount = 0
  let lateCount = 0
  for (let row = 0; row < chunk.length; row++) {
    if (times.nulls?.[row] !== 1 && (times.values[row] as number) <= watermark.micros) late[lateCount++] = row
    else kept[keptCount++] = row
  }
  if (lateCount === 0) return chunk
  onLate(lateCount, () => gatherBatch(chunk, late, lateCount))
  return gatherBatch(chunk, kept, keptCount)
}
