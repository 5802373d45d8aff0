import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { StructType } from '../../types/data-type.ts'
import { TableStateStore } from '../group-state/table-state-store.ts'
import type { ExecutionContext, PhysicalOperator, StatefulOperator } from '../physical-plan.ts'

/** Runs a function with state once over all groups of a bounded frame: no state before, none after, nothing is late and no time runs out. */
export class BatchGroupStateExec implements PhysicalOperator {
  readonly name: string
  readonly output: StructType
  readonly children: readonly PhysicalOperator[]
  readonly #operator: () => StatefulOperator

  /** `operator` makes one for each run. */
  constructor(operator: () => StatefulOperator) {
    const { name, output, children } = operator()
    this.name = name
    this.output = output
    this.children = children
    this.#operator = operator
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const operator = this.#operator()
    const store = new TableStateStore()
    try {
      yield* operator.execute({
        ...context,
        batchId: 0,
        lateRows: null,
        stateStore: () => store,
        watermark: () => ({ lateMs: Number.NEGATIVE_INFINITY, evictionMs: -1 }),
      }) as AsyncGenerator<ColumnBatch>
    } finally {
      operator.close?.()
    }
  }

  describe(): string {
    return this.#operator().describe()
  }
}
