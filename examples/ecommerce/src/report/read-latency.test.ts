import { type EmbeddedPostgres, startEmbeddedPostgres } from '@streamkit/postgres/embedded'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applySql } from '../database/apply-sql.ts'
import { readLatency } from './read-latency.ts'
import { timeAxis } from './time-axis.ts'

let server: EmbeddedPostgres
let client: Client

beforeAll(async () => {
  server = await startEmbeddedPostgres()
  client = new Client({ connectionString: server.connectionString })
  await client.connect()
})
afterAll(async () => {
  await client?.end()
  await server?.stop()
})

const begin = Date.UTC(2026, 10, 23, 12)
const span = { fromMs: begin, toMs: begin + 60_000 }
const options = { written: span, lateAfterMs: 600_000, axis: timeAxis(span.fromMs, span.toMs, 6) }

test('the latency of a table is that of its rows, recomputed one by one', async () => {
  await applySql(client)
  const rows = Array.from({ length: 500 }, (_, index) => {
    const writtenMs = begin - 5000 + ((index * 7919) % 70_000)
    const tookMs = index % 50 === 0 ? 86_400_000 : index % 33 === 0 ? -40 : (index * 104_729) % 3000
    return { writtenMs, tookMs }
  })
  await client.query(
    `insert into shop.event_log (event_id, event_type, event_ts, user_id, session_id, product_id, currency, inserted_at)
     select gen_random_uuid(), 'product_view', to_timestamp(written / 1000) - took * interval '1 millisecond', 1,
            gen_random_uuid(), 1, 'EUR', to_timestamp(written / 1000)
     from unnest($1::float8[], $2::float8[]) as rows(written, took)`,
    [rows.map(({ writtenMs }) => writtenMs), rows.map(({ tookMs }) => tookMs)],
  )
  const latencies = await readLatency(client, options)
  const log = latencies.find(({ table }) => table === 'event_log')

  const inRun = rows.filter(({ writtenMs }) => writtenMs >= span.fromMs && writtenMs <= span.toMs)
  const counted = inRun.map(({ tookMs }) => tookMs).filter((ms) => ms <= 600_000)
  counted.sort((a, b) => a - b)
  const at = (share: number): number => {
    const place = share * (counted.length - 1)
    const [low, high] = [counted[Math.floor(place)] ?? 0, counted[Math.ceil(place)] ?? 0]
    return low + (high - low) * (place % 1)
  }
  expect(log).toMatchObject({
    rows: inRun.length,
    lateRows: inRun.length - counted.length,
    earlyRows: counted.filter((ms) => ms < 0).length,
  })
  expect(log?.lateRows).toBeGreaterThan(0)
  expect(log?.latencyMs?.min).toBeCloseTo(counted[0] ?? 0, 2)
  expect(log?.latencyMs?.p50).toBeCloseTo(at(0.5), 2)
  expect(log?.latencyMs?.p95).toBeCloseTo(at(0.95), 2)
  expect(log?.latencyMs?.p99).toBeCloseTo(at(0.99), 2)
  expect(log?.latencyMs?.max).toBeCloseTo(counted.at(-1) ?? 0, 2)
  expect(log?.latencyMs?.mean).toBeCloseTo(counted.reduce((a, b) => a + b, 0) / counted.length, 2)

  expect(log?.series.map(({ atMs }) => atMs)).toEqual([0, 10, 20, 30, 40, 50].map((s) => begin + s * 1000))
  const shorter = { ...options, axis: timeAxis(begin, begin + 54_000, 6) }
  const [merged] = (await readLatency(client, shorter)).flatMap(({ table, series }) =>
    table === 'event_log' ? [series] : [],
  )
  expect(merged?.length).toBe(shorter.axis.count)
  expect(merged?.reduce((sum, point) => sum + point.rows, 0)).toBe(counted.length)
  expect(log?.series.reduce((sum, point) => sum + point.rows, 0)).toBe(counted.length)
})

test('an empty table has no latency, and a table that is not there is left out', async () => {
  await client.query('drop schema shop cascade')
  expect(await readLatency(client, options)).toEqual([])
  await applySql(client)
  const empty = { rows: 0, lateRows: 0, earlyRows: 0, latencyMs: null, series: [] }
  expect(await readLatency(client, options)).toEqual([
    { table: 'product_view_events', ...empty },
    { table: 'product_purchase_events', ...empty },
    { table: 'event_log', ...empty },
  ])
})
