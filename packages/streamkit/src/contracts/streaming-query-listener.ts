import type { StreamingQueryProgress } from './streaming-query-progress.ts'

/** Hears of every query of a session. An error thrown in it is logged and never ends a query. */
export interface StreamingQueryListener {
  /** The checkpoint is open and the first batch is about to be planned. */
  onQueryStarted?(event: QueryStartedEvent): void
  onQueryProgress?(event: QueryProgressEvent): void
  /** No data for a while (every 10 s). */
  onQueryIdle?(event: QueryIdleEvent): void
  onQueryTerminated?(event: QueryTerminatedEvent): void
}
export interface QueryStartedEvent {
  readonly id: string
  readonly runId: string
  readonly name: string | null
  readonly timestamp: string
}
export interface QueryProgressEvent {
  readonly progress: StreamingQueryProgress
}
export interface QueryIdleEvent {
  readonly id: string
  readonly runId: string
  readonly timestamp: string
}
export interface QueryTerminatedEvent {
  readonly id: string
  readonly runId: string
  /** The error's text, null after `stop()` or the end of the data. */
  readonly exception: string | null
  /** The condition of the innermost error of StreamKit. */
  readonly errorClassOnException: string | null
}
