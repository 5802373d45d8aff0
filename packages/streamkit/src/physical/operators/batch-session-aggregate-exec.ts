import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'
import type { AggregateBuffersFactory } from './aggregate-buffers.ts'
import { SessionMerger } from './session-merger.ts'
import { SessionResults } from './session-results.ts'
import { type SessionGrouping, SessionRows } from './session-rows.ts'

export interface SessionAggregateInit {
  readonly grouping: SessionGrouping
  readonly buffers: AggregateBuffersFactory
  readonly output: StructType
  /** For explain. */
  readonly description: string
}

/** Aggregates a bounded input by sessions. */
export class BatchSessionAggregateExec implements PhysicalOperator {
  readonly name = 'MergingSessions'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #init: SessionAggregateInit

  constructor(child: PhysicalOperator, init: SessionAggregateInit) {
    this.children = [child]
    this.output = init.output
    this.#init = init
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const rows = new SessionRows(this.#init.grouping, this.#init.buffers)
    for await (const chunk of this.children[0].execute(context)) rows.add(chunk, null)
    const merger = new SessionMerger(this.#init.buffers, rows.buffers)
    const results = new SessionResults(this.#init)
    const key: ByteSlice = { ...emptySlice }
    for (let number = 0; number < rows.keyCount; number++) {
      rows.key(number, key)
      for (const session of merger.merge([], rows.parts(number))) results.add(key, session)
      if (results.isFull) yield results.take()
    }
    if (results.length > 0) yield results.take()
  }

  describe(): string {
    return this.#init.description
  }
}
