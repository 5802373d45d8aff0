import { columnBatch } from '../../columnar/column-batch.ts'
import { type ColumnBuilder, columnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { sliceVector } from '../../columnar/slice-batch.ts'
import type { ExpressionConf } from '../../expressions/expression.ts'
import type { WindowCall } from '../../plan/resolved-plan.ts'
import type { StructField, StructType } from '../../types/data-type.ts'
import { type AggregateBuffers, type AggregateBuffersFactory, aggregateBuffersFactory } from './aggregate-buffers.ts'
import type { Frames } from './window-frames.ts'
import type { WindowRows } from './window-rows.ts'

/** How many frames share buffers before new ones are begun: what a buffer holds is held by all of them. */
const framesPerBuffers = 1024

/** An aggregate function over the frame of each row. */
export class WindowAggregate {
  readonly #call: WindowCall
  /** The columns that it reads, in the order in which the buffers see them. */
  readonly #reads: readonly number[]
  readonly #buffers: AggregateBuffersFactory

  constructor(call: WindowCall, input: StructType, conf: ExpressionConf) {
    this.#call = call
    this.#reads = call.filter === null ? call.args : [...call.args, call.filter]
    const fields = this.#reads.map((i) => input.fields[i] as StructField)
    const own = { ...call, args: call.args.map((_, i) => i), filter: call.filter === null ? null : call.args.length }
    this.#buffers = aggregateBuffersFactory([own], { kind: 'struct', fields }, conf)
  }

  /** A frame that only grows is added to; any other begins anew, which takes time by its size. */
  column({ batch }: WindowRows, { low, high }: Frames): ColumnVector {
    const builder: readonly ColumnBuilder[] = [columnBuilder(this.#call.dataType, batch.length)]
    const columns = this.#reads.map((i) => batch.columns[i] as ColumnVector)
    const filling = new FrameFilling(this.#buffers, columns)
    for (let row = 0; row < batch.length; row++) {
      filling.moveTo(low[row] as number, Math.max(low[row] as number, high[row] as number))
      filling.result(builder)
    }
    return (builder[0] as ColumnBuilder).finish()
  }
}

/** One frame after the other, each in a group of its own unless it continues the last. */
class FrameFilling {
  readonly #factory: AggregateBuffersFactory
  readonly #columns: readonly ColumnVector[]
  #buffers: AggregateBuffers
  #group = -1
  #low = -1
  #high = -1
  #groups = new Int32Array(0)

  constructor(factory: AggregateBuffersFactory, columns: readonly ColumnVector[]) {
    this.#factory = factory
    this.#columns = columns
    this.#buffers = factory()
  }

  moveTo(low: number, high: number): void {
    if (low !== this.#low || high < this.#high || this.#group < 0) {
      this.#begin()
      this.#low = low
      this.#high = low
    }
    this.#add(this.#high, high)
    this.#high = high
  }

  result(into: readonly ColumnBuilder[]): void {
    this.#buffers.result(this.#group, into)
  }

  #begin(): void {
    if (this.#group + 1 === framesPerBuffers) {
      this.#buffers = this.#factory()
      this.#group = -1
    }
    this.#group++
    this.#buffers.ensure(this.#group + 1)
  }

  #add(start: number, end: number): void {
    const length = end - start
    if (length <= 0) return
    if (this.#groups.length < length) this.#groups = new Int32Array(length)
    const groups = this.#groups.fill(this.#group, 0, length)
    const columns = this.#columns.map((column) => sliceVector(column, start, end))
    this.#buffers.update(columnBatch(length, columns), groups)
  }
}
