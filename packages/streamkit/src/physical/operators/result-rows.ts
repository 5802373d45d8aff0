import { type ColumnBatch, columnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import { type ColumnBuilder, columnBuilder } from '../../columnar/column-builder.ts'
import type { StructType } from '../../types/data-type.ts'

/** Fills chunks with the rows of an aggregation: keys, then results. */
export class ResultRows {
  readonly #schema: StructType
  readonly #keys: number
  #builders: readonly ColumnBuilder[] = []
  #length = 0

  /** `keys`: how many of the columns are keys. */
  constructor(schema: StructType, keys: number) {
    this.#schema = schema
    this.#keys = keys
    this.#begin()
  }

  get length(): number {
    return this.#length
  }
  get isFull(): boolean {
    return this.#length >= defaultChunkRows
  }

  /** Adds a row: its keys. The results go into the columns that this gives. */
  append(keys: readonly unknown[]): readonly ColumnBuilder[] {
    for (let i = 0; i < this.#keys; i++) (this.#builders[i] as ColumnBuilder).append(keys[i])
    this.#length++
    return this.#results
  }

  /** The rows since the last time. */
  take(): ColumnBatch {
    const batch = columnBatch(
      this.#length,
      this.#builders.map((builder) => builder.finish()),
    )
    this.#begin()
    return batch
  }

  #results: readonly ColumnBuilder[] = []

  #begin(): void {
    this.#builders = this.#schema.fields.map((field) => columnBuilder(field.dataType))
    this.#results = this.#builders.slice(this.#keys)
    this.#length = 0
  }
}
