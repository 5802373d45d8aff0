import type { BatchSample } from './batch-sample.ts'
import { type Distribution, distributionOf } from './percentiles.ts'
import { type PhaseTimes, phaseTotals } from './phases.ts'
import type { TimeAxis } from './time-axis.ts'
import { type TimeSeriesPoint, timeSeries } from './time-series.ts'
import { timeSpan } from './time-span.ts'

/** What one query did in a run. */
export interface QueryFigures {
  readonly name: string
  readonly batches: number
  /** Batches that had no rows: they moved the watermark or the state on. */
  readonly batchesWithoutRows: number
  readonly inputRows: number
  /** Rows that the sink counted; null if it does not count. */
  readonly outputRows: number | null
  /** Input rows in a second, from the begin of its first batch to the end of its last. */
  readonly rowsPerSecond: number
  /** Input rows in a second of work, waiting not counted. */
  readonly processedRowsPerSecond: number
  /** Share of the time in which a batch was running. */
  readonly busyShare: number
  readonly batchDurationMs: Distribution
  /** Of the batches that had rows; null if none had. */
  readonly rowsPerBatch: Distribution | null
  /** Milliseconds by phase, all batches together. */
  readonly phaseTotalsMs: PhaseTimes
  readonly lateRows: number
  /** By reason, the most frequent first. */
  readonly deadLetters: readonly { readonly reason: string; readonly rows: number }[]
  /** At the end of the last batch, and at most; null without state. */
  readonly stateRows: { readonly last: number; readonly most: number } | null
  readonly stateBytes: { readonly last: number; readonly most: number } | null
  /** Null while there was no watermark. */
  readonly watermarkLagMs: Distribution | null
  /** One point for each interval of the report's axis. */
  readonly series: readonly TimeSeriesPoint[]
}

/** Adds up the batches of one query. There must be at least one. */
export function queryFigures(batches: readonly BatchSample[], axis: TimeAxis): QueryFigures {
  const durations = batches.map(({ durationMs }) => durationMs)
  const inputRows = sum(batches.map((batch) => batch.inputRows))
  const busyMs = sum(durations)
  const { fromMs, toMs } = timeSpan(batches)
  const spanMs = toMs - fromMs
  const lags = batches.flatMap(({ watermarkLagMs }) => (watermarkLagMs === null ? [] : [watermarkLagMs]))
  return {
    name: batches[0]?.query ?? '',
    batches: batches.length,
    batchesWithoutRows: batches.filter((batch) => batch.inputRows === 0).length,
    inputRows,
    outputRows: batches.every(({ outputRows }) => outputRows === null)
      ? null
      : sum(batches.map(({ outputRows }) => outputRows ?? 0)),
    rowsPerSecond: perSecond(inputRows, spanMs),
    processedRowsPerSecond: perSecond(inputRows, busyMs),
    busyShare: spanMs > 0 ? Math.min(1, busyMs / spanMs) : 0,
    batchDurationMs: distributionOf(durations) as Distribution,
    rowsPerBatch: distributionOf(batches.map((batch) => batch.inputRows).filter((rows) => rows > 0)),
    phaseTotalsMs: phaseTotals(batches),
    lateRows: sum(batches.map(({ lateRows }) => lateRows)),
    deadLetters: deadLettersByReason(batches),
    stateRows: lastAndMost(batches.flatMap(({ state }) => (state === null ? [] : [state.rows]))),
    stateBytes: lastAndMost(batches.flatMap(({ state }) => (state === null ? [] : [state.bytes]))),
    watermarkLagMs: distributionOf(lags),
    series: timeSeries(batches, axis),
  }
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0)
}

function perSecond(rows: number, ms: number): number {
  return ms > 0 ? (rows * 1000) / ms : 0
}

function lastAndMost(figures: readonly number[]): { readonly last: number; readonly most: number } | null {
  const last = figures.at(-1)
  return last === undefined ? null : { last, most: figures.reduce((a, b) => Math.max(a, b)) }
}

function deadLettersByReason(batches: readonly BatchSample[]): readonly { reason: string; rows: number }[] {
  const counts = new Map<string, number>()
  for (const { deadLetters } of batches) {
    for (const [reason, rows] of Object.entries(deadLetters)) counts.set(reason, (counts.get(reason) ?? 0) + rows)
  }
  return [...counts].map(([reason, rows]) => ({ reason, rows })).sort((a, b) => b.rows - a.rows)
}
