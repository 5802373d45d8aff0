import type { ColumnBatch } from '../../columnar/column-batch.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import { batchOfRows, rowsOf } from '../../columnar/rows.ts'
import { ExecutionException, isStreamKitError, messageOf } from '../../errors/streamkit-error.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'

type Row = Record<string, unknown>

/** A function of the user over row objects: one row out for each, or several (`flat`). */
export class MapRowsExec implements PhysicalOperator {
  readonly name = 'MapRows'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #fn: (row: Row) => unknown
  readonly #flat: boolean

  constructor(
    child: PhysicalOperator,
    init: { readonly fn: (row: never) => unknown; readonly flat: boolean; readonly output: StructType },
  ) {
    this.children = [child]
    this.#fn = init.fn as (row: Row) => unknown
    this.#flat = init.flat
    this.output = init.output
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const [child] = this.children
    for await (const chunk of child.execute(context)) {
      const rows: Row[] = []
      for (const row of rowsOf(chunk, child.output)) {
        userCall(context, this.name, () => {
          const result = this.#fn(row)
          // A generator runs while it is read: what it throws is the user's too.
          if (this.#flat) for (const made of result as Iterable<Row>) rows.push(made)
          else rows.push(result as Row)
        })
      }
      yield batchOfRows(rows, this.output)
    }
  }

  describe(): string {
    return this.#fn.name
  }
}

/** Keeps the rows for which a function of the user is true. */
export class FilterRowsExec implements PhysicalOperator {
  readonly name = 'FilterRows'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #fn: (row: Row) => boolean

  constructor(child: PhysicalOperator, fn: (row: never) => boolean) {
    this.children = [child]
    this.#fn = fn as (row: Row) => boolean
    this.output = child.output
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    for await (const chunk of this.children[0].execute(context)) {
      const selection = new Int32Array(chunk.length)
      let kept = 0
      let index = 0
      for (const row of rowsOf(chunk, this.output)) {
        if (userCall(context, this.name, () => this.#fn(row))) selection[kept++] = index
        index++
      }
      yield kept === chunk.length ? chunk : gatherBatch(chunk, selection, kept)
    }
  }

  describe(): string {
    return this.#fn.name
  }
}

function userCall<T>(context: ExecutionContext, operator: string, call: () => T): T {
  try {
    return call()
  } catch (cause) {
    if (isStreamKitError(cause)) throw cause
    throw new ExecutionException(
      'USER_FUNCTION_FAILED',
      { operator, batchId: context.batchId, reason: messageOf(cause) },
      { cause },
    )
  }
}
