import { terminalText } from '../console/terminal-text.ts'
import { bytesText, countText, durationText, rateText, shareText } from './figure-text.ts'
import type { Distribution } from './percentiles.ts'
import { phaseOrder } from './phases.ts'
import type { QueryFigures } from './query-figures.ts'
import type { LatencyReport, RunReport } from './run-report.ts'
import { textTable } from './text-table.ts'

const percentileNames = ['p50', 'p95', 'p99', 'max'] as const

/** A report for a terminal. */
export function reportText(report: RunReport): string {
  const { totals, queries, unreadableLines } = report
  const sections = [
    [
      `Run of ${durationText(report.seconds * 1000)}: ${report.from} to ${report.to}`,
      `${countText(totals.inputRows)} rows in ${countText(totals.batches)} batches, ${rateText(totals.rowsPerSecond)}; ` +
        `${countText(totals.deadLetters)} dead letters, ${countText(totals.lateRows)} rows too late`,
      ...(unreadableLines === 0 ? [] : [`${unreadableLines} lines of the log are no progress and were left out`]),
    ].join('\n'),
    section('Throughput', ['query', 'rows', 'written', 'rows/s', 'while busy', 'busy'], queries.map(throughput)),
    section('Duration of a batch', ['query', 'batches', ...percentileNames], queries.map(durations)),
    section('Time of a mean batch by phase', ['query', ...phaseOrder], queries.map(phases)),
    section('Rows in a batch', ['query', 'without', ...percentileNames], queries.map(batchSizes)),
    section('State and watermark', ['query', 'rows', 'at most', 'memory', 'lag p50', 'lag max'], queries.map(state)),
    deadLetters(queries),
    latencyText(report.latency),
  ]
  return sections.filter((text) => text !== '').join('\n\n')
}

type Row = readonly string[]

function section(title: string, head: Row, rows: readonly Row[]): string {
  return `${title}\n${textTable(head, rows)}`
}

function throughput(query: QueryFigures): Row {
  return [
    terminalText(query.name),
    countText(query.inputRows),
    query.outputRows === null ? '-' : countText(query.outputRows),
    rateText(query.rowsPerSecond),
    rateText(query.processedRowsPerSecond),
    shareText(query.busyShare),
  ]
}

function durations({ name, batches, batchDurationMs }: QueryFigures): Row {
  return [terminalText(name), countText(batches), ...percentileTexts(batchDurationMs, durationText)]
}

function phases({ name, batches, phaseTotalsMs }: QueryFigures): Row {
  return [terminalText(name), ...phaseOrder.map((phase) => durationText(phaseTotalsMs[phase] / batches))]
}

function batchSizes({ name, batchesWithoutRows, rowsPerBatch }: QueryFigures): Row {
  return [terminalText(name), countText(batchesWithoutRows), ...percentileTexts(rowsPerBatch, countText)]
}

function state({ name, stateRows, stateBytes, watermarkLagMs }: QueryFigures): Row {
  return [
    terminalText(name),
    stateRows === null ? '-' : countText(stateRows.last),
    stateRows === null ? '-' : countText(stateRows.most),
    stateBytes === null ? '-' : bytesText(stateBytes.most),
    watermarkLagMs === null ? '-' : durationText(watermarkLagMs.p50),
    watermarkLagMs === null ? '-' : durationText(watermarkLagMs.max),
  ]
}

function deadLetters(queries: readonly QueryFigures[]): string {
  const rows = queries.flatMap(({ name, deadLetters: reasons }) =>
    reasons.map(({ reason, rows }) => [terminalText(name), countText(rows), terminalText(reason)]),
  )
  return rows.length === 0 ? '' : section('Dead letters', ['query', 'rows', 'reason'], rows)
}

function latencyText(latency: LatencyReport): string {
  switch (latency.kind) {
    case 'unavailable':
      return `Latency from event to table: not measured, ${terminalText(latency.reason)}`
    case 'measured': {
      const title = `Latency from event to table (events older than ${durationText(latency.lateAfterMs)} apart)`
      const rows = latency.tables.map(({ table, rows, lateRows, latencyMs }) => [
        `shop.${table}`,
        countText(rows),
        countText(lateRows),
        ...percentileTexts(latencyMs, durationText),
      ])
      return section(title, ['table', 'rows', 'older', ...percentileNames], rows)
    }
  }
}

function percentileTexts(distribution: Distribution | null, text: (figure: number) => string): Row {
  return percentileNames.map((name) => (distribution === null ? '-' : text(distribution[name])))
}
