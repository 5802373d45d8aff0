import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { StructType } from '../../types/data-type.ts'
import type { Stage } from '../codegen/compile.ts'
import type { ExecutionContext, GeneratedCode, PhysicalOperator } from '../physical-plan.ts'

/** A run of projections and filters, fused into one loop. */
export class StageExec implements PhysicalOperator {
  readonly name = 'Stage'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #stage: Stage
  readonly #description: string
  readonly #code: () => string | null

  /** `code` gives the generated text of the stage; null where it has none. */
  constructor(
    child: PhysicalOperator,
    stage: Stage,
    about: { readonly description: string; readonly code: () => string | null },
  ) {
    this.children = [child]
    this.output = stage.output
    this.#stage = stage
    this.#description = about.description
    this.#code = about.code
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    for await (const chunk of this.children[0].execute(context)) yield this.#stage.run(chunk, context.evaluation)
  }

  generatedCode(): GeneratedCode | null {
    const code = this.#code()
    return code === null ? null : { code, input: this.children[0].output }
  }

  describe(): string {
    return this.#description
  }
}
