import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { StructType } from '../../types/data-type.ts'
import type { Stage } from '../codegen/compile.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'

/** A run of projections and filters, fused into one loop. */
export class StageExec implements PhysicalOperator {
  readonly name = 'Stage'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #stage: Stage
  readonly #description: string

  constructor(child: PhysicalOperator, stage: Stage, description: string) {
    this.children = [child]
    this.output = stage.output
    this.#stage = stage
    this.#description = description
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    for await (const chunk of this.children[0].execute(context)) yield this.#stage.run(chunk, context.evaluation)
  }

  describe(): string {
    return this.#description
  }
}
