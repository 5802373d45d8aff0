/**
 * One measured read of a topic, in a process of its own. Arguments: brokers, topic, number of messages, way: `kafkajs`, `ranges` or `streamkit`.
 * Prints milliseconds from the first request to the last message, and what came out, so that the ways can be compared.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession, fromJson, sum, count as rowCount, window } from '@streamkit/core'
import { kafka } from '@streamkit/kafka'
import { client } from './messages.ts'

const [brokers = '', topic = '', messages = '0', way = ''] = process.argv.slice(2)
const count = Number(messages)
const silent = { debug() {}, info() {}, warn() {}, error() {} }

interface Outcome {
  readonly rows: number
  readonly amount: number
}

async function bareKafkajs(): Promise<Outcome> {
  const consumer = client(brokers).consumer({ groupId: randomUUID(), maxBytesPerPartition: 4 << 20, maxWaitTimeInMs: 100 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  let [rows, amount] = [0, 0]
  await new Promise<void>((resolve, reject) => {
    consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 4,
      async eachBatch({ batch }) {
        for (const { value } of batch.messages) {
          const event = JSON.parse((value as Buffer).toString()) as { amount: number }
          amount += event.amount
          rows++
        }
        if (rows >= count) resolve()
      },
    }).catch(reject)
  })
  void consumer.disconnect().catch(() => undefined)
  return { rows, amount }
}

/** Our own fetch of exact ranges and JSON.parse, without the engine's expressions: the rows come as bytes. */
async function ownRanges(): Promise<Outcome> {
  await using session = createSession({ connectors: [kafka()], logger: silent })
  let [rows, amount] = [0, 0]
  const frame = session.read().format('kafka').options({ bootstrapServers: brokers, subscribe: topic }).load().select('value')
  for await (const { value } of frame.toLocalIterator()) {
    const bytes = value as Uint8Array
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()
    amount += (JSON.parse(text) as { amount: number }).amount
    rows++
  }
  return { rows, amount }
}

async function streamkit(): Promise<Outcome> {
  await using session = createSession({ connectors: [kafka()], logger: silent, timeZone: 'UTC' })
  const checkpoint = await mkdtemp(join(tmpdir(), 'bench-kafka-'))
  const windows = new Map<string, Outcome>()
  const query = session
    .readStream()
    .format('kafka')
    .options({ bootstrapServers: brokers, subscribe: topic, startingOffsets: 'earliest', maxOffsetsPerTrigger: 250_000 })
    .load()
    .select(($) => ({ event: fromJson($.value.cast('string'), 'ts TIMESTAMP, amount DOUBLE') }))
    .select(($) => ({ ts: $.event.getField('ts'), amount: $.event.getField('amount') }))
    .withWatermark('ts', '1 minute')
    .groupBy(($) => [window($.ts, '1 minute').as('w')])
    .agg(($) => ({ rows: rowCount('*'), amount: sum($.amount) }))
    .writeStream.outputMode('update')
    .trigger({ availableNow: true })
    .option('checkpointLocation', checkpoint)
    .foreachBatch(async (batch) => {
      for (const row of await batch.collect()) {
        windows.set(String(row.w.start), { rows: Number(row.rows), amount: row.amount ?? 0 })
      }
    })
    .start()
  await query.awaitTermination()
  await rm(checkpoint, { recursive: true, force: true })
  const all = [...windows.values()]
  return { rows: all.reduce((n, w) => n + w.rows, 0), amount: all.reduce((n, w) => n + w.amount, 0) }
}

const ways = { kafkajs: bareKafkajs, ranges: ownRanges, streamkit } as const
const run = ways[way as keyof typeof ways]
const begun = performance.now()
const outcome = await run()
const ms = performance.now() - begun
process.stdout.write(`${JSON.stringify({ ms, ...outcome })}\n`, () => process.exit(0))
