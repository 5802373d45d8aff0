import type { ByteSlice } from '../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { StructType } from '../../types/data-type.ts'
import type { AggregateBuffers, AggregateBuffersFactory } from './aggregate-buffers.ts'
import { ResultRows } from './result-rows.ts'
import { readerOf, type Session } from './session-codec.ts'
import type { SessionGrouping } from './session-rows.ts'

/** Makes rows of sessions. */
export class SessionResults {
  readonly #grouping: SessionGrouping
  readonly #factory: AggregateBuffersFactory
  readonly #rows: ResultRows
  #buffers: AggregateBuffers

  constructor(init: {
    readonly grouping: SessionGrouping
    readonly buffers: AggregateBuffersFactory
    readonly output: StructType
  }) {
    this.#grouping = init.grouping
    this.#factory = init.buffers
    this.#rows = new ResultRows(init.output, init.grouping.rows.ordinals.length)
    this.#buffers = init.buffers()
  }

  get length(): number {
    return this.#rows.length
  }
  get isFull(): boolean {
    return this.#rows.isFull
  }

  add(key: ByteSlice, session: Session): void {
    const group = this.#rows.length
    this.#buffers.ensure(group + 1)
    this.#buffers.merge(group, readerOf(session))
    this.#buffers.result(group, this.#rows.append(this.#grouping.values(key, session)))
  }

  /** The rows since the last time. */
  take(): ColumnBatch {
    this.#buffers = this.#factory()
    return this.#rows.take()
  }
}
