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
  /** Milliseconds between the starts of two batches; null where the trigger has no interval. StreamKit's own. */
  readonly triggerIntervalMs: number | null
}
export interface QueryProgressEvent {
  readonly progress: StreamingQueryProgress
  /** When the batch and its phases were: finer than the whole milliseconds of the progress. StreamKit's own. */
  readonly timing: BatchTiming
}
/** Milliseconds since 1970 with fractions, from a clock that does not jump within a batch. */
export interface TimeSpan {
  readonly startMs: number
  readonly endMs: number
}
export interface BatchTiming extends TimeSpan {
  /** In the order in which they began. A phase may come twice, and what was done before the trigger is left out. */
  readonly phases: readonly (TimeSpan & { readonly phase: string })[]
  /** How long the state of each operator, in the order of `stateOperators`, was loaded for since the batch before; 0: it was at hand. */
  readonly stateLoadMs: readonly number[]
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
