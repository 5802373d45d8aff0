import { type ByteSlice, copySlice, emptySlice } from '../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { ObjectVector } from '../../columnar/column-vector.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import { KeyWriter } from '../../columnar/key-writer.ts'
import type { OutputMode } from '../../contracts/sink.ts'
import type { StatePart } from '../../contracts/state-layout.ts'
import type { StateStore } from '../../contracts/state-store.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator, StatefulOperator, StatefulOperatorMetrics } from '../physical-plan.ts'
import type { SessionAggregateInit } from './batch-session-aggregate-exec.ts'
import { GroupedRows } from './grouped-rows.ts'
import { firstEnd, readSessions, type Session, writeSession } from './session-codec.ts'
import { SessionCounter } from './session-counter.ts'
import { SessionMerger } from './session-merger.ts'
import { SessionResults } from './session-results.ts'
import { SessionRows } from './session-rows.ts'
import type { TimeWindow } from './window-assigner.ts'

export interface SessionWindowAggregateInit extends SessionAggregateInit {
  readonly operatorId: number
  readonly outputMode: OutputMode
  /** Whether the sessions are of an event time with a watermark: without one nothing is late and nothing is closed. */
  readonly hasWatermark: boolean
  readonly stateSchema: Readonly<Record<string, unknown>>
  readonly stateParts: readonly StatePart[]
}

const microsPerMilli = 1000

/**
 * Aggregates a stream by sessions. Every row is a session of its own, from its time to its time plus the gap; sessions of a key that overlap or touch are merged, in the batch and with those in the
 * state.
 *
 * - a row is late if its own session ends at or before the watermark of the batch before, whatever it could have been merged with; counted as groups of equal key, time and gap, as in Spark
 * - `append` gives the sessions that the watermark has closed, and forgets them; `complete` gives all, and forgets none
 *
 * In the store: the key columns without the session in the form of {@link KeyEncoder}, all its sessions ({@link readSessions}), and when the first of them is closed. A key is looked at when that time
 * comes and put back with the sessions that go on. Beside them the number of all sessions ({@link SessionCounter}).
 */
export class SessionWindowAggregateExec implements StatefulOperator {
  readonly name = 'SessionWindowStateStoreSave'
  readonly role = 'stateful'
  readonly operatorName = 'sessionWindowStateStoreSaveExec'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly operatorId: number
  readonly stateSchema: Readonly<Record<string, unknown>>
  readonly stateParts: readonly StatePart[]
  readonly #init: SessionWindowAggregateInit
  readonly #writer = new KeyWriter()
  #counts = noCounts()

  constructor(child: PhysicalOperator, init: SessionWindowAggregateInit) {
    this.children = [child]
    this.output = init.output
    this.operatorId = init.operatorId
    this.stateSchema = init.stateSchema
    this.stateParts = init.stateParts
    this.#init = init
  }

  get stateMetrics(): StatefulOperatorMetrics {
    const { late, total, updated, removed, updatesMs, removalsMs } = this.#counts
    return {
      numRowsTotal: total,
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
    const counts = this.#counts
    const rows = await this.#rowsOf(context)
    const store = context.stateStore(this.operatorId)
    const counter = new SessionCounter(store)
    let start = context.clock.monotonic()
    const added = this.#mergeIntoState(rows, store)
    counts.updatesMs += context.clock.monotonic() - start
    if (this.#init.outputMode === 'complete') {
      counts.total = counter.add(added)
      yield* this.#everything(store)
      return
    }
    start = context.clock.monotonic()
    const closed = this.#init.hasWatermark
      ? this.#close(store, context.watermark(this.operatorId).evictionMs * microsPerMilli)
      : { rows: [], count: 0 }
    counts.removed += closed.count
    counts.total = counter.add(added - closed.count)
    counts.removalsMs = context.clock.monotonic() - start
    yield* closed.rows
  }

  describe(): string {
    return `${this.#init.outputMode} ${this.#init.description}`
  }

  /** The rows of this batch that are not late. */
  async #rowsOf(context: ExecutionContext): Promise<SessionRows> {
    const { grouping, buffers, hasWatermark } = this.#init
    const rows = new SessionRows(grouping, buffers)
    const lateGroups = new GroupedRows(grouping.rows)
    const lateMicros = context.watermark(this.operatorId).lateMs * microsPerMilli
    for await (const chunk of this.children[0].execute(context)) {
      const start = context.clock.monotonic()
      const late = hasWatermark ? this.#lateRows(chunk, lateMicros) : null
      if (late !== null) {
        lateGroups.groupsOf(
          chunk,
          late.map((isLate) => 1 - isLate),
        )
        context.lateRows?.(this.operatorId, selected(chunk, late))
      }
      rows.add(chunk, late)
      this.#counts.updatesMs += context.clock.monotonic() - start
    }
    this.#counts.late = lateGroups.count
    return rows
  }

