import { countText, durationText, rateText } from './figure-text.ts'
import { html, type Markup } from './html.ts'
import { latencySection } from './latency-section.ts'
import { pageStyle } from './page-style.ts'
import {
  batchSizeSection,
  durationSection,
  lossSection,
  phaseSection,
  stateSection,
  throughputSection,
} from './query-sections.ts'
import type { RunReport } from './run-report.ts'

/**
 * A report as a page of its own: plots are drawn inside it, nothing is loaded, no script runs, and the policy in its
 * head lets no browser do otherwise.
 */
export function reportPage(report: RunReport): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Run of ${report.from}</title>
${pageStyle}
</head>
<body><main>
<h1>Run of the shop's streams</h1>
<p>${report.from} to ${report.to}, times in UTC · data in <bdi>${report.dataFolder}</bdi> · ${report.files.length} progress log${report.files.length === 1 ? '' : 's'}${
    report.unreadableLines === 0
      ? null
      : ` · ${report.unreadableLines} lines of the log are no progress and were left out`
  }</p>
${tiles(report)}
${throughputSection(report)}
${durationSection(report)}
${phaseSection(report)}
${latencySection(report)}
${batchSizeSection(report)}
${stateSection(report)}
${lossSection(report)}
</main></body>
</html>
`
  return page.text
}

function tiles({ totals, seconds, queries, latency }: RunReport): Markup {
  const slowest = Math.max(...queries.map(({ batchDurationMs }) => batchDurationMs.p95))
  const latencies =
    latency.kind === 'measured'
      ? latency.tables.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs.p95]))
      : []
  const figures: readonly (readonly [string, string])[] = [
    ['time', durationText(seconds * 1000)],
    ['rows read', countText(totals.inputRows)],
    ['rows per second', rateText(totals.rowsPerSecond)],
    ['batches', countText(totals.batches)],
    ['batch p95, slowest query', durationText(slowest)],
    ['event to table p95, slowest', latencies.length === 0 ? '-' : durationText(Math.max(...latencies))],
    ['dead letters', countText(totals.deadLetters)],
    ['late rows', countText(totals.lateRows)],
  ]
  return html`<dl class="tiles">${figures.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`
}
