import { emptySlice } from '../../columnar/byte-slice.ts'
import { ByteTable } from '../../columnar/byte-table/byte-table.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import { keyEncoder } from '../../columnar/key-encoder.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'

/**
 * `intersectAll` and `exceptAll` of bounded inputs: a row that is m times on the left and n times on the right comes out min(m, n) or max(m - n, 0) times. The rows of the right side are kept in memory, each once
 * with its count.
 */
export class CountedSetOperationExec implements PhysicalOperator {
  readonly name: string
  readonly output: StructType
  readonly children: readonly [PhysicalOperator, PhysicalOperator]
  readonly #keepsFound: boolean

  constructor(left: PhysicalOperator, right: PhysicalOperator, kind: 'intersect' | 'except') {
    this.name = kind === 'intersect' ? 'IntersectAll' : 'ExceptAll'
    this.children = [left, right]
    this.output = left.output
    this.#keepsFound = kind === 'intersect'
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const [left, right] = this.children
    const encoder = keyEncoder(this.output.fields.map((field) => field.dataType))
    const counts = new Counts()
    for await (const chunk of right.execute(context)) {
      for (let row = 0; row < chunk.length; row++) {
        encoder.encode(chunk.columns, row, counts.key)
        counts.add(1)
      }
    }
    for await (const chunk of left.execute(context)) {
      const selection = new Int32Array(chunk.length)
      let kept = 0
      for (let row = 0; row < chunk.length; row++) {
        encoder.encode(chunk.columns, row, counts.key)
        if (counts.takeOne() === this.#keepsFound) selection[kept++] = row
      }
      if (kept === chunk.length) yield chunk
      else if (kept > 0) yield gatherBatch(chunk, selection, kept)
    }
  }

  describe(): string {
    return ''
  }
}

/** How often each key is there. */
class Counts {
  /** What `add` and `takeOne` are about. */
  readonly key = { ...emptySlice }
  readonly #table = new ByteTable()
  readonly #bytes = new Uint8Array(8)
  readonly #view = new DataView(this.#bytes.buffer)
  readonly #value = { bytes: this.#bytes, start: 0, end: 8 }

  add(change: number): void {
    this.#view.setFloat64(0, this.#count() + change, true)
    this.#table.put({ key: this.key, value: this.#value, expiresAt: Number.NaN })
  }

  /** Whether there was one. */
  takeOne(): boolean {
    if (this.#count() === 0) return false
    this.add(-1)
    return true
  }

  #count(): number {
    const found = this.#table.get(this.key)
    if (found === null) return 0
    const { bytes, start } = found.value
    return new DataView(bytes.buffer, bytes.byteOffset + start, 8).getFloat64(0, true)
  }
}
