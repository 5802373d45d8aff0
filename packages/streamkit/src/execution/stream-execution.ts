import { lastValueFrom, tap } from 'rxjs'
import type { BatchTiming } from '../contracts/streaming-query-listener.ts'
import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import { messageOf, StreamingQueryException } from '../errors/streamkit-error.ts'
import { isStatefulOperator, type PhysicalOperator, walkOperators } from '../physical/physical-plan.ts'
import { openCheckpoint } from './checkpoint/checkpoint.ts'
import type { EvolvingOperator } from './checkpoint/state-schemas.ts'
import { MicroBatchExecution, type TriggerResult } from './micro-batch-execution.ts'
import type { ExecutionEnvironment, MicroBatchQuery } from './micro-batch-query.ts'
import type { QueryStanding } from './query-standing.ts'
import { stateDescription } from './query-state.ts'
import { executeTriggers } from './trigger-executor.ts'
import { WakeUp } from './wake-up.ts'

/** Times of state and of idle streams pass also while no data comes, ms. */
const announcedPollingDelayMs = 100

/** Hears what happens to a query. */
export interface StreamExecutionEvents {
  started(id: string): void
  progress(progress: StreamingQueryProgress, timing: BatchTiming): void
  idle(): void
  terminated(failure: StreamingQueryException | null): void
}

export interface ExecutionStatus {
  readonly message: string
  readonly isDataAvailable: boolean
  readonly isTriggerActive: boolean
}

/**
 * The life of one run of a query: open the checkpoint, trigger batches, close everything.
 *
 * Two ways to end it early: `stop` lets the batch that runs commit and starts no other; `abort` ends the batch too, which then runs again at the next start.
 */
export class StreamExecution {
  readonly #query: MicroBatchQuery
  readonly #environment: ExecutionEnvironment
  readonly #events: StreamExecutionEvents
  readonly #stopping = new AbortController()
  readonly #aborting = new AbortController()
  readonly #wake = new WakeUp()
  readonly #finished: Promise<StreamingQueryException | null>
  #waiters: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = []
  #status: ExecutionStatus = { message: 'Initializing sources', isDataAvailable: false, isTriggerActive: false }
  #failure: StreamingQueryException | null = null
  #execution: MicroBatchExecution | null = null
  #active = true
  #lastEventAt: number

  constructor(query: MicroBatchQuery, environment: ExecutionEnvironment, events: StreamExecutionEvents) {
    this.#query = query
    this.#environment = environment
    this.#events = events
    this.#lastEventAt = environment.clock.monotonic()
    this.#finished = this.#run().then((failure) => this.#end(failure))
  }

  get isActive(): boolean {
    return this.#active
  }
  get status(): ExecutionStatus {
    return this.#status
  }
  /** Null until the checkpoint is open. */
  get standing(): QueryStanding | null {
    return this.#execution?.standing ?? null
  }
  /** Null while the query runs and after it ended well. */
  get exception(): StreamingQueryException | null {
    return this.#failure
  }
  /** Resolves when the query has ended and everything is closed; never rejects. */
  get finished(): Promise<StreamingQueryException | null> {
    return this.#finished
  }

  /** Starts no further batch. */
  stop(): void {
    this.#stopping.abort()
    this.#wake.ring()
  }

  /** Ends the running batch as well. */
  abort(reason?: unknown): void {
    this.#aborting.abort(reason)
    this.stop()
  }

