import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { ColumnVector } from '../columnar/column-vector.ts'
import type { StructType } from '../types/data-type.ts'
import type { Clock, Entropy } from './clock.ts'
import type { FileSystem } from './file-system.ts'
import type { Logger } from './logger.ts'
import type { Offset, OffsetRange } from './offset.ts'

/**
 * A replayable stream of rows.
 *
 * Called by one micro-batch loop, never twice at once, in this order: `initialize` once; then for each batch `latestOffset`, `read`, and, when the
 * batch has been committed, `commit`; `stop` once. The same range always gives the same rows in the same order, in this process or a later one, or
 * fails with a data-loss condition: never fewer rows in silence. Anything may be retried by a new process after a crash.
 */
export interface Source {
  /** For progress and explain: `FileStreamSource[file:/data/in]`. */
  readonly description: string
  /** Opens what is needed. `committed` is the last logged offset, null for a new query. */
  initialize(committed: Offset | null): Promise<void>
  /**
   * The end of the next batch, within `limit`; equal to `start` (or null when there was never data) if nothing is new. What a source must remember to
   * read this range again is durable when this resolves.
   */
  latestOffset(start: Offset | null, limit: ReadLimit): Promise<Offset | null>
  /** The rows of a range as chunks of the requested columns. */
  read(range: OffsetRange, request: ReadRequest): AsyncIterable<ColumnBatch>
  /** Everything up to `end` is committed and never asked for again: clean up, best effort. */
  commit(end: Offset): Promise<void>
  stop(): Promise<void>
  /** Freezes what `latestOffset` may ever answer, for `availableNow`. */
  prepareForAvailableNow?(): Promise<void>
  /** Calls `wake` when data may have arrived: a hint that ends a wait early. Gives the way to unsubscribe. */
  onDataAvailable?(wake: () => void): () => void
  /**
   * Whether at the moment every arrival is told by `onDataAvailable` within milliseconds: then the default trigger looks by itself only ten times a second. Absent: it looks every `pollingDelayMs`, as for sources whose hints
   * may fail.
   */
  announcesData?(): boolean
  /** Source metrics for the progress (Spark's `sources[].metrics`) of the batch that ends at `end`. */
  metrics?(end: Offset | null): Readonly<Record<string, string>>
  /** The true newest position, for progress and lag; null where unknown. */
  reportLatestOffset?(): Offset | null
}

/** How much the next batch may take: the source's own rate options apply, or they do not (`once`). */
export interface ReadLimit {
  readonly kind: 'options' | 'all'
}

/** What the engine wants of a range. */
export interface ReadRequest {
  /** Ordinals into the source's schema, ascending: chunks hold exactly these columns. */
  readonly columns: readonly number[]
  readonly batchId: number
  readonly signal: AbortSignal
  /**
   * Whether no row is wanted in which columns (by ordinal of the source's schema) have these values, each a vector of one row: a reader that knows a part of its input to be so
   * (a partition) may leave it out. Absent: all is wanted.
   */
  readonly skips?: (constants: ReadonlyMap<number, ColumnVector>) => boolean
  /** Tells of input that was rejected or lost on purpose; shown in progress and metrics. */
  readonly report: (event: InputEvent) => void
}

/** Input that did not become a row. */
export interface InputEvent {
  readonly kind: 'badRecord' | 'missingFile' | 'dataLoss'
  readonly count: number
  readonly reason: string
}

/** What a connector gets to make a source or a scan. */
export interface SourceContext {
  readonly options: OptionReader
  /** The schema that the user gave, null if none. */
  readonly userSchema: StructType | null
  readonly paths: readonly string[]
  /** `<checkpoint>/sources/<i>`: the source's own log goes here. Null in a batch read. */
  readonly metadataPath: string | null
  readonly timeZone: string
  readonly fileSystem: FileSystem
  readonly clock: Clock
  readonly entropy: Entropy
  readonly logger: Logger
}

/** Options as they were given, names without regard to case. Every read marks an option as known: the rest is an error with a suggestion. */
export interface OptionReader {
  string(name: string): string | undefined
  string(name: string, fallback: string): string
  boolean(name: string, fallback: boolean): boolean
  /** A whole number, `min` or more. */
  integer(name: string, constraints?: { readonly min?: number }): number | undefined
  /** Milliseconds: a number, or text such as `7d`, `10 seconds`. */
  durationMs(name: string, fallback: number): number
  /** Anything else that is handed in as an object (a pool, a client). */
  value(name: string): unknown
  has(name: string): boolean
}

/** A bounded read: the batch twin of a source. */
export interface BatchScan {
  readonly description: string
  read(request: ReadRequest): AsyncIterable<ColumnBatch>
}
