import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Counter, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createSession } from '../../src/index.ts'
import { prometheusMetrics, serveMetrics } from '../../src/metrics.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { rejection, testSession } from './test-session.ts'

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
    metrics.listener.onQueryStarted?.({
      id: 'x',
      runId,
      name: 'orders',
      timestamp: '2026-11-23T12:00:00.000Z',
      triggerIntervalMs: null,
    })
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
  metrics.listener.onQueryStarted?.({
    ...run,
    name: 'orders',
    timestamp: '2026-11-23T12:00:00.000Z',
    triggerIntervalMs: null,
  })
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

test('phases, operators and the process are measured', async () => {
  const text = await (await runQuery()).text()
  for (const phase of ['addBatch', 'commitOffsets', 'getBatch', 'latestOffset', 'queryPlanning', 'walCommit'])
    expect(text).toContain(`streamkit_phase_duration_seconds_count{query="orders",phase="${phase}"} 2`)
  expect(text).toMatch(/streamkit_operator_rows_total\{query="orders",operator="\d+-[^"]*[Dd]edup[^"]*"\} 2/)
  expect(text).toContain('streamkit_operator_seconds_total{query="orders"')
  expect(text).toMatch(/streamkit_event_loop_delay_seconds\{percentile="99"\} [\d.e-]+/)
  expect(text).toMatch(/streamkit_heap_used_bytes \d{6,}/)
  expect(text).toContain('streamkit_trigger_interval_seconds{query="orders"} 0')
})

test('state that is loaded after a restart is timed', async () => {
  const checkpoint = join(temporaryFolder(), 'checkpoint')
  const registry = new Registry()
  const metrics = prometheusMetrics({ registry })
  const session = testSession()
  session.streams.addListener(metrics.listener)
  const input = session.memoryStream(schema)
  const start = () =>
    input
      .toDF()
      .dropDuplicates('id')
      .writeStream.queryName('orders')
      .format('noop')
      .option('checkpointLocation', checkpoint)
      .start()
  for (const id of ['a', 'b']) {
    input.addData({ id, at: new Date('2026-11-23T12:00:00Z') })
    const query = start()
    await query.processAllAvailable()
    await query.stop()
  }
  expect(await metrics.text()).toMatch(/state_load_duration_seconds_count\{query="orders",operator="dedupe-0"\} [12]\n/)
})

const progressOf = (changes: object) =>
  ({
    id: 'x',
    runId: 'r',
    name: 'orders',
    timestamp: '2026-11-23T12:00:00.000Z',
    batchId: 0,
    durationMs: {},
    inputRowsPerSecond: 0,
    processedRowsPerSecond: 0,
    stateOperators: [],
    sources: [],
    sink: { description: 'S', numOutputRows: -1 },
    ...changes,
  }) as never
const timing = { startMs: 0, endMs: 1500, phases: [], stateLoadMs: [] }
const started = { id: 'x', runId: 'r', name: 'orders', timestamp: '2026-11-23T12:00:00.000Z' }

test('the lag of each partition and dead letters by reason come from what sources and observe tell', async () => {
  const { listener, text } = prometheusMetrics()
  const metrics = { 'offsetsBehindLatest.my-topic-3': '17', 'badRecords.not 12 columns': '2' }
  const sources = [{ description: 'Kafka', numInputRows: 1, metrics }]
  listener.onQueryProgress?.({
    progress: progressOf({ sources, observedMetrics: { deadLetters: { undecodable: 4, text: 'x' } } }),
    timing,
  })
  expect(await text()).toContain(
    'streamkit_source_lag_rows{query="orders",source="Kafka",topic="my-topic",partition="3"} 17',
  )
  expect(await text()).toContain(
    'streamkit_dead_letters_total{query="orders",source="Kafka",reason="not 12 columns"} 2',
  )
  expect(await text()).toContain(
    'streamkit_dead_letters_total{query="orders",source="observed",reason="undecodable"} 4',
  )
})

test('a batch that takes longer than the interval of its trigger is an overrun', async () => {
  const { listener, text } = prometheusMetrics()
  listener.onQueryStarted?.({ ...started, triggerIntervalMs: 1000 })
  for (const endMs of [999, 1000, 1500])
    listener.onQueryProgress?.({ progress: progressOf({}), timing: { ...timing, endMs } })
  expect(await text()).toContain('streamkit_trigger_overruns_total{query="orders"} 1')
  expect(await text()).toContain('streamkit_trigger_interval_seconds{query="orders"} 1')
})

test('a family keeps to its number of series: later topics are counted together', async () => {
  const { listener, text } = prometheusMetrics({ maxSeries: 10 })
  const metrics = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`offsetsBehindLatest.topic${i}-0`, '1']))
  listener.onQueryProgress?.({
    progress: progressOf({ sources: [{ description: 'K', numInputRows: 0, metrics }] }),
    timing,
  })
  const series = (await text()).split('\n').filter((line) => line.startsWith('streamkit_source_lag_rows{'))
  expect(series).toHaveLength(11)
  expect(series.at(-1)).toContain('topic="other",partition="other"')
  expect(await text()).toContain('streamkit_label_values_capped_total{family="source_lag_rows"} 20')
})

test('label values are written so that nobody can add a line', async () => {
  const { listener, text } = prometheusMetrics()
  listener.onQueryStarted?.({ ...started, name: 'a"} 1\nevil 2', triggerIntervalMs: null })
  expect((await text()).split('\n').filter((line) => line.startsWith('evil'))).toEqual([])
})

test('a metric of somebody else under one of the names is refused', () => {
  const registry = new Registry()
  new Counter({ name: 'streamkit_state_rows', help: 'mine', registers: [registry] })
  expect(() => prometheusMetrics({ registry })).toThrow(/METRIC_ALREADY_REGISTERED.*streamkit_state_rows.*counter/)
  expect(() => prometheusMetrics({ registry, prefix: 'other_' })).not.toThrow()
})

test('B21: metrics on an address that other machines reach need to be allowed, and may ask for a token', async () => {
  const metrics = prometheusMetrics()
  expect(String(await rejection(serveMetrics(metrics, { port: 0, host: '0.0.0.0' })))).toContain(
    'METRICS_NOT_PROTECTED',
  )
  await using server = await serveMetrics(metrics, {
    port: 0,
    host: '0.0.0.0',
    allowRemote: true,
    token: 'a-long-secret',
  })
  expect((await fetch(server.url)).status).toBe(401)
  expect((await fetch(server.url, { headers: { authorization: 'Bearer another' } })).status).toBe(401)
  expect((await fetch(server.url, { headers: { authorization: 'Bearer a-long-secret' } })).status).toBe(200)
})

const promtool = spawnSync('promtool', ['--version']).status === 0
test.runIf(promtool || process.env.CI === 'true')('promtool has nothing to say about the names', async () => {
  const text = await (await runQuery()).text()
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
})
