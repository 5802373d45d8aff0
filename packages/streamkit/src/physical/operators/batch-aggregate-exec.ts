import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'
import type { AggregateBuffersFactory } from './aggregate-buffers.ts'
import { GroupedRows, type Grouping } from './grouped-rows.ts'
import { ResultRows } from './result-rows.ts'

export interface AggregateInit {
  readonly grouping: Grouping
  readonly buffers: AggregateBuffersFactory
  readonly output: StructType
  /** For explain. */
  readonly description: string
}

/** Aggregates a bounded input: one row for each group, in the order in which the groups first came; without groupings one row, though no row came. Keys and buffers are kept in memory. */
export class BatchAggregateExec implements PhysicalOperator {
  readonly name = 'HashAggregate'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #init: AggregateInit

  constructor(child: PhysicalOperator, init: AggregateInit) {
    this.children = [child]
    this.output = init.output
    this.#init = init
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { grouping } = this.#init
    const rows = new GroupedRows(grouping)
    const buffers = this.#init.buffers()
    buffers.ensure(rows.count)
    for await (const chunk of this.children[0].execute(context)) {
      const groups = rows.groupsOf(chunk, null)
      buffers.ensure(rows.count)
      buffers.update(chunk, groups)
    }
    const results = new ResultRows(this.output, grouping.ordinals.length)
    const key: ByteSlice = { ...emptySlice }
    for (let group = 0; group < rows.count; group++) {
      rows.key(group, key)
      buffers.result(group, results.append(grouping.decode(key)))
      if (results.isFull) yield results.take()
    }
    if (results.length > 0) yield results.take()
  }

  describe(): string {
    return this.#init.description
  }
}
