import type { ColumnBatch } from '../../src/columnar/column-batch.ts'
import type { ExecutionContext, PhysicalOperator } from '../../src/physical/physical-plan.ts'
import type { StructType } from '../../src/types/data-type.ts'

/** What a batch was computed with. */
export interface BatchClock {
  readonly batchId: number
  readonly lateMs: number
  readonly evictionMs: number
  readonly timestampMicros: number
  readonly seed: number
}

/** Passes rows on and writes down what each batch was computed with. */
export class WatermarkProbe implements PhysicalOperator {
  readonly name = 'WatermarkProbe'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #seen: BatchClock[]

  constructor(child: PhysicalOperator, seen: BatchClock[]) {
    this.children = [child]
    this.output = child.output
    this.#seen = seen
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { batchId, watermark, evaluation } = context
    this.#seen.push({
      batchId,
      ...watermark,
      timestampMicros: evaluation.batchTimestampMicros,
      seed: evaluation.seed,
    })
    yield* this.children[0].execute(context)
  }

  describe(): string {
    return ''
  }
}
