import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import { columnBuilder } from '../../columnar/column-builder.ts'
import { rowObject } from '../../columnar/row-object.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import type { MetricsObserver } from '../../plan/logical-plan.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'
import type { Stage } from '../stage.ts'
import type { AggregateBuffers, AggregateBuffersFactory } from './aggregate-buffers.ts'

export interface ObserveInit {
  readonly name: string
  /** What the aggregates read, computed of each row. */
  readonly inputs: Stage
  readonly buffers: AggregateBuffersFactory
  /** The columns that the aggregates give. */
  readonly totals: StructType
  /** The metrics, computed of what the aggregates give. */
  readonly results: Stage
  readonly onMetrics: MetricsObserver | null
}

/** Passes rows on as they are and aggregates those that came by. Whoever stops reading early gets the metrics of what was read, a failure gives none. */
export class ObserveExec implements PhysicalOperator {
  readonly name = 'CollectMetrics'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #init: ObserveInit

  constructor(child: PhysicalOperator, init: ObserveInit) {
    this.children = [child]
    this.output = child.output
    this.#init = init
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { inputs } = this.#init
    const buffers = this.#init.buffers()
    buffers.ensure(1)
    let everyRow = new Int32Array(0)
    let failed = false
    try {
      for await (const chunk of this.children[0].execute(context)) {
        if (everyRow.length < chunk.length) everyRow = new Int32Array(chunk.length)
        buffers.update(inputs.run(chunk, context.evaluation), everyRow)
        yield chunk
      }
    } catch (error) {
      failed = true
      throw error
    } finally {
      if (!failed) this.#tell(buffers, context)
    }
  }

  describe(): string {
    return `${this.#init.name} [${this.#init.results.output.fields.map(({ name }) => name).join(', ')}]`
  }

  #tell(buffers: AggregateBuffers, context: ExecutionContext): void {
    const { name, totals, results, onMetrics } = this.#init
    const builders = totals.fields.map(({ dataType }) => columnBuilder(dataType, 1))
    buffers.result(0, builders)
    const total = columnBatch(
      1,
      builders.map((builder) => builder.finish()),
    )
    const metrics = results.run(total, context.evaluation)
    const row = metrics.columns.map((column) => valueAt(column, 0))
    context.observe(name, results.output, row)
    onMetrics?.(rowObject(results.output, row))
  }
}
