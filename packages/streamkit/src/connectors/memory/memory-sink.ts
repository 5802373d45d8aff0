import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { Sink } from '../../contracts/sink.ts'
import type { StructType } from '../../types/data-type.ts'

/** The rows that a memory sink has collected: lives as long as the process. */
export class MemoryTable {
  #batches = new Map<number, readonly ColumnBatch[]>()
  #schema: StructType | null = null

  /** Null until the query has started. */
  get schema(): StructType | null {
    return this.#schema
  }

  /** The chunks of all batches in the order of the batches. */
  chunks(): readonly ColumnBatch[] {
    return [...this.#batches].sort(([a], [b]) => a - b).flatMap(([, chunks]) => chunks)
  }

  open(schema: StructType): void {
    this.#schema = schema
  }

  /** Keeps a batch; the same batch again replaces it. In complete mode the newest batch is all there is. */
  put(batchId: number, chunks: readonly ColumnBatch[], complete: boolean): void {
    if (complete) this.#batches = new Map()
    this.#batches.set(batchId, chunks)
  }
}

/** Collects rows in memory, for tests and small looks: everything stays until the process ends. */
export function memorySink(table: MemoryTable): Sink {
  return {
    description: 'MemorySink',
    async prepare({ schema }) {
      table.open(schema)
    },
    async addBatch({ batchId, chunks, query }) {
      const kept: ColumnBatch[] = []
      for await (const chunk of chunks()) kept.push(chunk)
      table.put(batchId, kept, query.outputMode === 'complete')
      return { numOutputRows: kept.reduce((rows, chunk) => rows + chunk.length, 0) }
    },
    async stop() {},
  }
}
