import { eventTimeOfSide, type StateWatermark } from '../../analysis/join-state-watermark.ts'
import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import { type RowCodec, rowCodec } from '../../columnar/row-codec.ts'
import type { ExpressionConf, ResolvedExpression } from '../../expressions/expression.ts'
import type { EvaluationContext } from '../../expressions/function-definition.ts'
import type { ResolvedJoin } from '../../plan/resolved-plan.ts'
import type { DataType, StructField, StructType } from '../../types/data-type.ts'
import { eventTimes } from '../event-times.ts'
import { type RowFilter, rowFilter } from '../row-filter.ts'
import type { JoinSide } from './join-state.ts'
import { RowKeys } from './join-table.ts'

const microsPerMilli = 1000

/** One side of a stream-stream join: how its rows are judged, keyed and kept. */
export class JoinInput {
  readonly side: JoinSide
  readonly schema: StructType
  readonly types: readonly DataType[]
  readonly keys: RowKeys
  readonly codec: RowCodec
  /** Whether its rows come out without a match. */
  readonly isPreserved: boolean
  readonly watermark: StateWatermark | null
  readonly #keyOrdinals: readonly number[]
  readonly #eventTime: number | null
  readonly #condition: RowFilter | null

  constructor(init: {
    readonly node: ResolvedJoin
    readonly side: JoinSide
    readonly schema: StructType
    readonly watermark: StateWatermark | null
    /** What must hold of a row of this side alone. */
    readonly condition: ResolvedExpression | null
    readonly conf: ExpressionConf
  }) {
    const { node, side, schema, condition } = init
    const { joinType } = node
    const name = side === 0 ? 'left' : 'right'
    this.side = side
    this.schema = schema
    this.types = schema.fields.map((field) => field.dataType)
    this.#keyOrdinals = side === 0 ? node.leftKeys : node.rightKeys
    this.keys = new RowKeys({ schema, keys: this.#keyOrdinals, nullSafe: node.nullSafe })
    this.codec = rowCodec(this.types)
    this.isPreserved =
      joinType === 'full_outer' || joinType === `${name}_outer` || (joinType === 'left_anti' && side === 0)
    this.watermark = init.watermark
    this.#eventTime = eventTimeOfSide(node, name)
    this.#condition = condition === null ? null : rowFilter(condition, schema, init.conf)
  }

  /** The types of its keys, for the schema of the state. */
  get keyTypes(): readonly DataType[] {
    return this.#keyOrdinals.map((key) => (this.schema.fields[key] as StructField).dataType)
  }

  /** Parts the rows that come too late from the others; null: there are none. */
  partLate(chunk: ColumnBatch, lateMs: number): { readonly kept: ColumnBatch; readonly parted: ColumnBatch } | null {
    if (this.#eventTime === null) return null
    const times = eventTimes(chunk.columns[this.#eventTime] as ColumnVector, chunk.length)
    const lateMicros = lateMs * microsPerMilli
    return parted(chunk, (row) => (times.nulls?.[row] === 1 ? false : (times.values[row] as number) <= lateMicros))
  }

  /** Parts the rows that fail what must hold of this side alone from the others; null: there are none. */
  partFailing(
    chunk: ColumnBatch,
    context: EvaluationContext,
  ): { readonly kept: ColumnBatch; readonly parted: ColumnBatch } | null {
    if (this.#condition === null) return null
    const passing = this.#condition.run(chunk.length, (ordinal) => chunk.columns[ordinal] as ColumnVector, context)
    if (passing.length === chunk.length) return null
    const passes = new Uint8Array(chunk.length)
    for (let i = 0; i < passing.length; i++) passes[passing[i] as number] = 1
    return parted(chunk, (row) => passes[row] === 0)
  }

  /** By row: the watermark, in microseconds, at which its state goes; NaN: never. Null: none ever goes. */
  expiries(chunk: ColumnBatch): Float64Array | null {
    const { watermark } = this
    if (watermark === null) return null
    const ordinal = watermark.kind === 'key' ? (this.#keyOrdinals[watermark.key] as number) : watermark.column
    const offset = watermark.kind === 'key' ? 0 : watermark.offsetMs * microsPerMilli
    const { values, nulls } = eventTimes(chunk.columns[ordinal] as ColumnVector, chunk.length)
    const expiries = new Float64Array(chunk.length)
    for (let row = 0; row < chunk.length; row++)
      expiries[row] = nulls !== null && nulls[row] === 1 ? Number.NaN : (values[row] as number) - offset
    return expiries
  }

  /** The watermark of what this side can still add to the output, from that of the query. */
  stateWatermarkMs(watermarkMs: number): number | null {
    if (this.watermark === null) return null
    return this.watermark.kind === 'key' ? watermarkMs : watermarkMs + this.watermark.offsetMs
  }
}

/** Two chunks of one: of the rows that stay, and of those that go; null if none goes. */
export function parted(
  chunk: ColumnBatch,
  goes: (row: number) => boolean,
): { readonly kept: ColumnBatch; readonly parted: ColumnBatch } | null {
  const [kept, gone] = [new Int32Array(chunk.length), new Int32Array(chunk.length)]
  let [keptCount, goneCount] = [0, 0]
  for (let row = 0; row < chunk.length; row++) {
    if (goes(row)) gone[goneCount++] = row
    else kept[keptCount++] = row
  }
  if (goneCount === 0) return null
  const none = columnBatch(0, chunk.columns)
  return {
    kept: keptCount === 0 ? none : gatherBatch(chunk, kept, keptCount),
    parted: gatherBatch(chunk, gone, goneCount),
  }
}
