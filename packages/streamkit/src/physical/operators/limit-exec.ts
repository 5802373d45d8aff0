import type { ColumnBatch } from '../../columnar/column-batch.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'

export interface LimitInit {
  readonly count: number
  /** Whether the input is read to its end all the same: what keeps state below must see all of a batch. */
  readonly drain: boolean
}

/** The first rows of each execution. */
export class LimitExec implements PhysicalOperator {
  readonly name = 'Limit'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #init: LimitInit

  constructor(child: PhysicalOperator, init: LimitInit) {
    this.children = [child]
    this.#init = init
    this.output = child.output
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { count, drain } = this.#init
    let left = count
    if (left <= 0 && !drain) return
    for await (const chunk of this.children[0].execute(context)) {
      if (left > 0) yield firstRows(chunk, left)
      left -= chunk.length
      if (left <= 0 && !drain) return
    }
  }

  describe(): string {
    return String(this.#init.count)
  }
}

/** At most `count` rows of a chunk. */
export function firstRows(chunk: ColumnBatch, count: number): ColumnBatch {
  if (chunk.length <= count) return chunk
  return gatherBatch(
    chunk,
    Int32Array.from({ length: count }, (_, i) => i),
    count,
  )
}
