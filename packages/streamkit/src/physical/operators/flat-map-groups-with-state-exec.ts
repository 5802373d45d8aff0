import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { KeyEncoder } from '../../columnar/key-encoder.ts'
import type { FlatMapGroupsWithState } from '../../contracts/group-state.ts'
import type { StatePart } from '../../contracts/state-layout.ts'
import type { EvolvingState, StoredSchema } from '../../contracts/state-schema.ts'
import type { StateStore } from '../../contracts/state-store.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'
import { type StructField, type StructType, simpleString } from '../../types/data-type.ts'
import { type GroupInput, groupInput } from '../group-state/group-input.ts'
import { groupKey, keyText } from '../group-state/group-key.ts'
import { GroupStateCell, type GroupStateTimes } from '../group-state/group-state-cell.ts'
import { groupStateParts } from '../group-state/group-state-parts.ts'
import { groupingEncoder } from '../group-state/grouped-rows.ts'
import { OutputRows } from '../group-state/output-rows.ts'
import { userCall } from '../group-state/user-call.ts'
import { type StoredValue, ValueCodec } from '../group-state/value-codec.ts'
import type {
  ExecutionContext,
  PhysicalOperator,
  StatefulOperator,
  StatefulOperatorMetrics,
  StateNow,
} from '../physical-plan.ts'

export interface FlatMapGroupsWithStateInit {
  readonly operation: FlatMapGroupsWithState
  readonly input: GroupInput
  readonly initialState: GroupInput | null
  readonly output: StructType
  readonly operatorId: number
}

/** A time that is past at `now` is less than it: this much more makes it equal. Microseconds. */
const past = 1

type UserFunction = (key: unknown, rows: Iterable<object>, state: GroupStateCell) => unknown

/**
 * Calls a function of the user for each group that has rows in the batch, then for each whose time is out, earliest first. With an event-time timeout, rows whose event time is not after the
 * watermark of the batch before are dropped; else every row counts.
 *
 * In the store: the key in the form of KeyEncoder, and a value of {@link ValueCodec} with the time-out (ms), which is also when the entry expires: a time-out is past once the watermark, or the batch's
 * clock, is greater. A group without a state may have a time-out.
 */
export class FlatMapGroupsWithStateExec implements StatefulOperator {
  readonly name: string
  readonly role = 'stateful'
  readonly output: StructType
  readonly children: readonly PhysicalOperator[]
  readonly operatorId: number
  readonly operatorName = 'flatMapGroupsWithState'
  readonly stateSchema: Readonly<Record<string, unknown>>
  readonly evolvingState: EvolvingState
  readonly #init: FlatMapGroupsWithStateInit
  readonly #keyEncoder: KeyEncoder
  readonly #keyOf: (values: readonly unknown[]) => unknown
  readonly #codec: ValueCodec
  #schemas: readonly StoredSchema[] = []
  #counts = noCounts()

