import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { StructType } from '../types/data-type.ts'
import type { Clock, Entropy } from './clock.ts'
import type { FileSystem } from './file-system.ts'
import type { Logger } from './logger.ts'
import type { OptionReader } from './source.ts'

export type OutputMode = 'append' | 'update' | 'complete'

/** The query that a sink works for. */
export interface SinkQuery {
  /** Survives restarts: the checkpoint's id. With `batchId` it identifies a batch for ever. */
  readonly queryId: string
  readonly runId: string
  readonly name: string | null
  readonly outputMode: OutputMode
  readonly schema: StructType
  /** The last batch in the commit log, -1 if none: what the checkpoint believes that the sink holds. */
  readonly lastCommittedBatchId: number
  readonly signal: AbortSignal
}

/**
 * Where the rows of a query go.
 *
 * `prepare` once before the first batch (find mismatches, fence older runs), then `addBatch` one at a time with ascending ids, then `stop`. A batch id may come
 * again after a crash, with the same rows: an exactly-once sink recognises it. When `addBatch` resolves, the rows are durable.
 */
export interface Sink {
  /** For progress and explain: `ForeachBatchSink`. */
  readonly description: string
  prepare(query: SinkQuery): Promise<void>
  addBatch(batch: SinkBatch): Promise<SinkResult>
  stop(): Promise<void>
}

export interface SinkBatch {
  readonly batchId: number
  readonly schema: StructType
  /**
   * The rows, once: a second call is an error. State of the query is applied while they are read; what a sink leaves unread the engine reads to its end. Exhausted means
   * that the whole batch has been computed.
   */
  chunks(): AsyncIterable<ColumnBatch>
  readonly query: SinkQuery
  /** The logged time of the batch, milliseconds since 1970. */
  readonly batchTimestampMs: number
  readonly signal: AbortSignal
}

export interface SinkResult {
  /** Rows written; -1 if unknown. */
  readonly numOutputRows: number
  /** For the progress (Spark's `sink.metrics`). */
  readonly metrics?: Readonly<Record<string, string>>
}

/** What a connector gets to make a sink. */
export interface SinkContext {
  readonly options: OptionReader
  /** Where to write, as `start(path)` and `save(path)` say it; null if they do not. */
  readonly path: string | null
  /** Columns whose values become folders, as `partitionBy` names them. Only formats that say `partitions` are given any. */
  readonly partitionBy: readonly string[]
  readonly schema: StructType
  readonly outputMode: OutputMode
  readonly timeZone: string
  readonly fileSystem: FileSystem
  readonly clock: Clock
  readonly entropy: Entropy
  readonly logger: Logger
}
