import { emptySlice } from '../../columnar/byte-slice.ts'
import { type ColumnBatch, columnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gather, gatherBatch } from '../../columnar/gather.ts'
import { nullVector } from '../../columnar/null-vector.ts'
import type { ExpressionConf } from '../../expressions/expression.ts'
import type { JoinType } from '../../plan/logical-plan.ts'
import type { ResolvedJoin } from '../../plan/resolved-plan.ts'
import type { DataType, StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'
import { type RowFilter, rowFilter } from '../row-filter.ts'
import { JoinTable, RowKeys } from './join-table.ts'

export interface HashJoinInit {
  readonly node: ResolvedJoin
  /** The side that is read to its end first and kept in memory; the other goes by. */
  readonly build: 'left' | 'right'
  /** How long the rows of the build side are kept for further batches, ms. 0: for none. */
  readonly keepMs: number
  readonly conf: ExpressionConf
}

/**
 * Joins with a bounded side, which is kept in memory; the other, a stream or a table, goes by in chunks. Without keys every pair is looked at.
 *
 * The bounded side is read when the first row of the other asks for it: anew in every batch, or again when the clock of the batches has moved on by `keepMs`. A batch that is run again reads
 * it again, as it is by then.
 */
export class HashJoinExec implements PhysicalOperator {
  readonly name: string
  readonly output: StructType
  readonly children: readonly [PhysicalOperator, PhysicalOperator]
  readonly #init: HashJoinInit
  readonly #condition: RowFilter | null
  readonly #streamKeys: RowKeys
  #kept: { readonly table: JoinTable; readonly readAtMicros: number } | null = null

  constructor(left: PhysicalOperator, right: PhysicalOperator, init: HashJoinInit) {
    const { node, build } = init
    this.children = [left, right]
    this.output = node.schema
    this.name = node.leftKeys.length === 0 ? 'NestedLoopJoin' : 'HashJoin'
    this.#init = init
    const pair: StructType = { kind: 'struct', fields: [...left.output.fields, ...right.output.fields] }
    this.#condition = node.condition === null ? null : rowFilter(node.condition, pair, init.conf)
    const [stream, keys] = build === 'right' ? [left, node.leftKeys] : [right, node.rightKeys]
    this.#streamKeys = new RowKeys({ schema: stream.output, keys, nullSafe: node.nullSafe })
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const [left, right] = this.children
    const stream = this.#init.build === 'right' ? left : right
    const keepsBuilt = keepsUnmatched(this.#init.node.joinType, this.#init.build)
    let probe: Probe | null = null
    for await (const chunk of stream.execute(context)) {
      if (chunk.length === 0) continue
      probe ??= this.#probe(await this.#table(context), context)
      yield* probe.join(chunk)
    }
    if (keepsBuilt) yield* (probe ?? this.#probe(await this.#table(context), context)).unmatched()
  }

  describe(): string {
    const { node, build, keepMs } = this.#init
    const [left, right] = this.children
    const pairs = node.leftKeys.map(
      (key, i) => `${left.output.fields[key]?.name} = ${right.output.fields[node.rightKeys[i] as number]?.name}`,
    )
    const kept = keepMs > 0 ? `, kept for ${keepMs} ms` : ''
    return `${node.joinType} [${pairs.join(', ')}], build ${build}${kept}`
  }

  #probe(table: JoinTable, context: ExecutionContext): Probe {
    const [left, right] = this.children
    return new Probe({
      table,
      context,
      joinType: this.#init.node.joinType,
      build: this.#init.build,
      condition: this.#condition,
      keys: this.#streamKeys,
      leftTypes: left.output.fields.map((field) => field.dataType),
      rightTypes: right.output.fields.map((field) => field.dataType),
    })
  }

  async #table(context: ExecutionContext): Promise<JoinTable> {
    const { node, build, keepMs } = this.#init
    const nowMicros = context.evaluation.batchTimestampMicros
    const kept = this.#kept
    if (kept !== null && nowMicros >= kept.readAtMicros && nowMicros - kept.readAtMicros < keepMs * 1000)
      return kept.table
    this.#kept = null
    const [left, right] = this.children
    const [side, keys] = build === 'right' ? [right, node.rightKeys] : [left, node.leftKeys]
    const chunks: ColumnBatch[] = []
    for await (const chunk of side.execute(context)) if (chunk.length > 0) chunks.push(chunk)
    const table = JoinTable.of(chunks, { schema: side.output, keys, nullSafe: node.nullSafe })
    if (keepMs > 0) this.#kept = { table, readAtMicros: nowMicros }
    return table
  }
}

interface ProbeInit {
  readonly table: JoinTable
  readonly context: ExecutionContext
  readonly joinType: JoinType
  readonly build: 'left' | 'right'
  readonly condition: RowFilter | null
  readonly keys: RowKeys
  readonly leftTypes: readonly DataType[]
  readonly rightTypes: readonly DataType[]
}

/** One run over the side that goes by. Pairs are made in groups of a chunk's size at most. */
class Probe {
  readonly #init: ProbeInit
  readonly #key = { ...emptySlice }
  /** By row of the table: whether it has matched; null where nobody asks. */
  readonly #builtMatched: Uint8Array | null
  readonly #streamRows = new Int32Array(defaultChunkRows)
  readonly #builtRows = new Int32Array(defaultChunkRows)

  constructor(init: ProbeInit) {
    this.#init = init
    this.#builtMatched = keepsUnmatched(init.joinType, init.build) ? new Uint8Array(init.table.rows.length) : null
  }

  *join(chunk: ColumnBatch): Generator<ColumnBatch> {
    const { joinType, build } = this.#init
    const existence = joinType === 'left_semi' || joinType === 'left_anti'
    const matched =
      existence || keepsUnmatched(joinType, build === 'left' ? 'right' : 'left') ? new Uint8Array(chunk.length) : null
    for (const count of this.#candidates(chunk, existence ? matched : null)) {
      const kept = this.#matching(chunk, count)
      for (let i = 0; i < kept.length; i++) {
        if (matched !== null) matched[this.#streamRows[kept[i] as number] as number] = 1
        if (this.#builtMatched !== null) this.#builtMatched[this.#builtRows[kept[i] as number] as number] = 1
      }
      if (!existence && kept.length > 0) yield this.#pairs(chunk, kept)
    }
    if (matched === null) return
    const wanted = joinType === 'left_semi' ? 1 : 0
    const rows = Int32Array.from(matched.keys()).filter((row) => matched[row] === wanted)
    if (rows.length === 0) return
    if (existence) yield rows.length === chunk.length ? chunk : gatherBatch(chunk, rows, rows.length)
    else yield this.#withNulls({ batch: chunk, rows }, build === 'right' ? 'left' : 'right')
  }

  /** The rows of the table that nothing has matched. */
  *unmatched(): Generator<ColumnBatch> {
    const flags = this.#builtMatched as Uint8Array
    const all = Int32Array.from(flags.keys()).filter((row) => flags[row] === 0)
    for (let from = 0; from < all.length; from += defaultChunkRows) {
      const rows = all.subarray(from, from + defaultChunkRows)
      yield this.#withNulls({ batch: this.#init.table.rows, rows }, this.#init.build)
    }
  }

  /** Fills the two lists with pairs of equal keys, as many as they hold at a time, and gives how many there are. `decided`: rows that need no more pairs. */
  *#candidates(chunk: ColumnBatch, decided: Uint8Array | null): Generator<number> {
    const { table, keys, condition } = this.#init
    let count = 0
    keys.over(chunk)
    for (let row = 0; row < chunk.length; row++) {
      if (!keys.encode(row, this.#key)) continue
      for (let built = table.firstRow(this.#key); built >= 0; built = table.nextRow(built)) {
        this.#streamRows[count] = row
        this.#builtRows[count] = built
        count++
        if (count === defaultChunkRows) {
          yield count
          count = 0
        }
        if (decided !== null && (condition === null || decided[row] === 1)) break
      }
    }
    if (count > 0) yield count
  }

  /** The numbers of the pairs for which the condition holds. */
  #matching(chunk: ColumnBatch, count: number): Int32Array {
    const { condition, context, build, leftTypes, table } = this.#init
    if (condition === null) return Int32Array.from({ length: count }, (_, i) => i)
    const column = (ordinal: number): ColumnVector => {
      const isLeft = ordinal < leftTypes.length
      const own = isLeft ? ordinal : ordinal - leftTypes.length
      const built = isLeft === (build === 'left')
      const vector = (built ? table.rows : chunk).columns[own] as ColumnVector
      return gather(vector, built ? this.#builtRows : this.#streamRows, count)
    }
    return condition.run(count, column, context.evaluation)
  }

  #pairs(chunk: ColumnBatch, kept: Int32Array): ColumnBatch {
    const { build, table } = this.#init
    const stream = gatherBatch(chunk, pick(this.#streamRows, kept), kept.length).columns
    const built = gatherBatch(table.rows, pick(this.#builtRows, kept), kept.length).columns
    return columnBatch(kept.length, build === 'right' ? [...stream, ...built] : [...built, ...stream])
  }

  /** Rows of one side with nulls for the other. */
  #withNulls(
    { batch, rows }: { readonly batch: ColumnBatch; readonly rows: Int32Array },
    side: 'left' | 'right',
  ): ColumnBatch {
    const { leftTypes, rightTypes } = this.#init
    const own = gatherBatch(batch, rows, rows.length).columns
    const missing = (side === 'left' ? rightTypes : leftTypes).map((type) => nullVector(type, rows.length))
    return columnBatch(rows.length, side === 'left' ? [...own, ...missing] : [...missing, ...own])
  }
}

function keepsUnmatched(joinType: JoinType, side: 'left' | 'right'): boolean {
  return joinType === 'full_outer' || joinType === `${side}_outer`
}

function pick(from: Int32Array, kept: Int32Array): Int32Array {
  const rows = new Int32Array(kept.length)
  for (let i = 0; i < kept.length; i++) rows[i] = from[kept[i] as number] as number
  return rows
}
