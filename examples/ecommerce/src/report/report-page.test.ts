import { expect, test } from 'vitest'
import { progressLine } from '../../test/support/progress-lines.ts'
import { type BatchSample, batchSample } from './batch-sample.ts'
import { reportPage } from './report-page.ts'
import { reportText } from './report-text.ts'
import { type LatencyReport, runReport } from './run-report.ts'

const evil = `"><script>alert(1)</script><img src=x onerror='alert(2)'>\u001B[31m\u202Ered`

const measured: LatencyReport = {
  kind: 'measured',
  lateAfterMs: 600_000,
  tables: [
    {
      table: 'event_log',
      rows: 40,
      lateRows: 1,
      earlyRows: 0,
      latencyMs: { count: 39, min: 20, mean: 50, p50: 45, p95: 90, p99: 99, max: 120 },
      series: [{ atMs: Date.UTC(2026, 10, 23, 12), rows: 39, p50: 45, p95: 90 }],
    },
    { table: 'product_view_events', rows: 0, lateRows: 0, earlyRows: 0, latencyMs: null, series: [] },
  ],
}

async function report(lines: readonly string[], latency: LatencyReport, dataFolder = 'data') {
  const batches = lines.map((line) => batchSample(line)).filter((sample): sample is BatchSample => sample !== undefined)
  expect(batches).toHaveLength(lines.length)
  const run = { files: ['one.jsonl'], batches, unreadableLines: 0 }
  return runReport({ dataFolder, run, measureLatency: async () => latency })
}

const lines = [
  progressLine({ timestamp: '2026-11-23T12:00:00.000Z' }),
  progressLine({ timestamp: '2026-11-23T12:00:03.000Z', name: 'log', rows: 0, watermark: '2026-11-23T11:50:00.000Z' }),
  progressLine({ timestamp: '2026-11-23T12:00:09.000Z', state: { rows: 9, bytes: 4096, late: 3 } }),
]

test('data never becomes markup, wherever it turns up', async () => {
  const hostile = progressLine({ name: evil, metrics: { [`badRecords.${evil}`]: '2' } })
  const page = reportPage(await report([hostile], { kind: 'unavailable', reason: evil }, evil))
  expect(page).not.toMatch(/<script|<img|onerror='/i)
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(page).not.toContain('\u001B')
  expect(page).not.toContain('\u202E')
})

test('data cannot colour the terminal', async () => {
  const hostile = progressLine({ name: evil, metrics: { [`badRecords.${evil}`]: '2' } })
  expect(reportText(await report([hostile], { kind: 'unavailable', reason: evil }))).not.toContain('\u001B')
})

test('the page needs nothing but itself, and says so to the browser', async () => {
  const page = reportPage(await report(lines, measured))
  expect(page).not.toMatch(/https?:|\bsrc=|<link|@import|url\(|<script/i)
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
})

test('every tag that is opened is closed, and no figure is missing its number', async () => {
  const page = reportPage(await report(lines, measured))
  const open: string[] = []
  for (const [, slash, name = '', rest = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>/g)) {
    if (slash === '/') expect(open.pop()).toBe(name)
    else if (!rest.endsWith('/') && !['meta', 'br'].includes(name)) open.push(name)
  }
  expect(open).toEqual([])
  expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/)
})

test('the page draws each query and each table, and a run of a single batch too', async () => {
  const page = reportPage(await report(lines, measured))
  expect(page.match(/<svg /g)?.length).toBe(1 + 2 + 2 + 2 + 1 + 3 + 1)
  expect(page).toContain('shop.event_log: p50 45 ms, p95 90 ms, p99 99 ms, at most 120 ms')
  expect(page).toContain('views, 12:00:00: 10')
  const single = reportPage(
    await report([progressLine({ rows: 0, state: null, durationMs: { triggerExecution: 0 } })], measured),
  )
  expect(single).not.toMatch(/NaN|Infinity|undefined/)
})

test('the text has the figures in tables', async () => {
  const text = reportText(await report(lines, measured))
  expect(text).toContain('20 rows in 3 batches, 2.2/s; 0 dead letters, 3 rows too late')
  expect(text).toMatch(/^ {2}views +2 +40 ms +40 ms +40 ms +40 ms$/m)
  expect(text).toMatch(/^ {2}shop\.event_log +40 +1 +45 ms +90 ms +99 ms +120 ms$/m)
  expect(text).toMatch(/^ {2}shop\.product_view_events +0 +0 +- +- +- +-$/m)
})
