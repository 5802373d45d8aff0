import type { SinkQuery, SinkResult } from '../contracts/sink.ts'

/** What a batch function is told of its batch, beside the rows. With the query's id, the batch id names a batch for ever: what an exactly-once writer needs. */
export interface BatchContext {
  /** The same after a restart: the checkpoint's id. */
  readonly queryId: string
  readonly runId: string
  readonly queryName: string | null
  /** The logged time of the batch: the same if it runs again. */
  readonly batchTimestamp: Date
  /** Aborted when the query is stopped or fails: a writer gives up what it does. */
  readonly signal: AbortSignal
  /** The last batch that the checkpoint holds as committed, -1 if none. */
  readonly lastCommittedBatchId: number
}

/**
 * A function over the batches of a stream, as {@link ForeachBatchFunction} says; `Frame` is the type of the batch. Any function of these parameters is one.
 */
export interface ForeachBatchOf<Frame> {
  /** What it gives, if anything, is told in the progress. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that gives nothing is one
  (batch: Frame, batchId: number, context: BatchContext): Promise<SinkResult | void> | SinkResult | void
  /** For progress and explain. */
  readonly description?: string
  /** Called once before the first batch, with the schema: finds mismatches, fences older runs. */
  prepare?(query: SinkQuery): Promise<void>
  /** Called once after the last batch, also when the query failed. */
  close?(): Promise<void>
  /** It reads the batch once: nothing is kept for a second pass. */
  readonly singlePass?: boolean
}
