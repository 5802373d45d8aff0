import type { Observable } from 'rxjs'
import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import type { StreamingQueryException } from '../errors/streamkit-error.ts'
import type { UntypedRow } from '../types/row-type.ts'
import type { DataFrame } from './data-frame.ts'
import type { OutputExplanation } from './output-explanation.ts'
import type { StateStoreOptions } from './state-reader-options.ts'

/** What a query is doing now. */
export interface StreamingQueryStatus {
  /** For people. */
  readonly message: string
  readonly isDataAvailable: boolean
  /** Whether a batch is being run. */
  readonly isTriggerActive: boolean
}

/**
 * What `explain` tells. `simple`: the physical plan. `extended`: all plans on the way to it, and which rules of the optimizer changed something. `formatted`: the operators numbered, details of each below.
 * `codegen`: the JavaScript that was generated for each stage. `cost`: of a query that has run, the rows and the time of every operator, in the last batch and in total; else what can be said of the number of
 * rows beforehand.
 */
export type ExplainMode = 'simple' | 'extended' | 'formatted' | 'codegen' | 'cost'

/** Which part of the state of an operator {@link StreamingQuery.state} gives: see {@link StateStoreOptions}. */
export type QueryStateOptions = Omit<StateStoreOptions, 'path' | 'operatorId'>

/**
 * A query that runs in the background, from `start()` until it is stopped, fails, or its trigger is done.
 *
 * `await using` stops it at the end of the block.
 *
 * @example
 * await using query = purchases.writeStream.format('console').start()
 * query.progress$.subscribe((p) => console.log(p.batchId, p.processedRowsPerSecond))
 * await query.awaitTermination()
 */
export interface StreamingQuery extends AsyncDisposable {
  /** The same after a restart on the same checkpoint; empty until the checkpoint is open ({@link whenStarted}). */
  readonly id: string
  /** Another one each time it starts. */
  readonly runId: string
  readonly name: string | null
  readonly isActive: boolean
  readonly status: StreamingQueryStatus
  /** What the last batch did, null before the first. */
  readonly lastProgress: StreamingQueryProgress | null
  /** The last 100 of them, oldest first. */
  readonly recentProgress: readonly StreamingQueryProgress[]
  /** Every progress from now on. Completes when the query ends, however: why it ended is told by {@link awaitTermination} and {@link exception}. */
  readonly progress$: Observable<StreamingQueryProgress>
  /** Why the query ended, null while it runs and after it ended well. */
  readonly exception: StreamingQueryException | null
  /**
   * Why nothing comes out now: what the query waits for, which stream holds its watermark back, what was dropped, and what is needed. Data, and text for people. Looks at the last batch; changes nothing.
   *
   * @example
   * console.log(String(query.whyNoOutput()))
   */
  whyNoOutput(): OutputExplanation
  /**
   * The state of an operator as a bounded frame: the last committed batch at the time when the frame is collected, with the columns of `format('statestore')`. Waits until the query has started; it may have
   * ended since. `operator`: its id (0 for the first) or its name as the progress tells it, if that is the only one; default 0.
   *
   * Throws STDS_INVALID_OPTION_VALUE if there is no such operator, and when collected STDS_COMMITTED_BATCH_UNAVAILABLE before the first batch.
   *
   * @example
   * const seen = await query.state('dedupe')
   * console.log(await seen.count())
   */
  state(operator?: number | string, options?: QueryStateOptions): Promise<DataFrame<UntypedRow>>
  /**
   * The plan as text: see {@link ExplainMode}. Default `simple`.
   *
   * @example
   * console.log(query.explain('cost'))
   */
  explain(mode?: ExplainMode): string
  /** Resolves with the id when the checkpoint is open; rejects if the query fails before. */
  whenStarted(): Promise<string>
  /**
   * Starts no further batch, waits for the one that runs to be committed, and closes everything. With `timeoutMs`, a batch that takes longer is given up; it runs again
   * at the next start. A function that goes on nevertheless keeps the query active, and its checkpoint locked, until it settles or the process ends.
   */
  stop(options?: { readonly timeoutMs?: number }): Promise<void>
  /** Resolves when the query has ended, rejects with its StreamingQueryException if it failed. */
  awaitTermination(): Promise<void>
  /** The same, but resolves to whether the query has ended after that many milliseconds at most. */
  awaitTermination(timeoutMs: number): Promise<boolean>
  /** The same, given up with the signal's reason when it is aborted. The query goes on. */
  awaitTermination(options: { readonly timeoutMs?: number; readonly signal?: AbortSignal }): Promise<boolean>
  /** Resolves when everything that was there when it was called has been committed: for tests. */
  processAllAvailable(): Promise<void>
}
