import type { ColumnBatch } from '../../columnar/column-batch.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import { XorShiftRandom } from '../../expressions/numbers/xor-shift-random.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'

export interface SampleInit {
  /** 0 to 1. */
  readonly fraction: number
  readonly seed: number
}

/** Each row of a bounded input with the same chance; the same rows for the same seed, and those that Spark takes on one partition. */
export class SampleExec implements PhysicalOperator {
  readonly name = 'Sample'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #init: SampleInit

  constructor(child: PhysicalOperator, init: SampleInit) {
    this.children = [child]
    this.#init = init
    this.output = child.output
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { fraction, seed } = this.#init
    const random = new XorShiftRandom(BigInt(seed))
    for await (const chunk of this.children[0].execute(context)) {
      const selection = new Int32Array(chunk.length)
      let count = 0
      for (let row = 0; row < chunk.length; row++) {
        if (fraction > 0 && random.nextDouble() < fraction) selection[count++] = row
      }
      if (count > 0) yield gatherBatch(chunk, selection, count)
    }
  }

  describe(): string {
    return `${this.#init.fraction}, seed ${this.#init.seed}`
  }
}
