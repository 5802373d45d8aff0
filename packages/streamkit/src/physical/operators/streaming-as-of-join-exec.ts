import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { type ColumnBatch, columnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import { type ColumnBuilder, columnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import { type RowCodec, rowCodec } from '../../columnar/row-codec.ts'
import type { StatePart } from '../../contracts/state-layout.ts'
import type { ResolvedAsOf, ResolvedJoin } from '../../plan/resolved-plan.ts'
import { type DataType, type StructField, type StructType, simpleString } from '../../types/data-type.ts'
import { type EventTimes, eventTimes } from '../event-times.ts'
import type { ExecutionContext, PhysicalOperator, StatefulOperator, StatefulOperatorMetrics } from '../physical-plan.ts'
import { describeAsOf } from './as-of-join-exec.ts'
import { AsOfState, type DueRow } from './as-of-state.ts'
import { asOfStateParts } from './as-of-state-parts.ts'
import { chosen } from './as-of-table.ts'
import { type AsOfVersions, versionsOf } from './as-of-versions.ts'
import { parted } from './join-input.ts'
import { RowKeys } from './join-table.ts'

export interface StreamingAsOfJoinInit {
  readonly node: ResolvedJoin
  readonly asOf: ResolvedAsOf
  readonly operatorId: number
}

const microsPerMilli = 1000

/**
 * Gives each row of a stream the row of another stream that was valid at its time: the last one with equal keys that is not later.
 *
 * A row of the left side waits until the watermark has reached its time: by then every row of the right side that may belong to it has come, or would be late. In each batch first come the rows of the right
 * side, then those of the left, then all whose time the watermark has reached come out, in the order of their times. Rows of either side that are not after the watermark of the batch before are dropped as late.
 *
 * Of the right side the last row of each key that the watermark has reached is kept, and all after it; with a tolerance it goes, too, when no row after the watermark is near enough.
 *
 * A null among the keys, and a null time, match nothing: such a row of the left side comes out at once (inner: never), one of the right is not kept.
 */
export class StreamingAsOfJoinExec implements StatefulOperator {
  readonly name = 'StreamingAsOfJoin'
  readonly role = 'stateful'
  readonly operatorName = 'asOfJoin'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator, PhysicalOperator]
  readonly operatorId: number
  readonly stateSchema: Readonly<Record<string, unknown>>
  readonly stateParts: readonly StatePart[]
  readonly #init: StreamingAsOfJoinInit
  readonly #sides: readonly [AsOfSide, AsOfSide]
  readonly #toleranceMicros: number | null
  #counts = noCounts()

  constructor(left: PhysicalOperator, right: PhysicalOperator, init: StreamingAsOfJoinInit) {
    const { node, asOf, operatorId } = init
    this.children = [left, right]
    this.output = node.schema
    this.operatorId = operatorId
    this.#init = init
    this.#sides = [
      sideOf(left.output, { keys: node.leftKeys, nullSafe: node.nullSafe, time: asOf.leftTime }),
      sideOf(right.output, { keys: node.rightKeys, nullSafe: node.nullSafe, time: asOf.rightTime }),
    ]
    this.#toleranceMicros = asOf.toleranceMs === null ? null : asOf.toleranceMs * microsPerMilli
    const keyTypes = node.leftKeys.map((key) => (left.output.fields[key] as StructField).dataType)
    this.stateSchema = {
      operator: 'asOfJoin',
      format: 1,
      key: keyTypes.map(simpleString),
      nullSafe: node.nullSafe,
      left: this.#sides[0].types.map(simpleString),
      right: this.#sides[1].types.map(simpleString),
      times: [asOf.leftTime, asOf.rightTime],
      toleranceMs: asOf.toleranceMs,
    }
    this.stateParts = asOfStateParts(keyTypes, [left.output, right.output])
  }

  get stateMetrics(): StatefulOperatorMetrics {
    const { waiting, versions, updated, removed, late, updatesMs, removalsMs } = this.#counts
    return {
      numRowsTotal: waiting + versions,
      numRowsUpdated: updated,
      numRowsRemoved: removed,
      numRowsDroppedByWatermark: late,
      allUpdatesTimeMs: updatesMs,
      allRemovalsTimeMs: removalsMs,
      custom: { numWaitingRows: waiting, numKeptVersions: versions },
    }
  }

  shouldRunAnotherBatch(watermarkMs: number, lastEvictionMs: number): boolean {
    return watermarkMs > lastEvictionMs
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { evictionMs, lateMs } = context.watermark(this.operatorId)
    const state = new AsOfState(context.stateStore(this.operatorId), { toleranceMicros: this.#toleranceMicros })
    const batch: AsOfBatch = { context, state, lateMs, evictionMicros: evictionMs * microsPerMilli }
    this.#counts = noCounts()
    for await (const chunk of this.#inTime(1, batch)) this.#timed('updatesMs', context, () => this.#keep(chunk, state))
    for await (const chunk of this.#inTime(0, batch)) {
      const joined = this.#timed('updatesMs', context, () => this.#meet(chunk, batch))
      if (joined.length > 0) yield joined
    }
    const { due, forgotten } = this.#timed('removalsMs', context, () => state.takeDue(batch.evictionMicros))
    this.#counts.removed += due.length + forgotten
    for (let from = 0; from < due.length; from += defaultChunkRows) {
      const joined = this.#joinDue(due.slice(from, from + defaultChunkRows), state)
      if (joined.length > 0) yield joined
    }
    state.finish()
    this.#counts.waiting = state.waiting
    this.#counts.versions = state.versions
  }

  describe(): string {
    return describeAsOf(this.#init, this.children)
  }

  /** The chunks of a side without the rows that come too late. */
  async *#inTime(side: 0 | 1, { context, lateMs }: AsOfBatch): AsyncGenerator<ColumnBatch> {
    const { time } = this.#sides[side]
    const lateMicros = lateMs * microsPerMilli
    for await (const chunk of this.children[side].execute(context)) {
      if (chunk.length === 0) continue
      const { values, nulls } = eventTimes(chunk.columns[time] as ColumnVector, chunk.length)
      const byTime = parted(chunk, (row) => nulls?.[row] !== 1 && (values[row] as number) <= lateMicros)
      if (byTime !== null) {
        this.#counts.late += byTime.parted.length
        context.lateRows?.(this.operatorId, byTime.parted, side)
      }
      const kept = byTime?.kept ?? chunk
      if (kept.length > 0) yield kept
    }
  }

  /** Keeps rows of the right side: once for each key, however many there are of it. */
  #keep(chunk: ColumnBatch, state: AsOfState): void {
    const { codec } = this.#sides[1]
    const byKey = new Map<string, { time: number; row: ByteSlice }[]>()
    const row: ByteSlice = { ...emptySlice }
    for (const { index, key, time } of this.#rowsThatCanMatch(chunk, 1)) {
      if (key === null) continue
      codec.encode(chunk.columns, index, row)
      const arrival = { time, row: { bytes: row.bytes.slice(row.start, row.end), start: 0, end: row.end - row.start } }
      const name = Buffer.from(key.bytes.subarray(key.start, key.end)).toString('latin1')
      const others = byKey.get(name)
      if (others === undefined) byKey.set(name, [arrival])
      else others.push(arrival)
      this.#counts.updated++
    }
    for (const [name, arrivals] of byKey) {
      const bytes = Buffer.from(name, 'latin1')
      state.add({ bytes, start: 0, end: bytes.length }, versionsOf(arrivals))
    }
  }

  /** Rows of the left side: those that need not wait are joined, the others are kept. */
  #meet(chunk: ColumnBatch, { state, evictionMicros }: AsOfBatch): ColumnBatch {
    const { codec } = this.#sides[0]
    const isInner = this.#init.node.joinType === 'inner'
    const lefts = new Int32Array(chunk.length)
    const rights: (ByteSlice | null)[] = []
    const row: ByteSlice = { ...emptySlice }
    for (const { index, key, time } of this.#rowsThatCanMatch(chunk, 0)) {
      if (key !== null && time > evictionMicros) {
        codec.encode(chunk.columns, index, row)
        state.wait(key, time, row)
        this.#counts.updated++
        continue
      }
      const found = key === null ? null : this.#validAt(state.versionsOf(key), time)
      if (found === null && isInner) continue
      lefts[rights.length] = index
      rights.push(found)
    }
    const left = gatherBatch(chunk, lefts, rights.length)
    return columnBatch(rights.length, [...left.columns, ...this.#rightColumns(rights)])
  }

  /** Every row with its key and time; the key is null if the row can match nothing. */
  *#rowsThatCanMatch(chunk: ColumnBatch, side: 0 | 1): Generator<MatchableRow> {
    const { keys, time } = this.#sides[side]
    const { values, nulls }: EventTimes = eventTimes(chunk.columns[time] as ColumnVector, chunk.length)
    const key: ByteSlice = { ...emptySlice }
    keys.over(chunk)
    for (let index = 0; index < chunk.length; index++) {
      const canMatch = nulls?.[index] !== 1 && keys.encode(index, key)
      yield { index, key: canMatch ? key : null, time: values[index] as number }
    }
  }

  #joinDue(due: readonly DueRow[], state: AsOfState): ColumnBatch {
    const { codec, types } = this.#sides[0]
    const isInner = this.#init.node.joinType === 'inner'
    const lefts = types.map((type) => columnBuilder(type, due.length))
    const rights: (ByteSlice | null)[] = []
    for (const { key, time, row } of due) {
      const found = this.#validAt(state.versionsOf(key), time)
      if (found === null && isInner) continue
      codec.append(row, lefts)
      rights.push(found)
    }
    const left = lefts.map((builder) => builder.finish())
    return columnBatch(rights.length, [...left, ...this.#rightColumns(rights)])
  }

  #validAt({ times, rows }: AsOfVersions, time: number): ByteSlice | null {
    return rows[chosen(times, time, this.#init.asOf)] ?? null
  }

  #rightColumns(rows: readonly (ByteSlice | null)[]): readonly ColumnVector[] {
    const { codec, types } = this.#sides[1]
    const builders: readonly ColumnBuilder[] = types.map((type) => columnBuilder(type, rows.length))
    for (const row of rows) {
      if (row !== null) codec.append(row, builders)
      else for (const builder of builders) builder.append(null)
    }
    return builders.map((builder) => builder.finish())
  }

  #timed<T>(what: 'updatesMs' | 'removalsMs', { clock }: ExecutionContext, work: () => T): T {
    const start = clock.monotonic()
    const result = work()
    this.#counts[what] += clock.monotonic() - start
    return result
  }
}

/** One side: how its rows are judged, keyed and kept. */
interface AsOfSide {
  readonly types: readonly DataType[]
  readonly codec: RowCodec
  readonly keys: RowKeys
  /** The ordinal of its time. */
  readonly time: number
}

/** What one batch gives to both sides. */
interface AsOfBatch {
  readonly context: ExecutionContext
  readonly state: AsOfState
  readonly lateMs: number
  readonly evictionMicros: number
}

interface MatchableRow {
  readonly index: number
  /** Valid until the next row. */
  readonly key: ByteSlice | null
  readonly time: number
}

interface Counts {
  waiting: number
  versions: number
  updated: number
  removed: number
  late: number
  updatesMs: number
  removalsMs: number
}

function noCounts(): Counts {
  return { waiting: 0, versions: 0, updated: 0, removed: 0, late: 0, updatesMs: 0, removalsMs: 0 }
}

function sideOf(
  schema: StructType,
  {
    keys,
    nullSafe,
    time,
  }: { readonly keys: readonly number[]; readonly nullSafe: readonly boolean[]; readonly time: number },
): AsOfSide {
  const types = schema.fields.map((field) => field.dataType)
  return { types, codec: rowCodec(types), keys: new RowKeys({ schema, keys, nullSafe }), time }
}
