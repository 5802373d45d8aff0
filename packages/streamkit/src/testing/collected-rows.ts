import type { ForeachBatchOf } from '../api/foreach-batch.ts'
import type { OutputMode } from '../contracts/sink.ts'
import { sameRows } from './row-text.ts'

/** A batch that gave other rows when it ran again. */
export interface UnlikeRun {
  readonly batchId: number
  readonly before: readonly unknown[]
  readonly again: readonly unknown[]
}

/** The rows that came out of a query, batch by batch, over all its runs. */
export class CollectedRows {
  readonly #outputMode: OutputMode
  readonly #batches = new Map<number, readonly unknown[]>()
  #checked = -1
  #unlike: UnlikeRun | null = null

  constructor(outputMode: OutputMode) {
    this.#outputMode = outputMode
  }

  /** The first batch that gave other rows when it ran again, null if there is none. */
  get unlike(): UnlikeRun | null {
    return this.#unlike
  }

  /** All rows; in complete mode those of the last batch, which are all there are. */
  all(): readonly unknown[] {
    return this.#outputMode === 'complete' ? this.lastBatch() : this.#after(-1)
  }
  /** The rows of the batches since the last check. */
  news(): readonly unknown[] {
    return this.#outputMode === 'complete' && this.#checked < this.#last ? this.lastBatch() : this.#after(this.#checked)
  }
  lastBatch(): readonly unknown[] {
    return this.#batches.get(this.#last) ?? []
  }
  /** What is there has been checked. */
  markChecked(): void {
    this.#checked = this.#last
  }

  /** A sink that fills it: the same batch again replaces its rows. */
  sink(): ForeachBatchOf<{ collect(): Promise<unknown[]> }> {
    const write = async (batch: { collect(): Promise<unknown[]> }, batchId: number) => {
      const rows = await batch.collect()
      const before = this.#batches.get(batchId)
      if (before !== undefined && this.#unlike === null && !sameRows(before, rows, false)) {
        this.#unlike = { batchId, before, again: rows }
      }
      this.#batches.set(batchId, rows)
      return { numOutputRows: rows.length }
    }
    return Object.assign(write, { description: 'TestSink', singlePass: true })
  }

  get #last(): number {
    return Math.max(-1, ...this.#batches.keys())
  }
  #after(batchId: number): readonly unknown[] {
    return [...this.#batches]
      .filter(([id]) => id > batchId)
      .sort(([a], [b]) => a - b)
      .flatMap(([, rows]) => rows)
  }
}
