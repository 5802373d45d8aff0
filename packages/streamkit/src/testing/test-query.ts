import type { StreamingQuery } from '../api/streaming-query.ts'
import { type Trigger, triggerPlan } from '../api/trigger.ts'
import type { OutputMode } from '../contracts/sink.ts'
import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import { ExecutionException } from '../errors/streamkit-error.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { systemClock } from '../platform/system-clock.ts'
import type { SessionOptions } from '../session/session-conf.ts'
import type { SessionRuntime } from '../session/session-runtime.ts'
import { CollectedRows } from './collected-rows.ts'
import { ProcessDied } from './mortal-file-system.ts'
import type { CrashPoint } from './stream-action.ts'
import { silentLogger, type TestWorld } from './test-world.ts'

export interface TestQueryInit {
  readonly plan: LogicalPlan
  /** The session of the frame. */
  readonly runtime: SessionRuntime
  readonly world: TestWorld
  readonly outputMode: OutputMode
  readonly trigger: Trigger | null
  readonly options: Readonly<Record<string, unknown>>
  readonly session: Partial<SessionOptions>
  /** How long an action may take, ms of real time. */
  readonly timeoutMs: number
}

/** The query of a test over all its runs and processes. */
export class TestQuery {
  readonly collected: CollectedRows
  /** Of all runs, oldest first. */
  readonly progress: StreamingQueryProgress[] = []
  readonly #init: TestQueryInit
  #runtime: SessionRuntime | null = null
  #query: StreamingQuery | null = null
  #trigger: Trigger | null
  #startFailure: unknown = null
  #wasStarted = false
  /** The run whose failure was expected. */
  #expected: StreamingQuery | null = null

  constructor(init: TestQueryInit) {
    this.#init = init
    this.#trigger = init.trigger
    this.collected = new CollectedRows(init.outputMode)
  }

  /** The last run, null before the first. */
  get query(): StreamingQuery | null {
    return this.#query
  }
  get wasStarted(): boolean {
    return this.#wasStarted
  }
  get isRunning(): boolean {
    return this.#query?.isActive === true
  }
  /** Why the last run failed, null if it did not. */
  get failure(): unknown {
    return this.#startFailure ?? (this.#query === this.#expected ? null : (this.#query?.exception ?? null))
  }

  /** Starts it on the checkpoint, in the process that lives, or in a new one. */
  start(trigger: Trigger | null = this.#trigger): void {
    const { runtime, world, session } = this.#init
    this.#trigger = trigger
    this.#startFailure = null
    this.#wasStarted = true
    if (this.#runtime === null || world.files?.isDead !== false) {
      const options = { logger: silentLogger, ...session }
      this.#runtime = runtime.inWorld((real) => world.newProcess(real), options)
    }
    try {
      this.#query = this.#runtime.startQuery({
        plan: this.#init.plan,
        queryName: null,
        outputMode: this.#init.outputMode,
        trigger: trigger === null ? { kind: 'default' } : triggerPlan(trigger),
        options: { ...this.#init.options, checkpointLocation: world.checkpoint },
        sink: { kind: 'foreachBatch', fn: this.collected.sink() },
        partitionBy: [],
        lateSink: null,
        signal: null,
      })
      this.#query.progress$.subscribe((progress) => void this.progress.push(progress))
    } catch (error) {
      this.#query = null
      this.#startFailure = error
    }
  }

  /** Waits until everything that is there has been done, as far as the trigger and the clock allow. Throws what the query failed with. */
  async settle(): Promise<void> {
    const query = this.#query
    if (query?.isActive === true) await this.#inTime(this.#settled(query))
    if (this.failure !== null) throw this.failure
  }

  /** The failure was expected. */
  forgetFailure(): void {
    this.#startFailure = null
    this.#expected = this.#query
  }

  async stop(): Promise<void> {
    if (this.#query !== null) await this.#inTime(this.#query.stop())
  }

  /** The process dies at that point, or, if it never comes there, when there is nothing left to do. `feed` adds what was waiting for it. */
  async crash(point: CrashPoint, feed: () => void): Promise<void> {
    const { files } = this.#init.world
    let left = point === 'commit' ? 0 : point
    const commits = `${this.#init.world.checkpoint}/commits/`
    files?.dieAt(({ path }) => (point === 'commit' ? path.startsWith(commits) : --left <= 0))
    feed()
    const failure = await this.settle().catch((error: unknown) => error)
    files?.die()
    await this.stop()
    if (failure !== undefined && !causes(failure).some((cause) => cause instanceof ProcessDied)) throw failure
    this.#query = null
  }

  #settled(query: StreamingQuery): Promise<unknown> {
    const trigger = this.#trigger ?? {}
    if ('processingTime' in trigger) return this.#waitsForTime(query)
    if ('once' in trigger || 'availableNow' in trigger) return query.awaitTermination()
    return query.processAllAvailable()
  }

  /** Between two ticks nothing runs: then the loop sleeps on the clock of the test. */
  async #waitsForTime(query: StreamingQuery): Promise<void> {
    do await systemClock.sleep(1)
    while (query.isActive && (query.status.isTriggerActive || query.status.message === 'Initializing sources'))
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    const { timeoutMs } = this.#init
    const over = new AbortController()
    const late = systemClock.sleep(timeoutMs, over.signal).then(
      () => {
        throw new ExecutionException('STREAM_TEST_TIMEOUT', { timeoutMs })
      },
      () => new Promise<never>(() => {}),
    )
    try {
      return await Promise.race([work, late])
    } finally {
      over.abort()
    }
  }
}

/** An error and what led to it, outermost first. */
export function causes(error: unknown): readonly unknown[] {
  const found: unknown[] = []
  for (let at = error; at !== undefined && at !== null && !found.includes(at); at = (at as { cause?: unknown }).cause)
    found.push(at)
  return found
}
