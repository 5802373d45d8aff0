/** Why nothing comes out of a query now, as data and as text. */
export interface OutputExplanation {
  /** The most important reason in one sentence, with what to do. */
  readonly summary: string
  /** All that was found, the most important first. */
  readonly reasons: readonly OutputReason[]
  /** The watermark of the query: what it is, and what makes it. Null without `withWatermark`. */
  readonly watermark: WatermarkExplanation | null
  /** The operators that keep state, from the top of the plan. */
  readonly operators: readonly OperatorExplanation[]
  /** For people: all of it, a line a fact. */
  toString(): string
}

/** One reason, and what would change it. */
export interface OutputReason {
  readonly kind: OutputReasonKind
  readonly text: string
  /** What is needed; null where nothing can be done. */
  readonly needed: string | null
}

/**
 * `failed`, `stopped`: the query does not run · `starting`, `running`: wait · `noInput`: no source has given a row in this run · `inputDone`: all that there was has been processed · `allFiltered`: rows came in, none came out, and no
 * operator keeps them · `allDropped`: a stateful operator dropped them, as late or as duplicates · `watermarkNotSet`: a stream with a watermark has not given a row, so that of the query stays where it was ·
 * `watermarkHeldBack`: one stream is behind the others · `waitingForWatermark`: rows wait in the state for event time to go on · `noDataBatchesOff`: the watermark has moved, but batches without data are
 * switched off, or the trigger runs none
 */
export type OutputReasonKind =
  | 'failed'
  | 'stopped'
  | 'starting'
  | 'running'
  | 'noInput'
  | 'inputDone'
  | 'allFiltered'
  | 'allDropped'
  | 'watermarkNotSet'
  | 'watermarkHeldBack'
  | 'waitingForWatermark'
  | 'noDataBatchesOff'

export interface WatermarkExplanation {
  /** Of the last batch: what state was closed by. */
  readonly current: Date
  /** Of the next batch. */
  readonly next: Date
  readonly policy: 'min' | 'max'
  readonly streams: readonly WatermarkStream[]
}

/** A stream that has a watermark. */
export interface WatermarkStream {
  /** The sources below it, as the progress describes them. */
  readonly sources: readonly string[]
  /** The event-time column. */
  readonly column: string
  readonly delayMs: number
  readonly idleTimeoutMs: number | null
  /** The newest event time in this run, null before the first row. */
  readonly maxEventTime: Date | null
  /** That less the delay. */
  readonly watermark: Date | null
  readonly isIdle: boolean
  /** Whether it decides the watermark of the query. */
  readonly holdsBack: boolean
  /** Only an event later than this lets it move the watermark of the query on. */
  readonly needsEventAfter: Date
}

/** An operator that keeps state. */
export interface OperatorExplanation {
  readonly operatorId: number
  /** As in the progress: `stateStoreSave`, `dedupe`, ... */
  readonly operatorName: string
  /** Its name and what it works on, as in `explain()`. */
  readonly description: string
  /** Rows in its state after the last batch. */
  readonly stateRows: number
  /** Rows that it dropped as late in the last batch. */
  readonly droppedAsLate: number
  /** The watermark that it saw in the last batch; 1970 where none comes to it. */
  readonly watermark: Date
}
