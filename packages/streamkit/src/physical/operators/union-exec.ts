import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'

/** The rows of each child, one child after the other. */
export class UnionExec implements PhysicalOperator {
  readonly name = 'Union'
  readonly output: StructType
  readonly children: readonly PhysicalOperator[]

  constructor(children: readonly PhysicalOperator[], output: StructType) {
    this.children = children
    this.output = output
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    for (const child of this.children) yield* child.execute(context)
  }

  describe(): string {
    return ''
  }
}
