import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { type ColumnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import { GroupTable } from '../../columnar/group-table.ts'
import { KeyReader } from '../../columnar/key-decoder.ts'
import { KeyWriter } from '../../columnar/key-writer.ts'
import type { OutputMode } from '../../contracts/sink.ts'
import type { StatePart, StateSegment } from '../../contracts/state-layout.ts'
import type { StateStore } from '../../contracts/state-store.ts'
import { type StructField, type StructType, structField } from '../../types/data-type.ts'
import { type EventTimes, eventTimes } from '../event-times.ts'
import type { ExecutionContext, PhysicalOperator, StatefulOperator, StatefulOperatorMetrics } from '../physical-plan.ts'
import type { AggregateBuffers } from './aggregate-buffers.ts'
import type { AggregateInit } from './batch-aggregate-exec.ts'
import { GroupedRows } from './grouped-rows.ts'
import { ResultRows } from './result-rows.ts'
import { takeExpired } from './take-expired.ts'

export interface StreamingAggregateInit extends AggregateInit {
  readonly operatorId: number
  readonly outputMode: OutputMode
  /** The position among the groupings of the event time (or a window of it), null without a watermark. */
  readonly eventTime: number | null
  readonly stateSchema: Readonly<Record<string, unknown>>
  /** What the buffers are for who reads the state. */
  readonly bufferSegments: readonly StateSegment[]
}

const microsPerMilli = 1000

/**
 * Aggregates a stream. The rows of a batch are aggregated first, then each group is added behind what the state has of it.
 *
 * - `update` gives every group that the batch had rows of, `complete` every group there is, `append` the groups that the watermark has closed
 * - a group is closed, and forgotten, when the watermark reaches its event time or the end of its window; not in `complete`, where nothing is forgotten and no row is late
 * - what comes for a closed group is dropped; groups are counted, not rows, as in Spark
 * - without groupings there is one group, of which every batch has rows, though it be empty
 *
 * In the store: the keys in the form of {@link KeyEncoder}, the buffers of the aggregates one after the other, and when the group expires.
 */
export class AggregateExec implements StatefulOperator {
  readonly name = 'StateStoreSave'
  readonly role = 'stateful'
  readonly operatorName = 'stateStoreSave'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly operatorId: number
  readonly stateSchema: Readonly<Record<string, unknown>>
  readonly stateParts: readonly StatePart[]
  readonly #init: StreamingAggregateInit
  readonly #writer = new KeyWriter()
  readonly #reader = new KeyReader(emptySlice)
  #counts = noCounts()

  constructor(child: PhysicalOperator, init: StreamingAggregateInit) {
    this.children = [child]
    this.output = init.output
    this.operatorId = init.operatorId
    this.stateSchema = init.stateSchema
    const keys = init.grouping.ordinals.map((_, i) => init.output.fields[i] as StructField)
    this.stateParts = [
      {
        name: 'default',
        prefix: [],
        key: [{ kind: 'values', fields: keys.map(({ name, dataType }) => structField(name, dataType)) }],
        value: init.bufferSegments,
      },
    ]
    this.#init = init
  }

  get stateMetrics(): StatefulOperatorMetrics {
    const { late, updated, removed, updatesMs, removalsMs } = this.#counts
    return {
      numRowsUpdated: updated,
      numRowsRemoved: removed,
      numRowsDroppedByWatermark: late,
      allUpdatesTimeMs: updatesMs,
      allRemovalsTimeMs: removalsMs,
      custom: {},
    }
  }

  shouldRunAnotherBatch(watermarkMs: number, lastEvictionMs: number): boolean {
    return this.#init.outputMode !== 'complete' && watermarkMs > lastEvictionMs
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    this.#counts = noCounts()
    const { outputMode } = this.#init
    const batch = await this.#aggregate(context)
    const store = context.stateStore(this.operatorId)
    for (let start = 0; start < batch.rows.count; start += defaultChunkRows) {
      const changed = this.#mergeIntoState(batch, start, { store, clock: context.clock })
      if (changed !== null && changed.length > 0) yield changed
    }
    if (outputMode === 'complete') yield* this.#everything(store)
    else if (this.#init.eventTime !== null) yield* this.#evict(store, context)
  }

  describe(): string {
    return `${this.#init.outputMode} ${this.#init.description}`
  }

  /** The rows of this batch by group. */
  async #aggregate(context: ExecutionContext): Promise<BatchGroups> {
    const { grouping, outputMode, eventTime } = this.#init
    const rows = new GroupedRows(grouping)
    const buffers = this.#init.buffers()
    buffers.ensure(rows.count)
    const expiries = eventTime === null ? null : new Expiries()
    const late = eventTime === null || outputMode === 'complete' ? null : new LateRows(this.#init, context)
    for await (const chunk of this.children[0].execute(context)) {
      const start = context.clock.monotonic()
      const times =
        eventTime === null
          ? null
          : eventTimes(chunk.columns[grouping.ordinals[eventTime] as number] as ColumnVector, chunk.length)
      const skipped = late === null || times === null ? null : late.find(chunk, times)
      const groups = rows.groupsOf(chunk, skipped)
      buffers.ensure(rows.count)
      buffers.update(chunk, groups)
      if (times !== null) expiries?.note(groups, times, chunk.length)
      this.#counts.updatesMs += context.clock.monotonic() - start
    }
    this.#counts.late = late?.groupCount ?? 0
    return { rows, buffers, expiries }
  }

  /** Adds a chunk of the groups of this batch to the state; gives their rows in update mode. */
  #mergeIntoState(
    { rows, buffers, expiries }: BatchGroups,
    start: number,
    { store, clock }: { readonly store: StateStore; readonly clock: ExecutionContext['clock'] },
  ): ColumnBatch | null {
    const begun = clock.monotonic()
    const { grouping } = this.#init
    const end = Math.min(rows.count, start + defaultChunkRows)
    const merged = this.#init.buffers()
    merged.ensure(end - start)
    const results = this.#init.outputMode === 'update' ? new ResultRows(this.output, grouping.ordinals.length) : null
    const [key, value]: ByteSlice[] = [{ ...emptySlice }, { ...emptySlice }]
    for (let group = start; group < end; group++) {
      rows.key(group, key as ByteSlice)
      const before = store.get(key as ByteSlice)
      let whole: AggregateBuffers = buffers
      let at = group
      if (before !== null) {
        whole = merged
        at = group - start
        merged.merge(at, this.#reader.over(before))
        merged.merge(at, this.#reader.over(this.#written(buffers, group, value as ByteSlice)))
      }
      store.put(key as ByteSlice, this.#written(whole, at, value as ByteSlice), expiries?.of(group))
      if (results !== null) whole.result(at, results.append(grouping.decode(key as ByteSlice)))
    }
    this.#counts.updated += end - start
    this.#counts.updatesMs += clock.monotonic() - begun
    return results?.take() ?? null
  }

  /** Every group there is. */
  *#everything(store: StateStore): Generator<ColumnBatch> {
    const closed = new ClosedGroups(this.#init)
    for (const { key, value } of store.entries()) {
      closed.add(key, value)
      if (closed.isFull) yield closed.take()
    }
    if (closed.length > 0) yield closed.take()
  }

  /** Forgets what the watermark has closed; in append mode that is what comes out. */
  *#evict(store: StateStore, context: ExecutionContext): Generator<ColumnBatch> {
    let start = context.clock.monotonic()
    const until = context.watermark(this.operatorId).evictionMs * microsPerMilli
    if (this.#init.outputMode === 'update') {
      this.#counts.removed = store.removeExpired(until)
      this.#counts.removalsMs = context.clock.monotonic() - start
      return
    }
    const closed = new ClosedGroups(this.#init)
    for (const { key, value } of takeExpired(store, until)) {
      closed.add(key, value)
      this.#counts.removed++
      if (!closed.isFull) continue
      const rows = closed.take()
      this.#counts.removalsMs += context.clock.monotonic() - start
      yield rows
      start = context.clock.monotonic()
    }
    this.#counts.removalsMs += context.clock.monotonic() - start
    if (closed.length > 0) yield closed.take()
  }

  #written(buffers: AggregateBuffers, group: number, into: ByteSlice): ByteSlice {
    this.#writer.reset()
    buffers.write(group, this.#writer)
    this.#writer.finish(into)
    return into
  }
}

interface BatchGroups {
  readonly rows: GroupedRows
  readonly buffers: AggregateBuffers
  readonly expiries: Expiries | null
}

/** When each group expires, microseconds. */
class Expiries {
  #times = new Float64Array(1024)
  #count = 0

  /** Groups are numbered as they come: a number that is new is the next one. */
  note(groups: Int32Array, { values, nulls }: EventTimes, length: number): void {
    for (let row = 0; row < length; row++) {
      if ((groups[row] as number) < this.#count) continue
      if (this.#count === this.#times.length) {
        const times = new Float64Array(this.#count * 2)
        times.set(this.#times)
        this.#times = times
      }
      this.#times[this.#count++] = nulls !== null && nulls[row] === 1 ? Number.NaN : (values[row] as number)
    }
  }

  /** Undefined: never. */
  of(group: number): number | undefined {
    const time = this.#times[group] as number
    return Number.isNaN(time) ? undefined : time
  }
}

/** Finds the rows that came too late, and counts the groups they would have been in. */
class LateRows {
  readonly #init: StreamingAggregateInit
  readonly #context: ExecutionContext
  readonly #lateMicros: number
  readonly #groups = new GroupTable()

  constructor(init: StreamingAggregateInit, context: ExecutionContext) {
    this.#init = init
    this.#context = context
    this.#lateMicros = context.watermark(init.operatorId).lateMs * microsPerMilli
  }

  get groupCount(): number {
    return this.#groups.size
  }

  /** A mask with 1 for the late rows, null if there is none. A row without event time is never late. */
  find(chunk: ColumnBatch, { values, nulls }: EventTimes): Uint8Array | null {
    let mask: Uint8Array | null = null
    for (let row = 0; row < chunk.length; row++) {
      if ((values[row] as number) > this.#lateMicros || (nulls !== null && nulls[row] === 1)) continue
      mask ??= new Uint8Array(chunk.length)
      mask[row] = 1
    }
    if (mask !== null) this.#take(chunk, mask)
    return mask
  }

  #take(chunk: ColumnBatch, mask: Uint8Array): void {
    const { grouping, operatorId } = this.#init
    const columns = grouping.columnsOf(chunk)
    const key: ByteSlice = { ...emptySlice }
    const selection = new Int32Array(chunk.length)
    let count = 0
    for (let row = 0; row < chunk.length; row++) {
      if (mask[row] !== 1) continue
      grouping.encode(columns, row, key)
      this.#groups.numberOf(key)
      selection[count++] = row
    }
    this.#context.lateRows?.(operatorId, gatherBatch(chunk, selection, count))
  }
}

/** Makes rows of groups as the state has them. */
class ClosedGroups {
  readonly #init: StreamingAggregateInit
  readonly #rows: ResultRows
  #buffers: AggregateBuffers

  constructor(init: StreamingAggregateInit) {
    this.#init = init
    this.#rows = new ResultRows(init.output, init.grouping.ordinals.length)
    this.#buffers = init.buffers()
  }

  get length(): number {
    return this.#rows.length
  }
  get isFull(): boolean {
    return this.#rows.isFull
  }

  add(key: ByteSlice, value: ByteSlice): void {
    const group = this.#rows.length
    this.#buffers.ensure(group + 1)
    this.#buffers.merge(group, new KeyReader(value))
    this.#buffers.result(group, this.#rows.append(this.#init.grouping.decode(key)))
  }

  take(): ColumnBatch {
    this.#buffers = this.#init.buffers()
    return this.#rows.take()
  }
}

interface Counts {
  late: number
  updated: number
  removed: number
  updatesMs: number
  removalsMs: number
}

function noCounts(): Counts {
  return { late: 0, updated: 0, removed: 0, updatesMs: 0, removalsMs: 0 }
}