  /** A mask with 1 for the late rows, null if there is none. */
  #lateRows(chunk: ColumnBatch, lateMicros: number): Uint8Array | null {
    const windows = (chunk.columns[this.#init.grouping.window] as ObjectVector).values as readonly TimeWindow[]
    let mask: Uint8Array | null = null
    for (let row = 0; row < chunk.length; row++) {
      if ((windows[row] as TimeWindow)[1] > lateMicros) continue
      mask ??= new Uint8Array(chunk.length)
      mask[row] = 1
    }
    return mask
  }

  /** Gives by how many sessions the state has grown. */
  #mergeIntoState(rows: SessionRows, store: StateStore): number {
    const merger = new SessionMerger(this.#init.buffers, rows.buffers)
    const key: ByteSlice = { ...emptySlice }
    let added = 0
    for (let number = 0; number < rows.keyCount; number++) {
      rows.key(number, key)
      const value = store.get(key)
      const before = value === null ? [] : readSessions(value)
      const sessions = merger.merge(before, rows.parts(number))
      this.#put(store, key, sessions)
      added += sessions.length - before.length
      this.#counts.updated += sessions.length
      // In Spark a session is known by its start: one that begins earlier now is another, and the old one is removed.
      const starts = new Set(sessions.map((session) => session.start))
      for (const { start } of before) if (!starts.has(start)) this.#counts.removed++
    }
    return added
  }

  /** Takes the closed sessions out of the state. */
  #close(store: StateStore, until: number): { readonly rows: readonly ColumnBatch[]; readonly count: number } {
    const results = new SessionResults(this.#init)
    const full: ColumnBatch[] = []
    const goOn: { readonly key: ByteSlice; readonly sessions: readonly Session[] }[] = []
    let count = 0
    store.removeExpired(until, (key, value) => {
      const open: Session[] = []
      for (const session of readSessions(value)) {
        if (session.end > until) open.push(session)
        else {
          results.add(key, session)
          count++
          if (results.isFull) full.push(results.take())
        }
      }
      if (open.length > 0) goOn.push({ key: copied(key), sessions: open.map(copiedSession) })
    })
    if (results.length > 0) full.push(results.take())
    for (const { key, sessions } of goOn) this.#put(store, key, sessions)
    return { rows: full, count }
  }

  *#everything(store: StateStore): Generator<ColumnBatch> {
    const results = new SessionResults(this.#init)
    for (const { key, value } of store.entries()) {
      if (SessionCounter.isItsKey(key)) continue
      for (const session of readSessions(value)) results.add(key, session)
      if (results.isFull) yield results.take()
    }
    if (results.length > 0) yield results.take()
  }

  #put(store: StateStore, key: ByteSlice, sessions: readonly Session[]): void {
    const value: ByteSlice = { ...emptySlice }
    this.#writer.reset()
    for (const session of sessions) writeSession(this.#writer, session)
    this.#writer.finish(value)
    const { hasWatermark, outputMode } = this.#init
    store.put(key, value, hasWatermark && outputMode !== 'complete' ? firstEnd(sessions) : undefined)
  }
}

function selected(chunk: ColumnBatch, mask: Uint8Array): ColumnBatch {
  const selection = new Int32Array(chunk.length)
  let count = 0
  for (let row = 0; row < chunk.length; row++) if (mask[row] === 1) selection[count++] = row
  return gatherBatch(chunk, selection, count)
}

function copied(slice: ByteSlice): ByteSlice {
  const bytes = new Uint8Array(slice.end - slice.start)
  copySlice(slice, bytes, 0)
  return { bytes, start: 0, end: bytes.length }
}

function copiedSession(session: Session): Session {
  return { ...session, buffers: copied(session.buffers) }
}

interface Counts {
  late: number
  total: number
  updated: number
  removed: number
  updatesMs: number
  removalsMs: number
}

function noCounts(): Counts {
  return { late: 0, total: 0, updated: 0, removed: 0, updatesMs: 0, removalsMs: 0 }
}
