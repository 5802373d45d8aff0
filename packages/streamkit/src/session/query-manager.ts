import type { StreamingQuery } from '../api/streaming-query.ts'
import type { StreamingQueryManager } from '../api/streaming-query-manager.ts'
import type { Clock } from '../contracts/clock.ts'
import type { StreamingQueryListener } from '../contracts/streaming-query-listener.ts'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import type { ListenerBus } from './listener-bus.ts'
import type { RunningQuery } from './running-query.ts'

/** The queries of a session. */
export class QueryManager implements StreamingQueryManager {
  readonly #bus: ListenerBus
  readonly #clock: Clock
  readonly #active = new Set<RunningQuery>()
  #terminated: RunningQuery[] = []
  readonly #waiting = new Set<() => void>()

  constructor(bus: ListenerBus, clock: Clock) {
    this.#bus = bus
    this.#clock = clock
  }

  get active(): readonly StreamingQuery[] {
    return [...this.#active]
  }

  /** Those that have ended, then those that run. */
  get all(): readonly RunningQuery[] {
    return [...this.#terminated, ...this.#active]
  }

  get(id: string): StreamingQuery | null {
    return [...this.#active].find((query) => query.id === id) ?? null
  }

  /** Throws QUERY_ALREADY_RUNNING if a running query has the name. */
  refuseName(name: string | null): void {
    if (name !== null && [...this.#active].some((query) => query.name === name)) {
      throw new IllegalArgumentException('QUERY_ALREADY_RUNNING', { name })
    }
  }

  /** Takes in a query that has just been started. */
  add(query: RunningQuery): void {
    this.#active.add(query)
  }

  /** Moves a query that has ended. */
  end(query: RunningQuery): void {
    this.#active.delete(query)
    this.#terminated.push(query)
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }

  awaitAnyTermination(): Promise<void>
  awaitAnyTermination(timeoutMs: number): Promise<boolean>
  async awaitAnyTermination(timeoutMs?: number): Promise<unknown> {
    const over = new AbortController()
    const { promise: ended, resolve } = Promise.withResolvers<boolean>()
    const onEnd = () => resolve(true)
    if (this.#terminated.length > 0) onEnd()
    else this.#waiting.add(onEnd)
    if (timeoutMs !== undefined) {
      this.#clock.sleep(timeoutMs, over.signal).then(
        () => resolve(false),
        () => {},
      )
    }
    const inTime = await ended
    over.abort()
    this.#waiting.delete(onEnd)
    const failed = inTime ? this.#terminated.find((query) => query.exception !== null) : undefined
    if (failed?.exception != null) throw failed.exception
    return timeoutMs === undefined ? undefined : inTime
  }

  resetTerminated(): void {
    this.#terminated = []
  }
  addListener(listener: StreamingQueryListener): void {
    this.#bus.add(listener)
  }
  removeListener(listener: StreamingQueryListener): void {
    this.#bus.remove(listener)
  }

  /** Stops all queries; their failures stay with them. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#active].map((query) => query.stop()))
  }
}
