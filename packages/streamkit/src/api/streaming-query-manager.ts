import type { StreamingQueryListener } from '../contracts/streaming-query-listener.ts'
import type { StreamingQuery } from './streaming-query.ts'

/** The queries of a session: `session.streams`. */
export interface StreamingQueryManager {
  /** The queries that run. */
  readonly active: readonly StreamingQuery[]
  /** The running query with this id, or null. */
  get(id: string): StreamingQuery | null
  /** Resolves when any query of the session has ended since the session began or {@link resetTerminated} was called; rejects if it failed. */
  awaitAnyTermination(): Promise<void>
  /** The same, but resolves to whether one has ended after that many milliseconds at most. */
  awaitAnyTermination(timeoutMs: number): Promise<boolean>
  /** Forgets the queries that have ended. */
  resetTerminated(): void
  addListener(listener: StreamingQueryListener): void
  removeListener(listener: StreamingQueryListener): void
}
