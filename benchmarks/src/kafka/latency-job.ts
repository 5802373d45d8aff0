/** A query with the default trigger that looks at the clock when its foreachBatch has the rows. Arguments: brokers, topic, number of messages, how many of them are not counted. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession, fromJson } from '@streamkit/core'
import { kafka } from '@streamkit/kafka'

const [brokers = '', topic = '', total = '0', uncounted = '0'] = process.argv.slice(2)
const latencies: number[] = []
let [seen, batches] = [0, 0]
const logger = { debug() {}, info() {}, warn() {}, error() {} }
await using session = createSession({ connectors: [kafka()], logger })
const checkpoint = await mkdtemp(join(tmpdir(), 'bench-kafka-'))
const done = Promise.withResolvers<void>()
const query = session
  .readStream()
  .format('kafka')
  .options({ bootstrapServers: brokers, subscribe: topic, startingOffsets: 'earliest' })
  .load()
  .select(($) => ({ event: fromJson($.value.cast('string'), 'id INT, sentAtMs DOUBLE') }))
  .select(($) => ({ sentAtMs: $.event.getField('sentAtMs') }))
  .writeStream.option('checkpointLocation', checkpoint)
  .foreachBatch(async (batch) => {
    const rows = await batch.collect()
    const now = performance.timeOrigin + performance.now()
    seen += rows.length
    if (seen > Number(uncounted)) {
      batches++
      for (const { sentAtMs } of rows) latencies.push(now - (sentAtMs ?? 0))
    }
    if (seen >= Number(total)) done.resolve()
  })
  .start()
await Promise.race([done.promise, query.awaitTermination()])
await query.stop()
await rm(checkpoint, { recursive: true, force: true })
const sorted = latencies.toSorted((a, b) => a - b)
const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
const summary = { p50: at(0.5), p95: at(0.95), p99: at(0.99), count: sorted.length, batches }
process.stdout.write(`${JSON.stringify(summary)}\n`)
