import type { BatchSample } from './batch-sample.ts'
import { type PhaseTimes, phaseOrder, phaseTotals } from './phases.ts'
import { intervalLength, intervalOf, intervalStart, type TimeAxis } from './time-axis.ts'

/** What a query did in one interval. A batch belongs to the interval in which it began. */
export interface TimeSeriesPoint {
  /** Begin of the interval, milliseconds since 1970. */
  readonly atMs: number
  readonly batches: number
  readonly inputRows: number
  readonly inputRowsPerSecond: number
  /** These are null in an interval in which no batch began. */
  readonly longestBatchMs: number | null
  /** Of a mean batch. */
  readonly phasesMs: PhaseTimes | null
  /** Of a mean batch that had rows. */
  readonly rowsPerBatch: number | null
  /** As the last batch left it; null without state. */
  readonly stateRows: number | null
  readonly stateBytes: number | null
  /** The most; null without a watermark. */
  readonly watermarkLagMs: number | null
  readonly lateRows: number
  readonly deadLetters: number
}

/** One point for each interval of the axis. */
export function timeSeries(batches: readonly BatchSample[], axis: TimeAxis): readonly TimeSeriesPoint[] {
  const groups: BatchSample[][] = Array.from({ length: axis.count }, () => [])
  for (const batch of batches) groups[intervalOf(axis, batch.startMs)]?.push(batch)
  return groups.map((group, index) => pointOf(group, index, axis))
}

function pointOf(group: readonly BatchSample[], index: number, axis: TimeAxis): TimeSeriesPoint {
  const inputRows = sum(group.map((batch) => batch.inputRows))
  const withRows = group.filter((batch) => batch.inputRows > 0).length
  const last = group.at(-1)
  return {
    atMs: intervalStart(axis, index),
    batches: group.length,
    inputRows,
    inputRowsPerSecond: (inputRows * 1000) / intervalLength(axis, index),
    longestBatchMs: most(group.map(({ durationMs }) => durationMs)),
    phasesMs: last === undefined ? null : meanPhases(group),
    rowsPerBatch: withRows === 0 ? null : inputRows / withRows,
    stateRows: last?.state?.rows ?? null,
    stateBytes: last?.state?.bytes ?? null,
    watermarkLagMs: most(group.flatMap(({ watermarkLagMs: lag }) => (lag === null ? [] : [lag]))),
    lateRows: sum(group.map(({ lateRows }) => lateRows)),
    deadLetters: sum(group.flatMap(({ deadLetters }) => Object.values(deadLetters))),
  }
}

function meanPhases(group: readonly BatchSample[]): PhaseTimes {
  const totals = phaseTotals(group)
  return Object.fromEntries(phaseOrder.map((phase) => [phase, totals[phase] / group.length])) as Record<
    keyof PhaseTimes,
    number
  >
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0)
}

function most(figures: readonly number[]): number | null {
  return figures.length === 0 ? null : figures.reduce((a, b) => Math.max(a, b))
}