  /** Resolves when a trigger that began after this call found nothing to do, or the query has ended; rejects if it failed. */
  processAllAvailable(): Promise<void> {
    if (!this.#active) return this.#failure === null ? Promise.resolve() : Promise.reject(this.#failure)
    const done = new Promise<void>((resolve, reject) => {
      this.#waiters.push({ resolve, reject })
    })
    this.#wake.ring()
    return done
  }

  async #run(): Promise<StreamingQueryException | null> {
    const { conf, runId, checkpoint: path } = this.#query
    let execution: MicroBatchExecution | null = null
    let id = ''
    try {
      const checkpoint = await openCheckpoint(
        {
          path,
          runId,
          plan: this.#query.planFingerprint,
          evolving: evolvingOperators(this.#query.root),
          state: stateDescription(this.#query),
          recoverTornTail: conf.recoverTornTail,
          minBatchesToRetain: conf.minBatchesToRetain,
        },
        this.#environment,
      )
      id = checkpoint.queryId
      try {
        execution = new MicroBatchExecution(this.#query, this.#environment, {
          checkpoint,
          signal: this.#aborting.signal,
        })
        this.#execution = execution
        this.#events.started(id)
        await this.#triggers(execution)
      } finally {
        await execution?.close()
        await checkpoint.lock.release()
      }
      return null
    } catch (error) {
      if (this.#aborting.signal.aborted) return null
      const where = execution === null ? { batchId: -1, startOffset: '-', endOffset: '-' } : whereabouts(execution)
      return new StreamingQueryException({ id, runId, name: this.#query.name, ...where }, error)
    }
  }

  async #triggers(execution: MicroBatchExecution): Promise<void> {
    await execution.initialize()
    const unsubscribe = execution.sources.map((source) => source.onDataAvailable?.(() => this.#wake.ring()))
    const ticks = executeTriggers(
      this.#query.trigger,
      {
        clock: this.#environment.clock,
        pollingDelayMs: () => this.#pollingDelayMs(execution),
        signal: this.#stopping.signal,
        wake: () => this.#wake.wait(),
      },
      () => this.#trigger(execution),
    )
    try {
      if (!this.#stopping.signal.aborted)
        await lastValueFrom(ticks.pipe(tap(() => this.#checkIdle())), { defaultValue: null })
    } finally {
      for (const stop of unsubscribe) stop?.()
    }
  }

  /** Sources that tell of every arrival need not be asked as often. */
  #pollingDelayMs({ sources }: MicroBatchExecution): number {
    const { pollingDelayMs } = this.#query.conf
    const announced = sources.length > 0 && sources.every((source) => source.announcesData?.() ?? false)
    return announced ? Math.max(pollingDelayMs, announcedPollingDelayMs) : pollingDelayMs
  }

  async #trigger(execution: MicroBatchExecution): Promise<{ readonly ran: boolean }> {
    // Whoever comes while the trigger runs may have added data that it did not see.
    const waiting = [...this.#waiters]
    this.#wake.reset()
    this.#status = { ...this.#status, message: 'Getting offsets from the sources', isTriggerActive: true }
    const result: TriggerResult = await execution.runTrigger()
    const ran = result.progress !== null
    this.#status = {
      message: ran ? 'Processed a batch' : 'Waiting for data to arrive',
      isDataAvailable: ran,
      isTriggerActive: false,
    }
    if (result.progress !== null) {
      this.#lastEventAt = this.#environment.clock.monotonic()
      this.#events.progress(result.progress, result.timing)
    } else {
      this.#waiters = this.#waiters.filter((waiter) => !waiting.includes(waiter))
      for (const waiter of waiting) waiter.resolve()
      if (this.#waiters.length > 0) this.#wake.ring()
    }
    return { ran }
  }

  #checkIdle(): void {
    const now = this.#environment.clock.monotonic()
    if (now - this.#lastEventAt < this.#query.conf.idleEventIntervalMs) return
    this.#lastEventAt = now
    this.#events.idle()
  }

  #end(failure: StreamingQueryException | null): StreamingQueryException | null {
    this.#active = false
    this.#failure = failure
    this.#status = {
      message: failure === null ? 'Stopped' : `Terminated with exception: ${messageOf(failure.cause)}`,
      isDataAvailable: false,
      isTriggerActive: false,
    }
    for (const waiter of this.#waiters) {
      if (failure === null) waiter.resolve()
      else waiter.reject(failure)
    }
    this.#waiters = []
    this.#events.terminated(failure)
    return failure
  }
}

/** Asked for within the run: processors of the user declare their state now. */
function evolvingOperators(root: PhysicalOperator): readonly EvolvingOperator[] {
  return [...walkOperators(root)].filter(isStatefulOperator).flatMap(({ operatorId, evolvingState }) => {
    return evolvingState === undefined ? [] : [{ operatorId, state: evolvingState }]
  })
}

function whereabouts(execution: MicroBatchExecution): { batchId: number; startOffset: string; endOffset: string } {
  const text = (offsets: readonly (string | null)[]) => `[${offsets.map((offset) => offset ?? '-').join(',')}]`
  return {
    batchId: execution.batchId,
    startOffset: text(execution.committedOffsets),
    endOffset: text(execution.plannedOffsets),
  }
}
