import { type ColumnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { sliceBatch } from '../../columnar/slice-batch.ts'
import type { ExpressionConf } from '../../expressions/expression.ts'
import { frameText } from '../../expressions/expression-text.ts'
import { lookupWindowFunction } from '../../expressions/window-functions.ts'
import type { ResolvedWindow, WindowCall } from '../../plan/resolved-plan.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'
import { WindowAggregate } from './window-aggregates.ts'
import { type Frames, framesOf } from './window-frames.ts'
import { windowColumn } from './window-functions.ts'
import { WindowPartitions, type WindowRows, withColumns } from './window-rows.ts'

type Evaluate = (rows: WindowRows, frames: Frames) => ColumnVector

/** Functions over the rows around each row of a bounded input, which comes by partition and in order. Needs memory for the rows of one partition, or of a chunk. */
export class WindowExec implements PhysicalOperator {
  readonly name = 'Window'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #node: ResolvedWindow
  readonly #functions: readonly { readonly call: WindowCall; readonly evaluate: Evaluate }[]

  constructor(child: PhysicalOperator, node: ResolvedWindow, conf: ExpressionConf) {
    this.children = [child]
    this.output = node.schema
    this.#node = node
    this.#functions = node.functions.map((call) => ({ call, evaluate: evaluation(call, child.output, conf) }))
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const partitions = new WindowPartitions(this.children[0].output, this.#node)
    for await (const chunk of this.children[0].execute(context)) {
      if (chunk.length === 0) continue
      const complete = partitions.add(chunk)
      if (complete !== null) yield* this.#computed(complete)
    }
    const rest = partitions.rest()
    if (rest !== null) yield* this.#computed(rest)
  }

  describe(): string {
    const { fields } = this.children[0].output
    const names = (ordinals: readonly number[]) => ordinals.map((i) => fields[i]?.name).join(', ')
    const calls = this.#node.functions.map(({ name, args, frame }) => `${name}(${names(args)}) ${frameText(frame)}`)
    return `[${calls.join(', ')}], [${names(this.#node.partitionBy)}], [${names(this.#node.orderBy.map(({ column }) => column))}]`
  }

  *#computed(rows: WindowRows): Generator<ColumnBatch> {
    const order = { schema: this.children[0].output, orderBy: this.#node.orderBy }
    const columns = this.#functions.map(({ call, evaluate }) => evaluate(rows, framesOf(rows, call.frame, order)))
    const all = withColumns(rows.batch, columns)
    for (let start = 0; start < all.length; start += defaultChunkRows) {
      yield sliceBatch(all, start, Math.min(start + defaultChunkRows, all.length))
    }
  }
}

function evaluation(call: WindowCall, input: StructType, conf: ExpressionConf): Evaluate {
  if (lookupWindowFunction(call.name) !== undefined) return (rows, frames) => windowColumn(call, rows, frames)
  const aggregate = new WindowAggregate(call, input, conf)
  return (rows, frames) => aggregate.column(rows, frames)
}
