import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import { isStreamKitError, messageOf } from '../errors/streamkit-error.ts'
import type { BatchSample } from './batch-sample.ts'
import type { DeadLetters, QueryHistory } from './query-history.ts'
import type { NoOutput, PlanNode, WatchedQuery } from './watched-session.ts'

/** A query in the list. */
export interface QuerySummary {
  readonly runId: string
  readonly id: string
  readonly name: string | null
  readonly state: 'starting' | 'running' | 'stopped' | 'failed'
  readonly message: string
  readonly isTriggerActive: boolean
  readonly startedAtMs: number
  readonly endedAtMs: number | null
  readonly trigger: string
  readonly outputMode: string
  readonly batches: number
  readonly inputRows: number
  readonly lateRows: number
  readonly deadLetters: number
  readonly lastSample: BatchSample | null
  /** The last batch that had rows: one without, run because the watermark moved, has no rates. */
  readonly lastWithRows: BatchSample | null
  /** Processed rows per second of the last batches that had rows. */
  readonly rates: readonly number[]
  /** The condition that ended it. */
  readonly condition: string | null
}

/** One error of the chain that ended a run, outermost first. */
export interface ErrorLink {
  readonly condition: string | null
  readonly message: string
}

const sparklineBatches = 40

export function querySummary(history: QueryHistory): QuerySummary {
  const { query } = history
  const chain = errorChain(query.exception)
  const withRows = history.lastSamples(2 * sparklineBatches).filter(({ inputRows }) => inputRows > 0)
  return {
    runId: query.runId,
    id: query.id,
    name: query.name,
    state: stateOf(query),
    message: query.status.message,
    isTriggerActive: query.status.isTriggerActive,
    startedAtMs: query.startedAtMs,
    endedAtMs: query.endedAtMs,
    trigger: query.trigger,
    outputMode: query.outputMode,
    batches: history.batches,
    inputRows: history.inputRows,
    lateRows: history.lateRows,
    deadLetters: history.deadLetterCount,
    lastSample: history.lastSamples(1)[0] ?? null,
    lastWithRows: withRows.at(-1) ?? null,
    rates: withRows.slice(-sparklineBatches).map(({ processedRowsPerSecond }) => processedRowsPerSecond),
    condition: chain.findLast(({ condition }) => condition !== null)?.condition ?? null,
  }
}

function stateOf({ id, isActive, exception }: WatchedQuery): QuerySummary['state'] {
  if (exception !== null) return 'failed'
  if (!isActive) return 'stopped'
  return id === '' ? 'starting' : 'running'
}

/** What the list shows, and the query that the visitor looks at, since the last time. */
export interface PageEvent {
  /** The clock of the server: visitors compare times with it, not with their own. */
  readonly nowMs: number
  readonly appName: string
  /** All queries in the order of the list. */
  readonly order: readonly string[]
  /** Those that are new or have changed. */
  readonly changed: readonly QuerySummary[]
  /** Null: the visitor looks at the list, or there is no such query. */
  readonly detail: QueryDetail | null
}

/** Everything about one query but its plan as text, which does not change. */
export interface QueryDetail {
  readonly summary: QuerySummary
  /** The number of the first of `samples`, counted from 0 since the run began to be watched. */
  readonly firstSample: number
  readonly samples: readonly BatchSample[]
  /** How many batches the charts go back. */
  readonly mostSamples: number
  readonly progress: StreamingQueryProgress | null
  readonly plan: PlanNode
  readonly checkpoint: string
  readonly deadLetters: readonly DeadLetters[]
  readonly noOutput: NoOutput | null
  readonly errors: readonly RunErrors[]
}

/** Why a run failed. */
export interface RunErrors {
  readonly runId: string
  readonly endedAtMs: number | null
  readonly chain: readonly ErrorLink[]
}

/** `from`: the first sample that is wanted. */
export function queryDetail(history: QueryHistory, runs: readonly QueryHistory[], from: number): QueryDetail {
  const { query } = history
  const samples = history.samplesFrom(from)
  return {
    summary: querySummary(history),
    firstSample: history.batches - samples.length,
    samples,
    mostSamples: history.mostSamples,
    progress: history.lastProgress,
    plan: query.planTree(),
    checkpoint: query.checkpoint,
    deadLetters: history.deadLetters,
    noOutput: query.isActive && history.batches > 0 ? query.whyNoOutput() : null,
    errors: runs
      .filter((run) => run.query.exception !== null && isSameQuery(run.query, query))
      .map((run) => ({
        runId: run.query.runId,
        endedAtMs: run.query.endedAtMs,
        chain: errorChain(run.query.exception),
      })),
  }
}

function isSameQuery(a: WatchedQuery, b: WatchedQuery): boolean {
  return a.runId === b.runId || (a.id !== '' && a.id === b.id) || (a.name !== null && a.name === b.name)
}

/** Deeper is never of use, and a chain may be a circle. */
const deepestCause = 8

function errorChain(thrown: unknown): readonly ErrorLink[] {
  const chain: ErrorLink[] = []
  for (let e = thrown; e !== null && e !== undefined && chain.length < deepestCause; ) {
    chain.push({ condition: isStreamKitError(e) ? e.condition : null, message: messageOf(e) })
    e = e instanceof Error ? e.cause : null
  }
  return chain
}
