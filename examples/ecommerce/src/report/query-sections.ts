import { legend } from './charts/legend.ts'
import { linePlot } from './charts/line-plot.ts'
import { percentileStrips } from './charts/percentile-strips.ts'
import { stackedColumns } from './charts/stacked-columns.ts'
import { bytesText, countText, durationText, rateText, shareText } from './figure-text.ts'
import { bytes, counts, durations } from './figure-unit.ts'
import { html, type Markup } from './html.ts'
import { figureColumns, htmlTable } from './html-table.ts'
import type { Distribution } from './percentiles.ts'
import { phaseOrder } from './phases.ts'
import type { QueryFigures } from './query-figures.ts'
import type { RunReport } from './run-report.ts'
import type { TimeSeriesPoint } from './time-series.ts'

const percentiles = ['p50', 'p95', 'p99', 'max'] as const

/** Input over time, and what became of it. */
export function throughputSection({ queries, axis }: RunReport): Markup {
  const columns = figureColumns('query', ['rows in', 'written', 'rows/s', 'rows/s while busy', 'busy'])
  return html`<section><h2>Throughput</h2>
<p>Input rows per second, by intervals of ${durationText(axis.intervalMs)}.</p>
${lines(queries, { title: 'Input rows per second', axis, unit: counts }, (p) => p.inputRowsPerSecond)}
${htmlTable(
  columns,
  queries.map((query) => [
    query.name,
    countText(query.inputRows),
    query.outputRows === null ? '-' : countText(query.outputRows),
    rateText(query.rowsPerSecond),
    rateText(query.processedRowsPerSecond),
    shareText(query.busyShare),
  ]),
)}</section>`
}

/** How long batches took, and with what. */
export function durationSection({ queries, axis }: RunReport): Markup {
  const strips = queries.map(({ name, batchDurationMs }) => ({ name, distribution: batchDurationMs }))
  const columns = figureColumns('query', ['batches', 'without rows', 'mean', ...percentiles])
  return html`<section><h2>Duration of a batch</h2>
<p>The bar ends at p95 and has a gap at p50; the marks are p95 and p99, the dot is the longest batch.</p>
${percentileStrips({ title: 'Duration of a batch by query', unit: durations }, strips)}
${htmlTable(
  columns,
  queries.map((query) => [
    query.name,
    countText(query.batches),
    countText(query.batchesWithoutRows),
    ...spread(query.batchDurationMs, durationText),
  ]),
)}
<h3>The longest batch over time</h3>
${lines(queries, { title: 'Longest batch over time', axis, unit: durations }, (p) => p.longestBatchMs)}</section>`
}

/** The phases of a mean batch over time, a plot for each query. */
export function phaseSection({ queries, axis }: RunReport): Markup {
  return html`<section><h2>Phases of a batch</h2>
<p>Time of a mean batch, by intervals of ${durationText(axis.intervalMs)}; addBatch reads, transforms and writes.</p>
${legend(phaseOrder)}
${queries.map(({ name, series }) => {
  const layers = phaseOrder.map((phase) => ({
    name: phase,
    figures: series.map(({ phasesMs }) => phasesMs?.[phase] ?? null),
  }))
  const plot = { title: `Phases of a mean batch of ${name}`, axis, unit: durations }
  return html`<h3><bdi>${name}</bdi></h3>${stackedColumns(plot, layers)}`
})}
${htmlTable(
  figureColumns('query, mean batch', phaseOrder),
  queries.map(({ name, batches, phaseTotalsMs }) => [
    name,
    ...phaseOrder.map((phase) => durationText(phaseTotalsMs[phase] / batches)),
  ]),
)}</section>`
}

/** How large batches were. */
export function batchSizeSection({ queries, axis }: RunReport): Markup {
  return html`<section><h2>Rows in a batch</h2>
<p>Of batches that had rows.</p>
${lines(queries, { title: 'Rows in a mean batch over time', axis, unit: counts }, (p) => p.rowsPerBatch)}
${htmlTable(
  figureColumns('query', ['mean', ...percentiles]),
  queries.map(({ name, rowsPerBatch }) => [name, ...spread(rowsPerBatch, countText)]),
)}</section>`
}

/** State of the stateful operators, and how far the watermark is behind. */
export function stateSection({ queries, axis }: RunReport): Markup {
  const columns = ['rows at the end', 'rows at most', 'memory at most', 'watermark lag p50', 'lag at most']
  return html`<section><h2>State and watermark</h2>
<h3>Rows in state</h3>
${lines(queries, { title: 'Rows in state', axis, unit: counts }, (p) => p.stateRows)}
<h3>Memory of the state</h3>
${lines(queries, { title: 'Memory of the state', axis, unit: bytes }, (p) => p.stateBytes)}
<h3>Watermark behind the clock</h3>
${lines(queries, { title: 'Watermark behind the clock', axis, unit: durations }, (p) => p.watermarkLagMs)}
${htmlTable(
  figureColumns('query', columns),
  queries.map(({ name, stateRows, stateBytes, watermarkLagMs }) => [
    name,
    stateRows === null ? '-' : countText(stateRows.last),
    stateRows === null ? '-' : countText(stateRows.most),
    stateBytes === null ? '-' : bytesText(stateBytes.most),
    watermarkLagMs === null ? '-' : durationText(watermarkLagMs.p50),
    watermarkLagMs === null ? '-' : durationText(watermarkLagMs.max),
  ]),
)}</section>`
}

/** Rows that did not reach a table, and why. */
export function lossSection({ queries, axis }: RunReport): Markup {
  const reasons = queries.flatMap(({ name, deadLetters }) =>
    deadLetters.map(({ reason, rows }) => [name, reason, countText(rows)]),
  )
  const late = queries.filter(({ lateRows }) => lateRows > 0)
  const rows = [
    ...reasons,
    ...late.map(({ name, lateRows }) => [name, 'older than the watermark', countText(lateRows)]),
  ]
  const columns = [
    { name: 'query', kind: 'word' },
    { name: 'reason', kind: 'word' },
    { name: 'rows', kind: 'figure' },
  ] as const
  if (rows.length === 0) return html`<section><h2>Dead letters and late rows</h2><p>None.</p></section>`
  return html`<section><h2>Dead letters and late rows</h2>
<p>Rows that did not reach a table. Dead letters are kept with their reason; late rows are dropped and counted.</p>
${lines(
  queries,
  { title: 'Dead letters and late rows over time', axis, unit: counts },
  (point) => point.deadLetters + point.lateRows,
)}
${htmlTable(columns, rows)}</section>`
}

/** A line for each query, with its legend. */
function lines(
  queries: readonly QueryFigures[],
  plot: Parameters<typeof linePlot>[0],
  figure: (point: TimeSeriesPoint) => number | null,
): Markup {
  const drawn = queries.map(({ name, series }) => ({ name, figures: series.map(figure) }))
  return html`${legend(queries.map(({ name }) => name))}${linePlot(plot, drawn)}`
}

function spread(distribution: Distribution | null, text: (figure: number) => string): readonly string[] {
  return (['mean', ...percentiles] as const).map((name) => (distribution === null ? '-' : text(distribution[name])))
}