  constructor(init: FlatMapGroupsWithStateInit) {
    const { operation, input, initialState } = init
    const { source, groupings } = input
    const keys = groupings.map((i) => source.output.fields[i] as StructField)
    this.#init = init
    this.children = initialState === null ? [source] : [source, initialState.source]
    this.output = init.output
    this.operatorId = init.operatorId
    this.name = operation.kind === 'mapGroupsWithState' ? 'MapGroupsWithState' : 'FlatMapGroupsWithState'
    this.#keyEncoder = groupingEncoder({ schema: source.output, groupings })
    this.#keyOf = groupKey(
      operation.keyNames,
      keys.map((field) => field.dataType),
    )
    this.#codec = new ValueCodec('state', operation.stateSchema, operation.changes)
    this.stateSchema = { format: 1, key: keys.map((field) => simpleString(field.dataType)), timeout: operation.timeout }
    this.evolvingState = {
      keySchema: { kind: 'struct', fields: keys.map(({ name, dataType, nullable }) => ({ name, dataType, nullable })) },
      config: { timeout: operation.timeout },
      variables: [
        {
          name: 'state',
          kind: 'group',
          keySchema: null,
          valueSchema: operation.stateSchema,
          changes: operation.changes,
        },
      ],
      deleted: [],
      restore: ([state]) => {
        this.#schemas = state?.schemas ?? []
        this.#codec.restore(this.#schemas)
      },
    }
  }

  /** Known once the checkpoint has been compared. */
  get stateParts(): readonly StatePart[] {
    const { keySchema } = this.evolvingState
    return groupStateParts({ keySchema, schemas: this.#schemas, timeout: this.#init.operation.timeout })
  }

  get stateMetrics(): StatefulOperatorMetrics {
    const { updated, removed, late, updatesMs, removalsMs } = this.#counts
    return {
      numRowsUpdated: updated,
      numRowsRemoved: removed,
      numRowsDroppedByWatermark: late,
      allUpdatesTimeMs: updatesMs,
      allRemovalsTimeMs: removalsMs,
      custom: {},
    }
  }

  shouldRunAnotherBatch(watermarkMs: number, lastEvictionMs: number, { nowMs, store }: StateNow): boolean {
    switch (this.#init.operation.timeout) {
      case 'NoTimeout':
        return false
      case 'EventTimeTimeout':
        return watermarkMs > lastEvictionMs
      case 'ProcessingTimeTimeout':
        return isDue(store, nowMs)
    }
  }

  /** Rows that come of a time-out have no relation to the watermark. */
  outputWatermarkMs(inputMs: number): number | null {
    return this.#init.operation.timeout === 'EventTimeTimeout' ? null : inputMs
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { operation, input } = this.#init
    const { clock } = context
    this.#counts = noCounts()
    const counts = this.#counts
    const watermark = context.watermark(this.operatorId)
    const batch = this.#batch(context, watermark.evictionMs)
    const groups = await groupInput(input, context, {
      operatorId: this.operatorId,
      lateMs: operation.timeout === 'EventTimeTimeout' ? watermark.lateMs : null,
      count: (rows) => {
        counts.late += rows
      },
    })
    const untouched = await this.#loadInitialState(context, batch.store)
    for (const group of groups) {
      const start = clock.monotonic()
      if (untouched.size > 0) untouched.delete(hexOf(group.key))
      this.#call(batch, { key: sliceOf(group.key), rows: group.rows, stored: null })
      counts.updatesMs += clock.monotonic() - start
      yield* batch.output.full()
    }
    for (const key of untouched.values()) {
      this.#call(batch, { key: sliceOf(key), rows: [], stored: null })
      yield* batch.output.full()
    }
    const start = clock.monotonic()
    const timedOut = this.#timedOut(batch)
    for (const { key, stored } of timedOut) {
      this.#call(batch, { key: sliceOf(key), rows: [], stored })
      yield* batch.output.full()
    }
    counts.removalsMs = clock.monotonic() - start
    yield* batch.output.rest()
  }

  describe(): string {
    const { operation, input } = this.#init
    const keys = input.groupings.map((i) => input.source.output.fields[i]?.name).join(', ')
    const how = [operation.fn.name, operation.outputMode, operation.timeout].filter((text) => text !== '')
    return `[${keys}] ${how.join(', ')}`
  }

  #batch(context: ExecutionContext, watermarkMs: number): Batch {
    const { operation, input, output } = this.#init
    return {
      batchId: context.batchId,
      store: context.stateStore(this.operatorId),
      times: {
        timeout: operation.timeout,
        processingMs: context.evaluation.batchTimestampMicros / 1000,
        watermarkMs: input.eventTime === null ? null : watermarkMs,
      },
      output: new OutputRows(output, { operator: this.name, watermarkMs }),
    }
  }

  /** Puts the initial state into the store, in the first batch, and gives its keys: their function is called even if they have no rows. */
  async #loadInitialState(context: ExecutionContext, store: StateStore): Promise<Map<string, Uint8Array>> {
    const { initialState } = this.#init
    const keys = new Map<string, Uint8Array>()
    if (initialState === null || context.batchId !== 0) return keys
    const into = { ...emptySlice }
    for (const { key, length, rows } of await groupInput(initialState, context, null)) {
      if (length > 1) {
        throw new ExecutionException('INITIAL_STATE_DUPLICATE_KEY', { key: keyText(this.#keyAt(sliceOf(key))) })
      }
      for (const value of rows) {
        this.#codec.encode({ value, at: null, slot: null }, into)
        store.put(sliceOf(key), into)
      }
      keys.set(hexOf(key), key)
    }
    return keys
  }

  /** Takes the groups whose time is out from the store; what the function makes of them is put back. */
  #timedOut({ store, times }: Batch): readonly TimedOut[] {
    const found: TimedOut[] = []
    const nowMs = nowOf(times)
    if (nowMs === null) return found
    store.removeExpired(nowMs * 1000, (key, value) => {
      found.push({ key: key.bytes.slice(key.start, key.end), stored: this.#codec.decode(value) })
    })
    return found
  }

  #call(batch: Batch, { key, rows, stored }: GroupCall): void {
    const { store, times, output } = batch
    const { operation } = this.#init
    const hasTimedOut = stored !== null
    const bytes = store.get(key)
    const before = stored ?? (bytes === null ? null : this.#codec.decode(bytes))
    const userKey = this.#keyAt(key)
    const cell = new GroupStateCell(times, { key: userKey, value: before?.value ?? null, hasTimedOut })
    userCall({ operator: this.name, batchId: batch.batchId, key: userKey }, () => {
      const given = (operation.fn as unknown as UserFunction)(userKey, rows, cell)
      if (operation.kind === 'mapGroupsWithState') output.add(given)
      // A generator runs while it is read: it may change the state to the end.
      else for (const row of given as Iterable<unknown>) output.add(row)
    })
    this.#save(store, key, { cell, before, hasTimedOut })
  }

  #save(store: StateStore, key: ByteSlice, { cell, before, hasTimedOut }: Outcome): void {
    const at = cell.timeoutMs
    if (cell.isRemoved && at === null) {
      store.remove(key)
      this.#counts.removed++
      return
    }
    const changed = cell.isUpdated || cell.isRemoved || at !== (before?.at ?? null)
    if (changed) this.#counts.updated++
    // What has timed out is no longer in the store.
    if (!changed && !hasTimedOut) return
    const into = { ...emptySlice }
    // What was given as the state is checked, null too.
    if (cell.exists || cell.isUpdated) this.#codec.encode({ value: cell.getOption(), at, slot: null }, into)
    else if (at !== null) this.#codec.encodeEmpty(at, into)
    else {
      store.remove(key)
      return
    }
    store.put(key, into, at === null ? undefined : at * 1000 + past)
  }

  #keyAt(key: ByteSlice): unknown {
    return this.#keyOf(this.#keyEncoder.decode(key))
  }
}

/** Whether an entry of the store has expired by the clock. Of a store that does not know, perhaps. */
export function isDue(store: StateStore, nowMs: number): boolean {
  if (store.earliestExpiry === undefined) return true
  const earliest = store.earliestExpiry()
  return earliest !== null && earliest <= nowMs * 1000
}

interface Batch {
  readonly batchId: number
  readonly store: StateStore
  readonly times: GroupStateTimes
  readonly output: OutputRows
}
interface GroupCall {
  readonly key: ByteSlice
  readonly rows: Iterable<object>
  /** Of a group that has timed out. */
  readonly stored: StoredValue | null
}
interface Outcome {
  readonly cell: GroupStateCell
  readonly before: StoredValue | null
  readonly hasTimedOut: boolean
}
interface TimedOut {
  readonly key: Uint8Array
  readonly stored: StoredValue
}
interface Counts {
  updated: number
  removed: number
  late: number
  updatesMs: number
  removalsMs: number
}

function noCounts(): Counts {
  return { updated: 0, removed: 0, late: 0, updatesMs: 0, removalsMs: 0 }
}

function nowOf({ timeout, processingMs, watermarkMs }: GroupStateTimes): number | null {
  if (timeout === 'NoTimeout') return null
  return timeout === 'ProcessingTimeTimeout' ? processingMs : watermarkMs
}

function sliceOf(bytes: Uint8Array): ByteSlice {
  return { bytes, start: 0, end: bytes.length }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
}
