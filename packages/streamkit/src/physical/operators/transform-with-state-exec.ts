import type { ByteSlice } from '../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { KeyEncoder } from '../../columnar/key-encoder.ts'
import type { TransformWithState } from '../../contracts/group-state.ts'
import type { StatePart } from '../../contracts/state-layout.ts'
import type { EvolvingState, StoredVariable } from '../../contracts/state-schema.ts'
import type { StateStore } from '../../contracts/state-store.ts'
import type { StatefulProcessorLike, TimerValues } from '../../contracts/stateful-processor.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'
import { type StructType, simpleString } from '../../types/data-type.ts'
import { type GroupInput, groupInput } from '../group-state/group-input.ts'
import { groupKey } from '../group-state/group-key.ts'
import { groupingEncoder } from '../group-state/grouped-rows.ts'
import { timersIn } from '../group-state/key-timers.ts'
import { OutputRows } from '../group-state/output-rows.ts'
import { keySchemaOf, ProcessorHandle } from '../group-state/processor-handle.ts'
import { processorStateParts } from '../group-state/processor-state-parts.ts'
import { entryTag, keyPrefixBytes } from '../group-state/state-scope.ts'
import { TransformCounts } from '../group-state/transform-counts.ts'
import { userCall } from '../group-state/user-call.ts'
import type {
  ExecutionContext,
  PhysicalOperator,
  StatefulOperator,
  StatefulOperatorMetrics,
  StateNow,
} from '../physical-plan.ts'
import { isDue } from './flat-map-groups-with-state-exec.ts'

export interface TransformWithStateInit {
  readonly operation: TransformWithState
  readonly input: GroupInput
  readonly initialState: GroupInput | null
  readonly output: StructType
  readonly operatorId: number
}

interface Processor
  extends Omit<StatefulProcessorLike, 'handleInputRows' | 'handleExpiredTimer' | 'handleInitialState'> {
  handleInputRows(key: unknown, rows: unknown, timerValues: TimerValues): Iterable<unknown>
  handleExpiredTimer(
    key: unknown,
    timerValues: TimerValues,
    info: { getExpiryTimeInMs(): number },
  ): Iterable<unknown> | undefined
  handleInitialState(key: unknown, row: unknown, timerValues: TimerValues): void
}

/**
 * Has a processor of the user handle the rows of each key, then the timers that are past, earliest first by key. What has lived its time is not seen any more, and is removed at the end of the batch.
 *
 * With event time, rows whose event time is not after the watermark of the batch before are dropped. The time of the mode (the watermark, or the batch's clock) is when timers expire and values end; a value
 * lives from the batch's clock, or from the latest event time of the rows that led to it.
 *
 * In the store: see StateScope, and the variables.
 */
export class TransformWithStateExec implements StatefulOperator {
  readonly name = 'TransformWithState'
  readonly role = 'stateful'
  readonly output: StructType
  readonly children: readonly PhysicalOperator[]
  readonly operatorId: number
  readonly operatorName = 'transformWithStateExec'
  readonly stateSchema: Readonly<Record<string, unknown>>
  readonly #init: TransformWithStateInit
  readonly #keyEncoder: KeyEncoder
  readonly #keyOf: (values: readonly unknown[]) => unknown
  #run: Run | null = null
  #batchId = -1
  /** Variables of the checkpoint whose entries are to be removed in the next batch. */
  #forgotten: readonly StoredVariable[] = []
  /** The first batch of this run. */
  #firstBatch: number | null = null
  #counts = new TransformCounts()

  constructor(init: TransformWithStateInit) {
    const { operation, input, initialState } = init
    const { source, groupings } = input
    this.#init = init
    this.children = initialState === null ? [source] : [source, initialState.source]
    this.output = init.output
    this.operatorId = init.operatorId
    this.#keyEncoder = groupingEncoder({ schema: source.output, groupings })
    const keySchema = keySchemaOf(source.output, groupings)
    const types = keySchema.fields.map((field) => field.dataType)
    this.#keyOf = groupKey(operation.keyNames, types)
    this.stateSchema = { format: 1, key: types.map(simpleString), timeMode: operation.timeMode }
  }

  get evolvingState(): EvolvingState {
    const { operation, input } = this.#init
    const { handle } = this.#opened()
    return {
      keySchema: keySchemaOf(input.source.output, input.groupings),
      config: { timeMode: operation.timeMode, outputMode: operation.outputMode },
      variables: handle.variables.map((variable) => variable.definition),
      deleted: handle.deletedNames,
      restore: (stored) => {
        handle.restore(stored)
        this.#forgotten = stored.filter((variable) => variable.deleted)
      },
    }
  }

