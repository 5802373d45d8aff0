import type { ColumnBatch } from '../../columnar/column-batch.ts'
import { type Offset, type OffsetRange, offset } from '../../contracts/offset.ts'
import type { ReadRequest, Source } from '../../contracts/source.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'
import type { StructType } from '../../types/data-type.ts'

/** What was added to a memory stream, block by block: lives as long as the process, and so may be read by several runs of a query. */
export class MemoryBlocks {
  readonly schema: StructType
  readonly #blocks: ColumnBatch[] = []
  readonly #listeners = new Set<() => void>()

  constructor(schema: StructType) {
    this.schema = schema
  }

  /** Adds a block and gives the offset that includes it. */
  add(block: ColumnBatch): Offset {
    this.#blocks.push(block)
    for (const listener of this.#listeners) listener()
    return blockOffset(this.#blocks.length - 1)
  }

  get count(): number {
    return this.#blocks.length
  }
  block(index: number): ColumnBatch {
    return this.#blocks[index] as ColumnBatch
  }
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/** The offset of a block is its number, as Spark's LongOffset. */
function blockOffset(index: number): Offset {
  return offset(String(index))
}

/** Reads a memory stream: the offset is the number of the last block that is included. */
export function memoryStreamSource(blocks: MemoryBlocks): Source {
  let available: number | null = null
  const last = () => (available ?? blocks.count) - 1
  return {
    description: 'MemoryStream',
    async initialize(committed) {
      if (committed !== null && Number(committed) >= blocks.count) {
        throw new ExecutionException('MEMORY_STREAM_DATA_LOST', { logged: committed, blocks: blocks.count })
      }
    },
    async latestOffset(start) {
      return last() < 0 ? start : blockOffset(last())
    },
    read: (range, request) => readBlocks(blocks, range, request),
    async commit() {},
    async stop() {},
    async prepareForAvailableNow() {
      available = blocks.count
    },
    onDataAvailable: (wake) => blocks.listen(wake),
    reportLatestOffset: () => (blocks.count === 0 ? null : blockOffset(blocks.count - 1)),
  }
}

async function* readBlocks(
  blocks: MemoryBlocks,
  { start, end }: OffsetRange,
  { columns }: ReadRequest,
): AsyncGenerator<ColumnBatch> {
  const from = start === null ? 0 : Number(start) + 1
  for (let i = from; i <= Number(end); i++) {
    const block = blocks.block(i)
    yield { length: block.length, columns: columns.map((c) => block.columns[c] as ColumnBatch['columns'][number]) }
  }
}
