import type { StreamingQueryListener } from '../contracts/streaming-query-listener.ts'
import { QueryHistory } from './query-history.ts'
import type { WatchedSession } from './watched-session.ts'

export interface SessionHistoryOptions {
  /** Batches of each query. */
  readonly samples: number
  readonly endedQueries: number
  /** Told the run in which something has happened. */
  readonly onChange: (runId: string) => void
}

/** What the page remembers of the queries of a session, by run. Each batch costs it a few additions. */
export class SessionHistory {
  readonly #session: WatchedSession
  readonly #options: SessionHistoryOptions
  readonly #runs = new Map<string, QueryHistory>()
  readonly #listener: StreamingQueryListener

  constructor(session: WatchedSession, options: SessionHistoryOptions) {
    this.#session = session
    this.#options = options
    const changed = ({ runId }: { readonly runId: string }) => {
      this.#meet(runId)
      options.onChange(runId)
    }
    this.#listener = {
      onQueryStarted: changed,
      onQueryTerminated: changed,
      onQueryProgress: ({ progress }) => {
        this.#meet(progress.runId)?.add(progress)
        options.onChange(progress.runId)
      },
    }
    session.addListener(this.#listener)
    this.#meetAll()
  }

  /** Those that run first, then those that have ended, the latest first in both. */
  get runs(): readonly QueryHistory[] {
    this.#meetAll()
    const { endedQueries } = this.#options
    const ended = [...this.#runs.values()].filter(({ query }) => !query.isActive)
    ended.sort((a, b) => endOf(b) - endOf(a))
    for (const { query } of ended.splice(endedQueries)) this.#runs.delete(query.runId)
    const active = [...this.#runs.values()].filter(({ query }) => query.isActive)
    active.sort((a, b) => b.query.startedAtMs - a.query.startedAtMs)
    return [...active, ...ended]
  }

  run(runId: string): QueryHistory | null {
    return this.#meet(runId) ?? null
  }

  /** Hears nothing any more. */
  stop(): void {
    this.#session.removeListener(this.#listener)
  }

  #meet(runId: string): QueryHistory | undefined {
    const known = this.#runs.get(runId)
    if (known !== undefined) return known
    this.#meetAll()
    return this.#runs.get(runId)
  }

  #meetAll(): void {
    const queries = this.#session.queries()
    // Those that ended long ago stay forgotten.
    const ended = queries.filter(({ isActive }) => !isActive).slice(-this.#options.endedQueries)
    for (const query of [...ended, ...queries.filter(({ isActive }) => isActive)]) {
      if (!this.#runs.has(query.runId)) this.#runs.set(query.runId, new QueryHistory(query, this.#options.samples))
    }
  }
}

function endOf({ query }: QueryHistory): number {
  return query.endedAtMs ?? 0
}
