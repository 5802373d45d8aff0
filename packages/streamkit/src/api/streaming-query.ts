import type { Observable } from 'rxjs'
import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import type { StreamingQueryException } from '../errors/streamkit-error.ts'

/** What a query is doing now. */
export interface StreamingQueryStatus {
  /** For people. */
  readonly message: string
  readonly isDataAvailable: boolean
  /** Whether a batch is being run. */
  readonly isTriggerActive: boolean
}

/** How long to wait. */
export interface AwaitOptions {
  /** Milliseconds; for ever if not given. */
  readonly timeoutMs?: number
  /** Ends the wait, not the query. */
  readonly signal?: AbortSignal
}

/** How much `explain` tells: the physical plan, or all plans on the way to it. */
export type ExplainMode = 'simple' | 'extended'

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
  /** The same after a restart on the same checkpoint. */
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
  /** Every progress from now on. Completes when the query ends, with its error if it failed. */
  readonly progress$: Observable<StreamingQueryProgress>
  /** Why the query ended, null while it runs and after it ended well. */
  readonly exception: StreamingQueryException | null
  /** The plan as text. */
  explain(mode?: ExplainMode): string
  /** Starts no further batch, waits for the one that runs to be committed, and closes everything. After `timeoutMs` the batch is given up; the next start runs it again. */
  stop(options?: { readonly timeoutMs?: number }): Promise<void>
  /** Resolves to true when the query has ended, to false after the time-out (milliseconds); rejects with its StreamingQueryException if it failed. */
  awaitTermination(options?: number | AwaitOptions): Promise<boolean>
  /** Resolves when everything that was there when it was called has been committed: for tests. */
  processAllAvailable(): Promise<void>
}
