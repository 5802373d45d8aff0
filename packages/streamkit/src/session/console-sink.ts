import type { ShowOptions } from '../api/show-text.ts'
import type { Sink } from '../contracts/sink.ts'
import type { OptionReader } from '../contracts/source.ts'
import type { BatchFrameFactory } from './foreach-batch-sink.ts'
import { SharedChunks } from './shared-chunks.ts'

/** A frame that can show itself. */
interface Showable {
  show(numRows: number, options: ShowOptions): Promise<void>
}

/** Prints each batch as Spark's console sink does: a header with the batch id, then the first rows. */
export function consoleSink(options: OptionReader, frameOf: BatchFrameFactory, print: (line: string) => void): Sink {
  const numRows = options.integer('numRows', { min: 0 }) ?? 20
  const truncate = truncation(options.value('truncate'))
  return {
    description: `ConsoleSink[numRows=${numRows}, truncate=${truncate}]`,
    async prepare() {},
    async addBatch(batch) {
      const bar = '-------------------------------------------'
      print(`${bar}\nBatch: ${batch.batchId}\n${bar}`)
      const shared = new SharedChunks(batch.chunks(), false)
      await (frameOf(batch.schema, () => shared.read(), batch.batchId) as Showable).show(numRows, { truncate })
      return { numOutputRows: -1 }
    },
    async stop() {},
  }
}

function truncation(value: unknown): boolean | number {
  if (typeof value === 'number' || typeof value === 'boolean') return value
  return value === undefined || value === 'true'
}
