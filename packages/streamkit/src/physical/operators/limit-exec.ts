import type { ColumnBatch } from '../../columnar/column-batch.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'

/** The first rows of a bounded input; nothing after them is read. */
export class LimitExec implements PhysicalOperator {
  readonly name = 'Limit'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #count: number

  constructor(child: PhysicalOperator, count: number) {
    this.children = [child]
    this.#count = count
    this.output = child.output
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    let left = this.#count
    if (left <= 0) return
    for await (const chunk of this.children[0].execute(context)) {
      if (chunk.length <= left) yield chunk
      else
        yield gatherBatch(
          chunk,
          Int32Array.from({ length: left }, (_, i) => i),
          left,
        )
      left -= chunk.length
      if (left <= 0) return
    }
  }

  describe(): string {
    return String(this.#count)
  }
}
