import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { StructType } from '../../types/data-type.ts'
import type { Stage } from '../codegen/compile.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'

/** Gives every chunk once for each of several projections: what subtotals are made of. */
export class ExpandExec implements PhysicalOperator {
  readonly name = 'Expand'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #stages: readonly Stage[]

  constructor(child: PhysicalOperator, output: StructType, stages: readonly Stage[]) {
    this.children = [child]
    this.output = output
    this.#stages = stages
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    for await (const chunk of this.children[0].execute(context)) {
      for (const stage of this.#stages) yield stage.run(chunk, context.evaluation)
    }
  }

  describe(): string {
    return `${this.#stages.length} projections`
  }
}
