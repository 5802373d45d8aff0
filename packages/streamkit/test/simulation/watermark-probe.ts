import type { ColumnBatch } from '../../src/columnar/column-batch.ts'
import {
  type ExecutionContext,
  isStatefulOperator,
  type PhysicalOperator,
  walkOperators,
} from '../../src/physical/physical-plan.ts'
import type { StructType } from '../../src/types/data-type.ts'
import type { BatchClocks } from './batch-clocks.ts'

/** Passes rows on and writes down what each batch was computed with. */
export class WatermarkProbe implements PhysicalOperator {
  readonly name = 'WatermarkProbe'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #clocks: BatchClocks
  readonly #stateful: boolean

  constructor(child: PhysicalOperator, clocks: BatchClocks) {
    this.children = [child]
    this.output = child.output
    this.#clocks = clocks
    // Only stateful operators have watermarks. The topmost is number 0.
    this.#stateful = [...walkOperators(child)].some(isStatefulOperator)
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { batchId, evaluation } = context
    this.#clocks.computes({
      batchId,
      watermark: this.#stateful ? context.watermark(0) : null,
      timestampMicros: evaluation.batchTimestampMicros,
      seed: evaluation.seed,
    })
    yield* this.children[0].execute(context)
  }

  describe(): string {
    return ''
  }
}
