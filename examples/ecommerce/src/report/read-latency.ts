import type { Client } from 'pg'
import type { Distribution } from './percentiles.ts'
import { intervalStart, type TimeAxis } from './time-axis.ts'
import type { TimeSpan } from './time-span.ts'

/** How long events took to reach one table, from when they happened to when their row was written. */
export interface TableLatency {
  readonly table: string
  /** Rows that the run wrote. */
  readonly rows: number
  /** Rows whose event was older than the limit when it was written: they came late, and say nothing about the stream. */
  readonly lateRows: number
  /** Rows that were written before their event happened: the clocks differ. */
  readonly earlyRows: number
  /** Milliseconds, of all rows but the late ones; null without any. */
  readonly latencyMs: Distribution | null
  /** The same over time; intervals without rows are missing. */
  readonly series: readonly LatencyPoint[]
}
export interface LatencyPoint {
  /** Begin of the interval, milliseconds since 1970. */
  readonly atMs: number
  readonly rows: number
  readonly p50: number
  readonly p95: number
}

export interface LatencyOptions {
  /** When the rows were written, by the clock of the server. */
  readonly written: TimeSpan
  /** An event that is older than this when it is written came late. */
  readonly lateAfterMs: number
  readonly axis: TimeAxis
}

const tables = ['product_view_events', 'product_purchase_events', 'event_log'] as const

/** Measures every table of the shop that is there. */
export async function readLatency(client: Client, options: LatencyOptions): Promise<readonly TableLatency[]> {
  const latencies: TableLatency[] = []
  for (const table of tables) {
    const found = await client.query('select to_regclass($1) is not null as there', [`shop.${table}`])
    if (found.rows[0]?.there === true) latencies.push(await tableLatency(client, table, options))
  }
  return latencies
}

/** The rows of the run with the milliseconds from event to row, in both statements. */
function writtenRows(table: (typeof tables)[number]): string {
  return `with written as (
    select (extract(epoch from inserted_at) * 1000)::float8 as at_ms,
           (extract(epoch from inserted_at - event_ts) * 1000)::float8 as ms
    from shop.${table}
    where inserted_at between to_timestamp($1::float8 / 1000) and to_timestamp($2::float8 / 1000)
  )`
}

async function tableLatency(
  client: Client,
  table: (typeof tables)[number],
  { written, lateAfterMs, axis }: LatencyOptions,
): Promise<TableLatency> {
  const whole = await client.query(
    `${writtenRows(table)}
    select count(*)::float8 as rows,
           count(*) filter (where ms > $3::float8)::float8 as late,
           count(*) filter (where ms < 0)::float8 as early,
           min(ms) filter (where ms <= $3::float8) as min,
           avg(ms) filter (where ms <= $3::float8) as mean,
           percentile_cont(array[0.5, 0.95, 0.99]) within group (order by ms) filter (where ms <= $3::float8) as percentiles,
           max(ms) filter (where ms <= $3::float8) as max
    from written`,
    [written.fromMs, written.toMs, lateAfterMs],
  )
  const series = await client.query(
    `${writtenRows(table)}
    select least(floor((at_ms - $4::float8) / $5::float8), $6::float8) as interval, count(*)::float8 as rows,
           percentile_cont(array[0.5, 0.95]) within group (order by ms) as percentiles
    from written
    where ms <= $3::float8
    group by 1
    order by 1`,
    [written.fromMs, written.toMs, lateAfterMs, axis.fromMs, axis.intervalMs, axis.count - 1],
  )
  const { rows, late, early, min, mean, percentiles, max } = whole.rows[0] as WholeRow
  const [p50 = 0, p95 = 0, p99 = 0] = percentiles ?? []
  return {
    table,
    rows,
    lateRows: late,
    earlyRows: early,
    latencyMs: rows === late ? null : { count: rows - late, min, mean, p50, p95, p99, max },
    series: (series.rows as SeriesRow[]).map((row) => ({
      atMs: intervalStart(axis, row.interval),
      rows: row.rows,
      p50: row.percentiles[0],
      p95: row.percentiles[1],
    })),
  }
}

/** Numbers are float8, which the driver gives as numbers. */
interface WholeRow {
  readonly rows: number
  readonly late: number
  readonly early: number
  readonly min: number
  readonly mean: number
  readonly percentiles: readonly number[] | null
  readonly max: number
}
interface SeriesRow {
  readonly interval: number
  readonly rows: number
  readonly percentiles: readonly [number, number]
}
