/**
 * The job that is measured, as a program of its own: CSV files → typed columns → combined time → watermark → dedup → UPSERT. Prints one JSON line with what it saw.
 *
 * Arguments: folder of the files, files per batch, connection string, table, checkpoint folder, and `page` to have the live page open with a visitor who looks at the query, or `metrics` to have Prometheus metrics that are scraped each second.
 */
import { spawn } from 'node:child_process'
import { concat, createSession, schema, toTimestamp } from '@streamkit/core'
import { prometheusMetrics, serveMetrics } from '@streamkit/core/metrics'
import { upsert } from '@streamkit/postgres'

const [folder, filesPerBatch, connectionString, table, checkpoint, watched] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string?,
]

const Purchase = schema(
  'event_id STRING, user_id BIGINT, session_id STRING, product_id BIGINT, product_name STRING, category STRING, price DECIMAL(10,2), quantity INT, payment_method STRING, currency STRING, event_date STRING, event_time STRING',
)

await using session = createSession({ appName: 'benchmark' })
const query = session
  .readStream()
  .format('csv')
  .schema(Purchase)
  .option('header', true)
  .option('maxFilesPerTrigger', Number(filesPerBatch))
  .load(folder)
  .withColumn('event_ts', ($) => toTimestamp(concat($.event_date, ' ', $.event_time)))
  .withWatermark('event_ts', '10 minutes')
  .dropDuplicates('event_id', 'event_ts')
  .drop('event_date', 'event_time')
  .writeStream.queryName('benchmark')
  .trigger({ availableNow: true })
  .option('checkpointLocation', checkpoint)
  .foreachBatch(upsert({ connectionString, table, key: ['event_id'] }))
  .start()

/** In a process of its own, as a browser and Prometheus are. It ends when the job does not answer any more. */
function visitor(program: string): void {
  spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'ignore' }).unref()
}

if (watched === 'page') {
  const { url } = await session.ui({ port: 0 })
  visitor(`for await (const part of (await fetch('${url}events?run=${query.runId}')).body) void part`)
}
if (watched === 'metrics') {
  const metrics = prometheusMetrics()
  session.streams.addListener(metrics.listener)
  const { url } = await serveMetrics(metrics, { port: 0 })
  visitor(`for (;;) { await (await fetch('${url}')).text(); await new Promise((go) => setTimeout(go, 1000)) }`)
}

let firstBatchMs: number | null = null
let rows = 0
let batches = 0
query.progress$.subscribe({
  next(progress) {
    firstBatchMs ??= performance.now()
    rows += progress.numInputRows
    batches++
  },
  error() {},
})
await query.awaitTermination()
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
process.stdout.write(
  `${JSON.stringify({ rows, batches, firstBatchMs, totalMs: performance.now(), peakMb: maxRSS / 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 })}\n`,
)
