import { Subject } from 'rxjs'
import type { DataFrame } from '../api/data-frame.ts'
import type { OutputExplanation } from '../api/output-explanation.ts'
import type { ExplainMode, QueryStateOptions, StreamingQuery } from '../api/streaming-query.ts'
import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import { isStreamKitError, messageOf, type StreamingQueryException } from '../errors/streamkit-error.ts'
import { type ExecutionStatus, StreamExecution } from '../execution/stream-execution.ts'
import type { UntypedRow } from '../types/row-type.ts'
import type { ListenerBus } from './listener-bus.ts'
import type { SessionContext } from './session-context.ts'
import type { PlannedStreamQuery } from './stream-query-plan.ts'
import { whyNoOutput } from './why-no-output.ts'

export interface RunningQueryInit extends PlannedStreamQuery {
  readonly session: SessionContext
  readonly bus: ListenerBus
  /** Called when everything is closed. */
  readonly onEnd: () => void
  readonly explain: (mode: ExplainMode | undefined) => string
  readonly liveState: (operator: number | string, options: QueryStateOptions) => Promise<DataFrame<UntypedRow>>
}

/** A query that was started: the handle that users get, over the execution. */
export class RunningQuery implements StreamingQuery {
  readonly runId: string
  readonly name: string | null
  readonly progress$: Subject<StreamingQueryProgress> = new Subject()
  readonly #init: RunningQueryInit
  readonly #execution: StreamExecution
  readonly #started: PromiseWithResolvers<string> = Promise.withResolvers()
  readonly #recent: StreamingQueryProgress[] = []
  #id = ''

  constructor(init: RunningQueryInit) {
    this.#init = init
    this.runId = init.query.runId
    this.name = init.query.name
    this.#started.promise.catch(() => {})
    this.#execution = new StreamExecution(
      init.query,
      { ...init.session.environment, logger: init.session.logger },
      {
        started: (id) => this.#onStarted(id),
        progress: (progress) => this.#onProgress(progress),
        idle: () => init.bus.post('onQueryIdle', { id: this.#id, runId: this.runId, timestamp: this.#timestamp() }),
        terminated: (failure) => this.#onTerminated(failure),
      },
    )
  }

  /** The id of the checkpoint; empty until the checkpoint is open. */
  get id(): string {
    return this.#id
  }
  get isActive(): boolean {
    return this.#execution.isActive
  }
  get status(): ExecutionStatus {
    return this.#execution.status
  }
  get exception(): StreamingQueryException | null {
    return this.#execution.exception
  }
  get lastProgress(): StreamingQueryProgress | null {
    return this.#recent.at(-1) ?? null
  }
  get recentProgress(): readonly StreamingQueryProgress[] {
    return [...this.#recent]
  }

  /** Resolves with the id when the checkpoint is open; rejects with the failure of a query that never came so far. */
  whenStarted(): Promise<string> {
    return this.#started.promise
  }

  whyNoOutput(): OutputExplanation {
    return whyNoOutput(this.#execution)
  }

  async state(operator: number | string = 0, options: QueryStateOptions = {}): Promise<DataFrame<UntypedRow>> {
    await this.whenStarted()
    return this.#init.liveState(operator, options)
  }

  explain(mode?: ExplainMode): string {
    return this.#init.explain(mode)
  }

  processAllAvailable(): Promise<void> {
    return this.#execution.processAllAvailable()
  }

  awaitTermination(): Promise<void>
  awaitTermination(timeoutMs: number): Promise<boolean>
  awaitTermination(options: { readonly timeoutMs?: number; readonly signal?: AbortSignal }): Promise<boolean>
  async awaitTermination(
    options: number | { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<unknown> {
    const { timeoutMs, signal } = typeof options === 'number' ? { timeoutMs: options, signal: undefined } : options
    const failure = await this.#wait(timeoutMs, signal)
    if (failure === 'waiting') return false
    if (failure !== null) throw failure
    return true
  }

  async stop(options: { readonly timeoutMs?: number } = {}): Promise<void> {
    this.#execution.stop()
    if ((await this.#wait(options.timeoutMs, undefined)) !== 'waiting') return
    this.#init.session.logger.warn(
      { runId: this.runId, timeoutMs: options.timeoutMs },
      'the batch did not end in time and is given up; it runs again at the next start',
    )
    this.#execution.abort()
    // A function of the user that never settles must not keep stop() from returning.
    await this.#wait(abortGraceMs, undefined)
  }

  /** Ends the running batch as well; it runs again at the next start. */
  async abort(reason?: unknown): Promise<void> {
    this.#execution.abort(reason)
    await this.#wait(abortGraceMs, undefined)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #wait(
    timeoutMs: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<StreamingQueryException | null | 'waiting'> {
    if (timeoutMs === undefined && signal === undefined) return this.#execution.finished
    signal?.throwIfAborted()
    const over = new AbortController()
    const waits: Promise<StreamingQueryException | null | 'waiting'>[] = [this.#execution.finished]
    if (timeoutMs !== undefined) {
      waits.push(
        this.#init.session.environment.clock.sleep(timeoutMs, over.signal).then(
          () => 'waiting',
          () => 'waiting',
        ),
      )
    }
    if (signal !== undefined) {
      waits.push(
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over.signal })
        }),
      )
    }
    try {
      return await Promise.race(waits)
    } finally {
      over.abort()
    }
  }

  #onStarted(id: string): void {
    this.#id = id
    this.#init.bus.post('onQueryStarted', { id, runId: this.runId, name: this.name, timestamp: this.#timestamp() })
    this.#started.resolve(id)
  }

  #onProgress(progress: StreamingQueryProgress): void {
    this.#recent.push(progress)
    if (this.#recent.length > this.#init.query.conf.numRecentProgress) this.#recent.shift()
    this.#init.bus.post('onQueryProgress', { progress })
    this.progress$.next(progress)
  }

  #onTerminated(failure: StreamingQueryException | null): void {
    this.#init.onEnd()
    if (failure !== null) {
      this.#init.session.logger.error(
        {
          query: this.name,
          id: this.#id,
          runId: this.runId,
          condition: innermostCondition(failure),
          error: failure.message,
        },
        'the query has failed',
      )
    }
    if (failure === null) this.#started.resolve(this.#id)
    else this.#started.reject(failure)
    this.#init.bus.post('onQueryTerminated', {
      id: this.#id,
      runId: this.runId,
      exception: failure === null ? null : messageOf(failure),
      errorClassOnException: innermostCondition(failure),
    })
    // Not its error: Rx would end the process of everyone who subscribed with nothing but a function.
    this.progress$.complete()
  }

  #timestamp(): string {
    return new Date(this.#init.session.environment.clock.now()).toISOString()
  }
}

const abortGraceMs = 1000

/** The condition of the error that began it all. */
function innermostCondition(failure: unknown): string | null {
  let condition: string | null = null
  for (let error = failure; error instanceof Error; error = error.cause)
    if (isStreamKitError(error)) condition = error.condition
  return condition
}
