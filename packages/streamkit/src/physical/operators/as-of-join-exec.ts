import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import { type ColumnBuilder, columnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import type { ResolvedAsOf, ResolvedJoin } from '../../plan/resolved-plan.ts'
import type { StructType } from '../../types/data-type.ts'
import { eventTimes } from '../event-times.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'
import { AsOfTable } from './as-of-table.ts'
import { RowKeys } from './join-table.ts'

export interface AsOfJoinInit {
  readonly node: ResolvedJoin
  readonly asOf: ResolvedAsOf
  /** How long the rows of the right side are kept for further batches, ms. 0: for none. */
  readonly keepMs: number
}

/** Gives each row of the left side the one row of a bounded right side that belongs to its key and time. The right side is kept in memory; the left, a stream or a table, goes by in chunks. */
export class AsOfJoinExec implements PhysicalOperator {
  readonly name = 'AsOfJoin'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator, PhysicalOperator]
  readonly #init: AsOfJoinInit
  readonly #keys: RowKeys
  #kept: { readonly table: AsOfTable; readonly readAtMicros: number } | null = null

  constructor(left: PhysicalOperator, right: PhysicalOperator, init: AsOfJoinInit) {
    const { leftKeys, nullSafe, schema } = init.node
    this.children = [left, right]
    this.output = schema
    this.#init = init
    this.#keys = new RowKeys({ schema: left.output, keys: leftKeys, nullSafe })
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    let table: AsOfTable | null = null
    for await (const chunk of this.children[0].execute(context)) {
      if (chunk.length === 0) continue
      table ??= await this.#table(context)
      const joined = this.#join(chunk, table)
      if (joined.length > 0) yield joined
    }
  }

  describe(): string {
    return describeAsOf(this.#init, this.children)
  }

  #join(chunk: ColumnBatch, table: AsOfTable): ColumnBatch {
    const { node, asOf } = this.#init
    const { values, nulls } = eventTimes(chunk.columns[asOf.leftTime] as ColumnVector, chunk.length)
    const key: ByteSlice = { ...emptySlice }
    this.#keys.over(chunk)
    const [lefts, rights] = [new Int32Array(chunk.length), new Int32Array(chunk.length)]
    let count = 0
    for (let row = 0; row < chunk.length; row++) {
      const canMatch = nulls?.[row] !== 1 && this.#keys.encode(row, key)
      const found = canMatch ? table.rowAt(key, values[row] as number, asOf) : -1
      if (found < 0 && node.joinType === 'inner') continue
      lefts[count] = row
      rights[count++] = found
    }
    const left = gatherBatch(chunk, lefts, count).columns
    const right = this.children[1].output.fields.map((field, i) => {
      const builder: ColumnBuilder = columnBuilder(field.dataType, count)
      const column = table.rows.columns[i] as ColumnVector
      for (let row = 0; row < count; row++)
        builder.append((rights[row] as number) < 0 ? null : valueAt(column, rights[row] as number))
      return builder.finish()
    })
    return columnBatch(count, [...left, ...right])
  }

  async #table(context: ExecutionContext): Promise<AsOfTable> {
    const { node, asOf, keepMs } = this.#init
    const nowMicros = context.evaluation.batchTimestampMicros
    const kept = this.#kept
    if (kept !== null && nowMicros >= kept.readAtMicros && nowMicros - kept.readAtMicros < keepMs * 1000)
      return kept.table
    const [, right] = this.children
    const chunks: ColumnBatch[] = []
    for await (const chunk of right.execute(context)) if (chunk.length > 0) chunks.push(chunk)
    const init = { schema: right.output, keys: node.rightKeys, nullSafe: node.nullSafe }
    const table = new AsOfTable(chunks, init, asOf.rightTime)
    this.#kept = keepMs > 0 ? { table, readAtMicros: nowMicros } : null
    return table
  }
}

/** One line for explain. */
export function describeAsOf(
  { node, asOf }: Pick<AsOfJoinInit, 'node' | 'asOf'>,
  [left, right]: readonly [PhysicalOperator, PhysicalOperator],
): string {
  const name = (side: PhysicalOperator, i: number) => side.output.fields[i]?.name
  const pairs = node.leftKeys.map((key, i) => `${name(left, key)} = ${name(right, node.rightKeys[i] as number)}`)
  const { direction, toleranceMs, allowExactMatches } = asOf
  const tolerance = toleranceMs === null ? '' : `, tolerance ${toleranceMs} ms`
  const exact = allowExactMatches ? '' : ', no exact matches'
  return `${node.joinType} [${pairs.join(', ')}], ${name(left, asOf.leftTime)} ${direction} ${name(right, asOf.rightTime)}${tolerance}${exact}`
}
