import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { StreamingQueryListener } from '../contracts/streaming-query-listener.ts'
import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'

/** What the page needs of a session. */
export interface WatchedSession {
  readonly appName: string
  readonly clock: Clock
  readonly logger: Logger
  /** Those that have ended, then those that run, each in the order of time. */
  queries(): readonly WatchedQuery[]
  addListener(listener: StreamingQueryListener): void
  removeListener(listener: StreamingQueryListener): void
}

/** What the page needs of a query. */
export interface WatchedQuery {
  /** Empty until the checkpoint is open. */
  readonly id: string
  readonly runId: string
  readonly name: string | null
  readonly isActive: boolean
  readonly status: {
    readonly message: string
    readonly isDataAvailable: boolean
    readonly isTriggerActive: boolean
  }
  /** Oldest first. */
  readonly recentProgress: readonly StreamingQueryProgress[]
  readonly exception: Error | null
  /** Wall clock, ms since 1970. */
  readonly startedAtMs: number
  /** Null while it runs. */
  readonly endedAtMs: number | null
  readonly outputMode: string
  readonly trigger: string
  readonly checkpoint: string
  planTree(): PlanNode
  explain(mode: 'extended'): string
  whyNoOutput(): NoOutput
}

/** An operator of the plan, with what it has done. */
export interface PlanNode {
  readonly name: string
  /** What it computes; may be empty. */
  readonly detail: string
  /** Null before the first batch. */
  readonly lastBatch: OperatorWork | null
  readonly total: OperatorWork
  /** Its place among the `stateOperators` of a progress; null for one without state. */
  readonly stateIndex: number | null
  readonly children: readonly PlanNode[]
}
export interface OperatorWork {
  readonly rows: number
  readonly timeMs: number
}

/** Why nothing comes out of a query now. */
export interface NoOutput {
  readonly summary: string
  readonly reasons: readonly { readonly kind: string; readonly text: string; readonly needed: string | null }[]
}
