import { type Offset, offset } from '../../contracts/offset.ts'
import type { Source, SourceContext } from '../../contracts/source.ts'
import { CheckpointException } from '../../errors/streamkit-error.ts'
import { numberedRows } from './numbered-rows.ts'
import { ratePerMicroBatchOptions } from './rate-options.ts'

/** How many rows there were, and the time of the next ones. */
interface Position {
  readonly offset: number
  readonly timestamp: number
}

/**
 * Makes the stream that counts by batches (Spark's RatePerMicroBatchStream): the same rows in the same batches whenever it runs. All rows of a batch have one time. With `availableNow` it gives
 * one batch: it has no end.
 */
export function ratePerMicroBatchSource(context: SourceContext): Source {
  const { rowsPerBatch, numPartitions, startTimestamp, advanceMillisPerBatch } = ratePerMicroBatchOptions(
    context.options,
  )
  const beginning: Position = { offset: 0, timestamp: startTimestamp }
  return {
    description: `RatePerMicroBatchStream[rowsPerBatch=${rowsPerBatch}, numPartitions=${numPartitions}, startTimestamp=${startTimestamp}, advanceMsPerBatch=${advanceMillisPerBatch}]`,
    async initialize() {},
    async latestOffset(start) {
      const from = start === null ? beginning : positionOf(start)
      return offset(
        JSON.stringify({ offset: from.offset + rowsPerBatch, timestamp: from.timestamp + advanceMillisPerBatch }),
      )
    },
    async *read({ start, end }, request) {
      const from = start === null ? beginning : positionOf(start)
      const to = positionOf(end)
      yield* numberedRows(
        { start: BigInt(from.offset), end: BigInt(to.offset), numPartitions, timeMs: () => from.timestamp },
        request,
      )
    },
    async commit() {},
    async stop() {},
  }
}

function positionOf(text: Offset): Position {
  const { offset: rows, timestamp } = JSON.parse(text) as Partial<Position>
  if (Number.isSafeInteger(rows) && Number.isSafeInteger(timestamp)) return { offset: rows, timestamp } as Position
  const reason = `a rate-micro-batch source cannot read the offset ${text}`
  throw new CheckpointException('CHECKPOINT_CORRUPTED', { path: 'offsets', reason })
}