  /** Known once the checkpoint has been compared. */
  get stateParts(): readonly StatePart[] {
    const { operation, input } = this.#init
    const keySchema = keySchemaOf(input.source.output, input.groupings)
    return processorStateParts(this.#opened().handle.variables, { keySchema, timeMode: operation.timeMode })
  }

  get stateMetrics(): StatefulOperatorMetrics {
    return this.#counts.metrics(this.#run?.handle.variables ?? [], this.#forgotten.length)
  }

  shouldRunAnotherBatch(watermarkMs: number, lastEvictionMs: number, { nowMs, store }: StateNow): boolean {
    switch (this.#init.operation.timeMode) {
      case 'None':
        return false
      case 'EventTime':
        return watermarkMs > lastEvictionMs
      case 'ProcessingTime':
        return isDue(store, nowMs)
    }
  }

  /** Without an event-time column the output has no relation to the watermark. */
  outputWatermarkMs(inputMs: number): number | null {
    return this.#init.operation.eventTimeColumn === null ? null : inputMs
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { clock } = context
    const { operation, input } = this.#init
    this.#counts = new TransformCounts()
    this.#batchId = context.batchId
    const counts = this.#counts
    const batch = this.#begin(context)
    const groups = await groupInput(input, context, {
      operatorId: this.operatorId,
      lateMs: operation.timeMode === 'EventTime' ? context.watermark(this.operatorId).lateMs : null,
      count: (rows) => {
        counts.late += rows
      },
    })
    await this.#initialState(context, batch)
    for (const { key, rows, latestMicros } of groups) {
      const start = clock.monotonic()
      this.#input(batch, { key, rows, latestMs: latestMicros / 1000 })
      counts.updatesMs += clock.monotonic() - start
      yield* batch.output.full()
    }
    const start = clock.monotonic()
    for (const { key, timers } of this.#expired(batch)) {
      this.#timers(batch, key, timers)
      yield* batch.output.full()
    }
    counts.timersMs = clock.monotonic() - start
    counts.take(batch.run.handle)
    yield* batch.output.rest()
  }

  close(): void {
    this.#run?.processor.close()
    this.#run = null
  }

  describe(): string {
    const { operation, input } = this.#init
    const keys = input.groupings.map((i) => input.source.output.fields[i]?.name).join(', ')
    return `[${keys}] ${operation.timeMode}, ${operation.outputMode}`
  }

  /** `init` runs once a run, before any input is read: what it declares is compared with the checkpoint. */
  #opened(): Run {
    if (this.#run !== null) return this.#run
    const { operation } = this.#init
    const { operatorId } = this
    const handle = new ProcessorHandle(operation.timeMode, () => ({ batchId: this.#batchId, operatorId }))
    const processor = operation.processor() as unknown as Processor
    userCall({ operator: `${this.name}.init`, batchId: this.#batchId, key: null }, () => {
      processor.init(handle, operation.timeMode)
    })
    handle.endDeclaration()
    this.#run = { processor, handle }
    return this.#run
  }

  #begin(context: ExecutionContext): Batch {
    const run = this.#opened()
    const { handle } = run
    const { evictionMs } = context.watermark(this.operatorId)
    const { operation, input, output } = this.#init
    const processingMs = context.evaluation.batchTimestampMicros / 1000
    handle.scope.leave()
    handle.scope.resetCounts()
    handle.timers.reset()
    handle.registeredTimers = 0
    handle.deletedTimers = 0
    const store = context.stateStore(this.operatorId)
    this.#firstBatch ??= context.batchId
    if (this.#firstBatch === context.batchId) this.#forget(store)
    return {
      run,
      store,
      batchId: context.batchId,
      nowMs: operation.timeMode === 'EventTime' ? evictionMs : processingMs,
      times: timerValues(processingMs, input.eventTime === null ? null : evictionMs),
      output: new OutputRows(output, { operator: this.name, watermarkMs: evictionMs }),
    }
  }

  /** Removes what is left of variables that were deleted: the whole state is searched, so only in the first batch of a run. */
  #forget(store: StateStore): void {
    const ids = new Set(this.#forgotten.map((variable) => variable.id))
    if (ids.size === 0) return
    const found: ByteSlice[] = []
    for (const { key } of store.entries()) {
      const id = ((key.bytes[key.start + 1] as number) << 8) | (key.bytes[key.start + 2] as number)
      if (key.bytes[key.start] === entryTag.timers || !ids.has(id)) continue
      found.push(sliceOf(key.bytes.slice(key.start, key.end)))
    }
    for (const key of found) store.remove(key)
    this.#counts.removed += found.length
  }

  async #initialState(context: ExecutionContext, batch: Batch): Promise<void> {
    const { initialState } = this.#init
    if (initialState === null || context.batchId !== 0) return
    for (const { key, rows, latestMicros } of await groupInput(initialState, context, null)) {
      this.#handle(batch, { key, latestMs: latestMicros / 1000 }, (userKey) => {
        for (const row of rows) batch.run.processor.handleInitialState(userKey, row, batch.times)
      })
    }
  }

  #input(batch: Batch, { key, rows, latestMs }: Input): void {
    this.#handle(batch, { key, latestMs }, (userKey) => {
      for (const row of batch.run.processor.handleInputRows(userKey, rows, batch.times)) batch.output.add(row)
    })
  }

  /** Takes from the store what has expired: the timers are handled, values are gone. */
  #expired({ store, nowMs }: Batch): readonly Expired[] {
    if (this.#init.operation.timeMode === 'None') return []
    const found: Expired[] = []
    this.#counts.ended = store.removeExpired(nowMs * 1000, (key, value) => {
      if (key.bytes[key.start] !== entryTag.timers) return
      found.push({ key: key.bytes.slice(key.start + keyPrefixBytes, key.end), timers: timersIn(value) })
    })
    this.#counts.ended -= found.length
    return found
  }

  #timers(batch: Batch, key: Uint8Array, timers: readonly number[]): void {
    const { processor, handle } = batch.run
    handle.timers.beginHandling(timers)
    for (const timer of timers) {
      // One that was deleted by the handler of another does not expire.
      if (timer >= batch.nowMs || !handle.timers.list().includes(timer)) continue
      this.#handle(batch, { key, latestMs: timer }, (userKey) => {
        const info = { getExpiryTimeInMs: () => timer }
        for (const row of processor.handleExpiredTimer(userKey, batch.times, info) ?? []) batch.output.add(row)
        handle.timers.delete(timer)
      })
      this.#counts.expiredTimers++
    }
    this.#enter(batch, key, batch.nowMs)
    handle.timers.endHandling()
    handle.scope.leave()
  }

  #handle(batch: Batch, { key, latestMs }: Pick<Input, 'key' | 'latestMs'>, call: (userKey: unknown) => void): void {
    const userKey = this.#keyOf(this.#keyEncoder.decode(sliceOf(key)))
    this.#enter(batch, key, latestMs)
    userCall({ operator: this.name, batchId: batch.batchId, key: userKey }, () => call(userKey))
    batch.run.handle.scope.leave()
  }

  #enter({ run, store, nowMs }: Batch, groupingKey: Uint8Array, latestMs: number): void {
    const isEventTime = this.#init.operation.timeMode === 'EventTime'
    run.handle.scope.enter({ store, groupingKey, nowMs, ttlBaseMs: isEventTime ? Math.max(nowMs, latestMs) : nowMs })
  }
}

interface Run {
  readonly processor: Processor
  readonly handle: ProcessorHandle
}
interface Batch {
  readonly run: Run
  readonly store: StateStore
  readonly batchId: number
  /** The time of the time mode, ms. */
  readonly nowMs: number
  readonly times: TimerValues
  readonly output: OutputRows
}
interface Input {
  readonly key: Uint8Array
  readonly rows: Iterable<object>
  readonly latestMs: number
}
interface Expired {
  readonly key: Uint8Array
  readonly timers: readonly number[]
}
function timerValues(processingMs: number, watermarkMs: number | null): TimerValues {
  return {
    getCurrentProcessingTimeInMs: () => processingMs,
    getCurrentWatermarkInMs() {
      if (watermarkMs !== null) return watermarkMs
      const method = 'TimerValues.getCurrentWatermarkInMs'
      const reason = 'the stream has no watermark, call withWatermark before'
      throw new ExecutionException('UNSUPPORTED_GROUP_STATE_CALL', { method, reason })
    },
  }
}

function sliceOf(bytes: Uint8Array): ByteSlice {
  return { bytes, start: 0, end: bytes.length }
}
