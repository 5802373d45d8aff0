import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { overview } from '../dashboards/overview.ts'
import { anyQuery, promQueries, sqlQueries } from './support/dashboard-queries.ts'
import { postgresExporter, serveRecorded } from './support/exporters.ts'
import { startIncidents } from './support/incidents.ts'
import { type PrometheusServer, type Sample, startPrometheus } from './support/prometheus-server.ts'
import { readText } from './support/repository.ts'
import { hasProgram, runProgram } from './support/run-program.ts'
import { type RunningDemo, type ShopDatabase, startDemo, startShopDatabase } from './support/shop.ts'
import { waitUntil } from './support/wait-until.ts'

// The example itself, a PostgreSQL, exporters and a real Prometheus: does every expression that people will look at give data?

interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
}

function rulesOf(file: string): readonly Rule[] {
  const { groups } = parse(readText(`monitoring/prometheus/rules/${file}`)) as {
    readonly groups: readonly { readonly rules: readonly Rule[] }[]
  }
  return groups.flatMap(({ rules }) => rules)
}

/** The series that an expression is about, without their labels. */
function seriesOf(expr: string): readonly string[] {
  const names = expr
    .replaceAll(/\{[^}]*\}/g, '')
    .matchAll(/\b(?:up|pg_up|(?:query\w*:|streamkit_|pg_|kafka_)[\w:]+)\b/g)
  return [...new Set([...names].map(([name]) => name))]
}

const startAnnotation = anyQuery(String((overview.annotations.list[0] as { readonly expr: string }).expr))
const failureAlert = 'ALERTS{alertname="StreamKitQueryFailed", alertstate="firing", query="failing"}'
const recorded = rulesOf('recording.yml')
const alerts = rulesOf('alerts.yml')

/** Whatever must have data, each once. */
const expected: ReadonlySet<string> = new Set([
  ...recorded.flatMap(({ expr, record = '' }) => [expr, record]),
  ...alerts.flatMap(({ expr }) => seriesOf(expr)),
  ...promQueries().map(({ text }) => text),
  startAnnotation,
  failureAlert,
])

const hasNumber = (samples: readonly Sample[]) => samples.some(({ value }) => Number.isFinite(Number(value[1])))

const isHere = await hasProgram('prometheus')

describe.skipIf(!isHere && process.env.CI !== 'true')('a real Prometheus beside the example', () => {
  const running = new AsyncDisposableStack()
  let database: ShopDatabase
  let demo: RunningDemo
  let prometheus: PrometheusServer
  /** What has had no data yet. */
  const empty = new Set<string>()

  beforeAll(async () => {
    if (!isHere) throw new Error('prometheus is missing: install the package of that name')
    database = running.use(await startShopDatabase())
    demo = running.use(await startDemo(database.ownerUrl))
    const incidents = running.use(await startIncidents())
    const postgres = running.use(await postgresExporter(database.readerUrl))
    const kafka = running.use(await serveRecorded('monitoring/test/data/kafka-exporter.txt'))
    const streamkit = [new URL(demo.metricsUrl).host, incidents.address]
    prometheus = running.use(await startPrometheus({ streamkit, postgres: [postgres.address], kafka: [kafka.address] }))
    // Three batches, three scrapes: enough for every rate.
    await waitUntil('the example has been scraped while it streamed', async () => {
      const [sample] = await prometheus.query('min(resets(up[1m]) + count_over_time(up[1m]))')
      const batches = await prometheus.query('min(streamkit_last_batch_id{query!="from-kafka"})')
      return Number(sample?.value[1] ?? 0) >= 3 && Number(batches[0]?.value[1] ?? 0) >= 3
    })
    for (const expr of expected) empty.add(expr)
    // All together, so that what never comes is waited for once.
    await waitUntil(
      'every expression has data',
      async () => {
        for (const expr of empty) if (await prometheus.query(expr).then(hasNumber, () => false)) empty.delete(expr)
        return empty.size === 0
      },
      60_000,
    ).catch(() => undefined)
  }, 180_000)

  afterAll(async () => {
    await running.disposeAsync()
  }, 60_000)

  const hasData = async (expr: string) => {
    if (demo.program.hasEnded()) throw new Error(demo.program.output())
    expect(empty.has(expr) ? await prometheus.query(expr) : 'data', expr).toBe('data')
  }

  test('all targets are up', async () => {
    const up = await prometheus.query('up')
    expect(up.map(({ metric, value }) => `${metric.job} ${value[1]}`).sort()).toEqual([
      'kafka 1',
      'postgres 1',
      'streamkit 1',
      'streamkit 1',
    ])
  })

  test.each(recorded)('the rule records $record', async ({ record = '', expr }) => {
    await hasData(expr)
    await hasData(record)
  })

  test.each(alerts)('$alert is about series that exist', async ({ expr }) => {
    await prometheus.query(expr)
    const series = seriesOf(expr)
    expect(series.length).toBeGreaterThan(0)
    for (const name of series) await hasData(name)
  })

  test.each(promQueries())('$where has data', ({ text }) => hasData(text))

  test('the annotation and the variable of a dashboard have data', async () => {
    await hasData(startAnnotation)
    const names = await prometheus.query('count by (query) (streamkit_query_info)')
    expect(names.map(({ metric }) => metric.query)).toEqual(
      expect.arrayContaining(['product-views', 'product-purchases', 'event-log', 'failing', 'from-kafka']),
    )
  })

  test('Prometheus evaluates every rule, and the query that failed raises its alert', async () => {
    expect(await prometheus.ruleProblems()).toEqual([])
    await hasData(failureAlert)
  })

  test.each(sqlQueries())('$where has rows for the role that only reads', async ({ text, format }) => {
    const client = new Client({ connectionString: database.readerUrl })
    await client.connect()
    try {
      let fields: readonly string[] = []
      await waitUntil(`there are rows for ${text}`, async () => {
        const result = await client.query(text)
        fields = result.fields.map(({ name }) => name)
        return result.rows.length > 0
      })
      if (format === 'time_series') expect(fields).toEqual(['time', 'metric', 'value'])
    } finally {
      await client.end()
    }
  })

  test('the role that only reads does not write', async () => {
    const client = new Client({ connectionString: database.readerUrl })
    await client.connect()
    try {
      await client.query('set default_transaction_read_only = off')
      await expect(client.query('delete from shop.event_log')).rejects.toThrow(/permission denied/)
    } finally {
      await client.end()
    }
  })

  test('promtool finds nothing to complain about in the metrics', async () => {
    const text = await (await fetch(demo.metricsUrl)).text()
    const own = text.split('\n').filter((line) => /^(?:# \w+ )?streamkit_/.test(line))
    expect(own.length).toBeGreaterThan(100)
    expect(await runProgram('promtool', ['check', 'metrics'], `${own.join('\n')}\n`)).toEqual({ code: 0, output: '' })
  })
})
