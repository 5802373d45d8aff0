import type { ColumnBatch } from '../../src/columnar/column-batch.ts'
import type { ExecutionContext, PhysicalOperator } from '../../src/physical/physical-plan.ts'
import type { StructType } from '../../src/types/data-type.ts'
import type { BatchClocks } from './batch-clocks.ts'

/** Passes rows on and writes down what each batch was computed with. */
export class WatermarkProbe implements PhysicalOperator {
  readonly name = 'WatermarkProbe'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #clocks: BatchClocks

  constructor(child: PhysicalOperator, clocks: BatchClocks) {
    this.children = [child]
    this.output = child.output
    this.#clocks = clocks
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { batchId, evaluation } = context
    this.#clocks.computes({
      batchId,
      ...context.watermark(0),
      timestampMicros: evaluation.batchTimestampMicros,
      seed: evaluation.seed,
    })
    yield* this.children[0].execute(context)
  }

  describe(): string {
    return ''
  }
}
