import type { BatchSample } from './batch-sample.ts'
import { type QueryFigures, queryFigures } from './query-figures.ts'
import type { TableLatency } from './read-latency.ts'
import type { RecordedRun } from './read-run.ts'
import { type TimeAxis, timeAxis } from './time-axis.ts'
import { type TimeSpan, timeSpan } from './time-span.ts'

/** End-to-end latency, or why there is none. */
export type LatencyReport =
  | { readonly kind: 'measured'; readonly lateAfterMs: number; readonly tables: readonly TableLatency[] }
  | { readonly kind: 'unavailable'; readonly reason: string }

/** Everything that a report tells of a run, apart from how it looks. */
export interface RunReport {
  readonly dataFolder: string
  /** The logs that it is made of. */
  readonly files: readonly string[]
  readonly unreadableLines: number
  /** From the begin of the first batch to the end of the last, ISO 8601. */
  readonly from: string
  readonly to: string
  readonly seconds: number
  readonly totals: RunTotals
  readonly axis: TimeAxis
  readonly queries: readonly QueryFigures[]
  readonly latency: LatencyReport
}

/** All queries together. A row that two queries read counts twice. */
export interface RunTotals {
  readonly batches: number
  readonly inputRows: number
  readonly rowsPerSecond: number
  readonly lateRows: number
  readonly deadLetters: number
}

export interface ReportParts {
  readonly dataFolder: string
  readonly run: RecordedRun
  /** Called with the time in which the run wrote and the axis of the plots. */
  readonly measureLatency: (span: TimeSpan, axis: TimeAxis) => Promise<LatencyReport>
}

/** Adds up a run. There must be at least one batch. */
export async function runReport({ dataFolder, run, measureLatency }: ReportParts): Promise<RunReport> {
  const span = timeSpan(run.batches)
  const axis = timeAxis(span.fromMs, span.toMs)
  const queries = [...byQuery(run.batches)].map((batches) => queryFigures(batches, axis))
  const seconds = (span.toMs - span.fromMs) / 1000
  const inputRows = sum(queries, (query) => query.inputRows)
  return {
    dataFolder,
    files: run.files,
    unreadableLines: run.unreadableLines,
    from: new Date(span.fromMs).toISOString(),
    to: new Date(span.toMs).toISOString(),
    seconds,
    totals: {
      batches: run.batches.length,
      inputRows,
      rowsPerSecond: seconds > 0 ? inputRows / seconds : 0,
      lateRows: sum(queries, (query) => query.lateRows),
      deadLetters: sum(queries, ({ deadLetters }) => sum(deadLetters, ({ rows }) => rows)),
    },
    axis,
    queries,
    latency: await measureLatency(span, axis),
  }
}

function byQuery(batches: readonly BatchSample[]): Iterable<readonly BatchSample[]> {
  return Map.groupBy(batches, ({ query }) => query).values()
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
