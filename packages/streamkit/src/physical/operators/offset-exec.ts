import type { ColumnBatch } from '../../columnar/column-batch.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'

/** All rows of a bounded input but the first ones. */
export class OffsetExec implements PhysicalOperator {
  readonly name = 'Offset'
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
    for await (const chunk of this.children[0].execute(context)) {
      const skipped = Math.min(left, chunk.length)
      left -= skipped
      const count = chunk.length - skipped
      if (count === 0) continue
      if (skipped === 0) yield chunk
      else
        yield gatherBatch(
          chunk,
          Int32Array.from({ length: count }, (_, i) => skipped + i),
          count,
        )
    }
  }

  describe(): string {
    return String(this.#count)
  }
}
