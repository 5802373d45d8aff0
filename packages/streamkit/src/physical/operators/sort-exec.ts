import { type ColumnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gatherAcross, type RowPlaces } from '../../columnar/gather-across.ts'
import type { ExpressionConf } from '../../expressions/expression.ts'
import { dataTypeOf, sqlText } from '../../expressions/expression-type.ts'
import type { ResolvedSortOrder } from '../../plan/resolved-plan.ts'
import type { StructType } from '../../types/data-type.ts'
import { compileStage } from '../codegen/compile.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'
import type { Stage } from '../stage.ts'
import { rowOrder } from './row-order.ts'

export interface SortInit {
  readonly orders: readonly ResolvedSortOrder[]
  /** How many of the first rows are wanted; null: all. */
  readonly limit: number | null
  readonly conf: ExpressionConf
}

/** With a limit, this many rows more than twice the limit are gathered before those that cannot be among the first are dropped. */
const slackRows = 32_768

/**
 * All rows of a bounded input in order; those that are equal stay as they came. Needs memory for all of them, with a limit for about twice as many as it lets through.
 */
export class SortExec implements PhysicalOperator {
  readonly name: string
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #init: SortInit
  readonly #keys: Stage

  constructor(child: PhysicalOperator, init: SortInit) {
    this.children = [child]
    this.output = child.output
    this.name = init.limit === null ? 'Sort' : 'TakeOrdered'
    this.#init = init
    const columns = init.orders.map(({ expression }, i) => ({ name: `key${i}`, expression }))
    this.#keys = compileStage({ input: child.output, steps: [{ kind: 'project', columns }] }, { conf: init.conf })
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { orders, limit } = this.#init
    const rows = new SortedRows(this.output, orders)
    const most = limit === null ? Number.POSITIVE_INFINITY : 2 * limit + slackRows
    for await (const chunk of this.children[0].execute(context)) {
      if (chunk.length === 0) continue
      rows.add(chunk, this.#keys.run(chunk, context.evaluation))
      if (limit !== null && rows.length > most) rows.keep(limit)
    }
    yield* rows.sorted(limit ?? rows.length)
  }

  describe(): string {
    const { orders, limit } = this.#init
    const texts = orders.map((order) => `${sqlText(order.expression)} ${orderText(order)}`)
    return `${limit === null ? '' : `${limit} by `}${texts.join(', ')}`
  }
}

/** As SQL writes it, the place of null too. */
function orderText({ ascending, nullsFirst }: ResolvedSortOrder): string {
  return `${ascending ? 'ASC' : 'DESC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`
}

/** Rows that wait to be sorted, with the keys they are sorted by. */
class SortedRows {
  readonly #schema: StructType
  readonly #orders: readonly ResolvedSortOrder[]
  #rows: ColumnBatch[] = []
  #keys: ColumnBatch[] = []
  #length = 0

  constructor(schema: StructType, orders: readonly ResolvedSortOrder[]) {
    this.#schema = schema
    this.#orders = orders
  }

  get length(): number {
    return this.#length
  }

  add(rows: ColumnBatch, keys: ColumnBatch): void {
    this.#rows.push(rows)
    this.#keys.push(keys)
    this.#length += rows.length
  }

  /** Forgets all but the first rows. */
  keep(count: number): void {
    const places = this.#places(this.#order().subarray(0, count))
    const rows = this.#gather(places)
    const keyTypes = this.#orders.map(({ expression }) => dataTypeOf(expression))
    const keys = gatherAcross(this.#keys, keyTypes, places)
    this.#rows = [rows]
    this.#keys = [keys]
    this.#length = rows.length
  }

  /** The first rows in order, chunk by chunk. */
  *sorted(count: number): Generator<ColumnBatch> {
    if (this.#length === 0) return
    const order = this.#order().subarray(0, count)
    for (let from = 0; from < order.length; from += defaultChunkRows) {
      yield this.#gather(this.#places(order.subarray(from, from + defaultChunkRows)))
    }
  }

  #gather(places: RowPlaces): ColumnBatch {
    const types = this.#schema.fields.map(({ dataType }) => dataType)
    return gatherAcross(this.#rows, types, places)
  }

  /** The numbers of all rows, counted over all batches, in order. */
  #order(): Uint32Array {
    const lengths = this.#keys.map((batch) => batch.length)
    const keys = this.#orders.map(({ expression, ascending, nullsFirst }, i) => {
      const vectors = this.#keys.map((batch) => batch.columns[i] as ColumnVector)
      return { dataType: dataTypeOf(expression), vectors, lengths, ascending, nullsFirst }
    })
    const order = new Uint32Array(this.#length)
    for (let i = 0; i < order.length; i++) order[i] = i
    return order.sort(rowOrder(keys))
  }

  /** Where the rows of these numbers lie. */
  #places(numbers: Uint32Array): RowPlaces {
    const starts: number[] = []
    let start = 0
    for (const { length } of this.#rows) {
      starts.push(start)
      start += length
    }
    const batches = new Int32Array(numbers.length)
    const rows = new Int32Array(numbers.length)
    for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i] as number
      const batch = lastNotAbove(starts, number)
      batches[i] = batch
      rows[i] = number - (starts[batch] as number)
    }
    return { batches, rows, length: numbers.length }
  }
}

/** The index of the last of ascending numbers that is not above `value`. */
function lastNotAbove(ascending: readonly number[], value: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((ascending[middle] as number) <= value) low = middle
    else high = middle - 1
  }
  return low
}
