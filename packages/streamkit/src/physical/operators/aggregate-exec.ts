import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { type ColumnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import { KeyReader } from '../../columnar/key-decoder.ts'
import { KeyWriter } from '../../columnar/key-writer.ts'
import type { StatePart } from '../../contracts/state-layout.ts'
import type { StateStore } from '../../contracts/state-store.ts'
import { type StructField, type StructType, structField } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator, StatefulOperator, StatefulOperatorMetrics } from '../physical-plan.ts'
import type { AggregateBuffers } from './aggregate-buffers.ts'
import {
  aggregateBatch,
  type BatchGroups,
  ClosedGroups,
  LateRows,
  type StreamingAggregateInit,
} from './aggregate-groups.ts'
import { ResultRows } from './result-rows.ts'
import { takeExpired } from './take-expired.ts'

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
    const late = this.#lateRows(context)
    const batch = await aggregateBatch(this.#init, { input: this.children[0].execute(context), late, context })
    this.#counts.late = late?.groupCount ?? 0
    this.#counts.updatesMs += batch.elapsedMs
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

  #lateRows(context: ExecutionContext): LateRows | null {
    const { eventTime, outputMode } = this.#init
    if (eventTime === null || outputMode === 'complete') return null
    return new LateRows(this.#init, context, context.watermark(this.operatorId).lateMs * microsPerMilli)
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
