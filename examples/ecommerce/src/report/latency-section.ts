import { legend } from './charts/legend.ts'
import { linePlot } from './charts/line-plot.ts'
import { percentileStrips } from './charts/percentile-strips.ts'
import { countText, durationText } from './figure-text.ts'
import { durations } from './figure-unit.ts'
import { html, type Markup } from './html.ts'
import { figureColumns, htmlTable } from './html-table.ts'
import type { TableLatency } from './read-latency.ts'
import type { RunReport } from './run-report.ts'
import { intervalOf, type TimeAxis } from './time-axis.ts'

/** From the event to its row in the table. */
export function latencySection({ latency, axis }: RunReport): Markup {
  switch (latency.kind) {
    case 'unavailable':
      return html`<section><h2>Latency from event to table</h2><p>Not measured: ${latency.reason}</p></section>`
    case 'measured':
      return measured(latency.tables, latency.lateAfterMs, axis)
  }
}

function measured(tables: readonly TableLatency[], lateAfterMs: number, axis: TimeAxis): Markup {
  const names = tables.map(({ table }) => `shop.${table}`)
  const strips = tables.flatMap(({ table, latencyMs }) =>
    latencyMs === null ? [] : [{ name: `shop.${table}`, distribution: latencyMs }],
  )
  const lines = tables.map(({ table, series }) => {
    const figures: (number | null)[] = Array.from({ length: axis.count }, () => null)
    for (const { atMs, p95 } of series) figures[intervalOf(axis, atMs)] = p95
    return { name: `shop.${table}`, figures }
  })
  const columns = ['rows', 'older', 'before their time', 'least', 'p50', 'p95', 'p99', 'max']
  return html`<section><h2>Latency from event to table</h2>
<p>From <code>event_ts</code> to <code>inserted_at</code>, the begin of the transaction that wrote the row. Events older
than ${durationText(lateAfterMs)} at that time came late by themselves: they are counted apart.</p>
${strips.length === 0 ? null : percentileStrips({ title: 'Latency by table', unit: durations }, strips)}
${htmlTable(
  figureColumns('table', columns),
  tables.map(({ table, rows, lateRows, earlyRows, latencyMs: spread }) => [
    `shop.${table}`,
    countText(rows),
    countText(lateRows),
    countText(earlyRows),
    ...[spread?.min, spread?.p50, spread?.p95, spread?.p99, spread?.max].map((ms) =>
      ms === undefined ? '-' : durationText(ms),
    ),
  ]),
)}
<h3>p95 over time</h3>
${legend(names)}
${linePlot({ title: 'p95 of the latency over time', axis, unit: durations }, lines)}</section>`
}
