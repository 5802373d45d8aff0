import type { ByteSlice } from '../../columnar/byte-slice.ts'
import { type ColumnBatch, columnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import { type ColumnBuilder, columnBuilder } from '../../columnar/column-builder.ts'
import type { JoinInput } from './join-input.ts'

/** Rows that leave the state, collected in chunks. */
export class UnmatchedRows {
  readonly #input: JoinInput
  readonly #full: ColumnBatch[] = []
  #builders: readonly ColumnBuilder[] = []
  #count = 0

  constructor(input: JoinInput) {
    this.#input = input
  }

  add(row: ByteSlice): void {
    if (this.#count === 0) this.#builders = this.#input.types.map((type) => columnBuilder(type))
    this.#input.codec.append(row, this.#builders)
    this.#count++
    if (this.#count === defaultChunkRows) this.#close()
  }

  batches(): readonly ColumnBatch[] {
    if (this.#count > 0) this.#close()
    return this.#full
  }

  #close(): void {
    this.#full.push(
      columnBatch(
        this.#count,
        this.#builders.map((builder) => builder.finish()),
      ),
    )
    this.#count = 0
  }
}
