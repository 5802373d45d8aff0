import { emptySlice } from '../../columnar/byte-slice.ts'
import { ByteTable } from '../../columnar/byte-table/byte-table.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import { keyEncoder } from '../../columnar/key-encoder.ts'
import type { StructField, StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'

/** Lets the first row of each key of a bounded input through, in the order of the input. Keys are kept in memory, rows are not. */
export class BatchDeduplicateExec implements PhysicalOperator {
  readonly name = 'Deduplicate'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #keys: readonly number[]

  /** `keys`: ordinals of the key columns. */
  constructor(child: PhysicalOperator, init: { readonly keys: readonly number[] }) {
    this.children = [child]
    this.output = child.output
    this.#keys = init.keys
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const encoder = keyEncoder(this.#keys.map((key) => (this.output.fields[key] as StructField).dataType))
    const seen = new ByteTable()
    const entry = { key: { ...emptySlice }, value: emptySlice, expiresAt: Number.NaN }
    for await (const chunk of this.children[0].execute(context)) {
      const columns = this.#keys.map((key) => chunk.columns[key] as ColumnVector)
      const selection = new Int32Array(chunk.length)
      let count = 0
      for (let row = 0; row < chunk.length; row++) {
        encoder.encode(columns, row, entry.key)
        if (seen.putIfAbsent(entry)) selection[count++] = row
      }
      if (count === chunk.length) yield chunk
      else if (count > 0) yield gatherBatch(chunk, selection, count)
    }
  }

  describe(): string {
    return this.#keys.map((key) => this.output.fields[key]?.name).join(', ')
  }
}
