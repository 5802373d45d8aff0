import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createSession } from '../../src/index.ts'
import { prometheusMetrics, serveMetrics } from '../../src/metrics.ts'

const schema = 'id STRING, at TIMESTAMP'
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** Runs two batches through a de-duplication and gives the metrics of them. */
async function runQuery(registry = new Registry()) {
  const metrics = prometheusMetrics({ registry })
  await using session = createSession({ logger: silent })
  session.streams.addListener(metrics.listener)
  const input = session.memoryStream(schema)
  const at = new Date('2026-11-23T12:00:00Z')
  input.addData({ id: 'a', at }, { id: 'a', at }, { id: 'b', at })
  const query = input
    .toDF()
    .withWatermark('at', '10 minutes')
    .dropDuplicates('id', 'at')
    .writeStream.queryName('orders')
    .format('noop')
    .start()
  await query.processAllAvailable()
  await query.stop()
  return metrics
}

test('rows, state, duplicates and the watermark of a query are exported under its name', async () => {
  const text = await (await runQuery()).text()
  expect(text).toContain('streamkit_input_rows_total{query="orders",source="MemoryStream"} 3')
  expect(text).toContain('streamkit_output_rows_total{query="orders",sink="NoopSink"} 2')
  expect(text).toContain('streamkit_duplicates_dropped_total{query="orders",operator="dedupe-0"} 1')
  expect(text).toContain('streamkit_state_rows{query="orders",operator="dedupe-0"} 2')
  expect(text).toContain(
    `streamkit_watermark_timestamp_seconds{query="orders"} ${Date.UTC(2026, 10, 23, 11, 50) / 1000}`,
  )
  expect(text).toContain('streamkit_batches_total{query="orders",outcome="succeeded"} 2')
  expect(text).toContain('streamkit_batch_duration_seconds_count{query="orders"} 2')
  expect(text).toContain('streamkit_query_active{query="orders"} 0')
})

test('a second start on the same registry counts as a restart, and only the newest run is in the info', async () => {
  const registry = new Registry()
  const metrics = prometheusMetrics({ registry })
  for (const runId of ['run-1', 'run-2']) {
    metrics.listener.onQueryStarted?.({ id: 'x', runId, name: 'orders', timestamp: '2026-11-23T12:00:00.000Z' })
  }
  const text = await metrics.text()
  expect(text).toContain('streamkit_query_restarts_total{query="orders"} 1')
  expect(text).toContain('run_id="run-2"')
  expect(text).not.toContain('run_id="run-1"')
  expect(() => prometheusMetrics({ registry })).not.toThrow()
})

test('a failure is counted by its condition', async () => {
  const metrics = prometheusMetrics()
  const run = { id: 'x', runId: 'r' }
  metrics.listener.onQueryStarted?.({ ...run, name: 'orders', timestamp: '2026-11-23T12:00:00.000Z' })
  metrics.listener.onQueryTerminated?.({ ...run, exception: 'text', errorClassOnException: 'FILE_CHANGED' })
  const text = await metrics.text()
  expect(text).toContain('streamkit_query_failures_total{query="orders",code="FILE_CHANGED"} 1')
  expect(text).toContain('streamkit_batches_total{query="orders",outcome="failed"} 1')
})

test('/metrics answers GET on loopback, and nothing else', async () => {
  await using server = await serveMetrics(await runQuery(), { port: 0 })
  expect(new URL(server.url).hostname).toBe('127.0.0.1')
  const answer = await fetch(server.url)
  expect([answer.status, (await answer.text()).includes('streamkit_input_rows_total')]).toEqual([200, true])
  expect((await fetch(server.url, { method: 'POST' })).status).toBe(405)
  expect((await fetch(server.url.replace('/metrics', '/other'))).status).toBe(404)
})
