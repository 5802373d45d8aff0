import { type ByteSlice, copySlice, emptySlice } from '../../columnar/byte-slice.ts'
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
import { FiredGroups, groupTag } from './fired-groups.ts'
import { takeExpired } from './take-expired.ts'

export interface AllowedLatenessAggregateInit extends StreamingAggregateInit {
  readonly eventTime: number
  readonly latenessMs: number
}

const microsPerMilli = 1000

/**
 * Aggregates a stream whose groups stay open for late rows after they have come out (Flink's allowed lateness).
 *
 * - `append`: a group comes out when the watermark reaches its event time or the end of its window, and again at the end of each later batch that has rows of it
 * - `update`: every group that the batch had rows of
 * - a group is forgotten, and its rows are late, when the watermark has come so much further
 *
 * An entry of the store expires first when its group is to come out, and is then put back to expire when it is to be forgotten. What has come out, and what has been forgotten, is kept with the
 * state ({@link FiredGroups}): so the lateness may be another one after a restart.
 */
export class AllowedLatenessAggregateExec implements StatefulOperator {
  readonly name = 'StateStoreSave'
  readonly role = 'stateful'
  readonly operatorName = 'stateStoreSave'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly operatorId: number
  readonly stateSchema: Readonly<Record<string, unknown>>
  readonly stateParts: readonly StatePart[]
  readonly #init: AllowedLatenessAggregateInit
  readonly #writer = new KeyWriter()
  readonly #reader = new KeyReader(emptySlice)
  #counts = noCounts()

  constructor(child: PhysicalOperator, init: AllowedLatenessAggregateInit) {
    this.children = [child]
    this.output = init.output
    this.operatorId = init.operatorId
    // How long does not count: it may change.
    this.stateSchema = { ...init.stateSchema, allowedLateness: true }
    const keys = init.grouping.ordinals.map((_, i) => init.output.fields[i] as StructField)
    const fields = keys.map(({ name, dataType }) => structField(name, dataType))
    this.stateParts = [
      { name: 'default', prefix: [groupTag], key: [{ kind: 'values', fields }], value: init.bufferSegments },
    ]
    this.#init = init
  }

  get stateMetrics(): StatefulOperatorMetrics {
    const { late, updated, removed, updatesMs, removalsMs, total, fired } = this.#counts
    return {
      numRowsTotal: total,
      numRowsUpdated: updated,
      numRowsRemoved: removed,
      numRowsDroppedByWatermark: late,
      allUpdatesTimeMs: updatesMs,
      allRemovalsTimeMs: removalsMs,
      custom: { numFiredGroups: fired },
    }
  }

  shouldRunAnotherBatch(watermarkMs: number, lastEvictionMs: number): boolean {
    return watermarkMs > lastEvictionMs
  }

  /** A group may come out again as long as it is kept. */
  outputWatermarkMs(inputMs: number): number {
    return inputMs - this.#init.latenessMs
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    this.#counts = noCounts()
    const { lateMs, evictionMs } = context.watermark(this.operatorId)
    const latenessMicros = this.#init.latenessMs * microsPerMilli
    const store = context.stateStore(this.operatorId)
    const fired = new FiredGroups(store)
    const late = new LateRows(
      this.#init,
      context,
      Math.max(lateMs * microsPerMilli - latenessMicros, fired.forgottenUntil),
    )
    const groups = await aggregateBatch(this.#init, { input: this.children[0].execute(context), late, context })
    this.#counts.late = late.groupCount
    this.#counts.updatesMs += groups.elapsedMs
    const batch: Batch = { context, store, fired, latenessMicros, evictionMicros: evictionMs * microsPerMilli }
    for (let start = 0; start < groups.rows.count; start += defaultChunkRows) {
      const rows = this.#merge(groups, start, batch)
      if (rows.length > 0) yield rows
    }
    yield* this.#expire(batch)
    fired.advance(batch.evictionMicros, latenessMicros)
    this.#counts.total = store.metrics().numKeys - 1
    this.#counts.fired = fired.count
  }

  describe(): string {
    const { outputMode, description, latenessMs } = this.#init
    return `${outputMode} ${description}, allowed lateness ${latenessMs} ms`
  }

  /** Adds a chunk of the groups of this batch to the state; gives the rows of those that come out because of it. */
  #merge({ rows, buffers, expiries }: BatchGroups, start: number, batch: Batch): ColumnBatch {
    const begun = batch.context.clock.monotonic()
    const { store, evictionMicros, latenessMicros, fired } = batch
    const end = Math.min(rows.count, start + defaultChunkRows)
    const merged = this.#init.buffers()
    merged.ensure(end - start)
    const results = new ClosedGroups(this.#init)
    const [key, value]: [ByteSlice, ByteSlice] = [{ ...emptySlice }, { ...emptySlice }]
    for (let group = start; group < end; group++) {
      rows.key(group, key)
      const stored = fired.keyOf(key)
      const before = store.get(stored)
      let whole: AggregateBuffers = buffers
      let at = group
      if (before !== null) {
        whole = merged
        at = group - start
        merged.merge(at, this.#reader.over(before))
        merged.merge(at, this.#reader.over(this.#written(buffers, group, value)))
      }
      const wasThere = before !== null
      const time = expiries?.of(group)
      const isDue = time !== undefined && time <= evictionMicros
      const bytes = this.#written(whole, at, value)
      if (isDue || this.#init.outputMode === 'update') results.add(key, bytes)
      if (isDue && time + latenessMicros <= evictionMicros) {
        if (wasThere) this.#forget(stored, time, batch)
        continue
      }
      store.put(stored, bytes, isDue ? time + latenessMicros : time)
      if (isDue && !(wasThere && fired.hasFired(time))) fired.count++
    }
    this.#counts.updated += end - start
    this.#counts.updatesMs += batch.context.clock.monotonic() - begun
    return results.take()
  }

  #forget(stored: ByteSlice, time: number, { store, fired }: Batch): void {
    store.remove(stored)
    this.#counts.removed++
    if (fired.hasFired(time)) fired.count--
  }

  /** What the watermark has reached since the last batch comes out and is put back; what it has passed by the lateness is forgotten. */
  *#expire({ context, store, fired, evictionMicros, latenessMicros }: Batch): Generator<ColumnBatch> {
    const start = context.clock.monotonic()
    const closed = new ClosedGroups(this.#init)
    const kept: { readonly key: ByteSlice; readonly value: ByteSlice; readonly until: number }[] = []
    const full: ColumnBatch[] = []
    const group: ByteSlice = { ...emptySlice }
    for (const { key, value } of takeExpired(store, evictionMicros)) {
      const time = this.#timeOf(fired.groupOf(key, group))
      if (fired.hasFired(time) || time + latenessMicros <= evictionMicros) this.#counts.removed++
      // Of what this batch has put nothing expires: what is due and not forgotten was put to expire later.
      if (fired.hasFired(time)) {
        fired.count--
        continue
      }
      if (this.#init.outputMode === 'append') closed.add(group, value)
      if (closed.isFull) full.push(closed.take())
      if (time + latenessMicros > evictionMicros)
        kept.push({ key: copyOf(key), value: copyOf(value), until: time + latenessMicros })
    }
    for (const { key, value, until } of kept) store.put(key, value, until)
    fired.count += kept.length
    this.#counts.removalsMs = context.clock.monotonic() - start
    yield* full
    if (closed.length > 0) yield closed.take()
  }

  /** The event time of a group, or the end of its window: microseconds. */
  #timeOf(group: ByteSlice): number {
    const time = this.#init.grouping.decode(group)[this.#init.eventTime]
    return typeof time === 'number' ? time : (time as readonly [number, number])[1]
  }

  #written(buffers: AggregateBuffers, group: number, into: ByteSlice): ByteSlice {
    this.#writer.reset()
    buffers.write(group, this.#writer)
    this.#writer.finish(into)
    return into
  }
}

interface Batch {
  readonly context: ExecutionContext
  readonly store: StateStore
  readonly fired: FiredGroups
  readonly latenessMicros: number
  readonly evictionMicros: number
}

function copyOf(slice: ByteSlice): ByteSlice {
  const bytes = new Uint8Array(slice.end - slice.start)
  copySlice(slice, bytes, 0)
  return { bytes, start: 0, end: bytes.length }
}

function noCounts() {
  return { late: 0, updated: 0, removed: 0, updatesMs: 0, removalsMs: 0, total: 0, fired: 0 }
}
