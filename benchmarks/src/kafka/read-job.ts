/**
 * One measured read of a topic, in a process of its own. Arguments: brokers, topic, number of messages, way: `kafkajs`, `platformatic`, `ranges` or `streamkit`.
 * Prints milliseconds from the first request to the last message, and what came out, so that the ways can be compared.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Consumer } from '@platformatic/kafka'
import { createSession, fromJson, count as rowCount, sum, window } from '@streamkit/core'
import { kafka } from '@streamkit/kafka'
import { client } from './messages.ts'

const [brokers = '', topic = '', messages = '0', way = ''] = process.argv.slice(2)
const count = Number(messages)
const silent = { debug() {}, info() {}, warn() {}, error() {} }

interface Outcome {
  readonly rows: number
  readonly amount: number
}

/** A group of the run's own; all partitions at once. */
async function bareKafkajs(): Promise<Outcome> {
  const consumer = client(brokers).consumer({
    groupId: randomUUID(),
    maxBytesPerPartition: 4 << 20,
    maxWaitTimeInMs: 100,
  })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  let [rows, amount] = [0, 0]
  const all = Promise.withResolvers<void>()
  const running = consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 4,
    async eachBatch({ batch }) {
      for (const { value } of batch.messages) {
        amount += amountOf(value as Buffer)
        rows++
      }
      if (rows >= count) all.resolve()
    },
  })
  running.catch(all.reject)
  await all.promise
  return { rows, amount }
}

/** Fetch requests for explicit ranges, one partition beside the other, no group. */
async function barePlatformatic(): Promise<Outcome> {
  const consumer = new Consumer({ clientId: 'bench', bootstrapBrokers: brokers.split(','), groupId: randomUUID() })
  const metadata = await consumer.metadata({ topics: [topic] })
  const { id, partitions } = metadata.topics.get(topic) as { id: string; partitions: { leader: number }[] }
  const ends = (await consumer.listOffsets({ topics: [topic] })).get(topic) ?? []
  let [rows, amount] = [0, 0]
  async function readPartition(partition: number, node: number): Promise<void> {
    const wanted = { partition, currentLeaderEpoch: -1, lastFetchedEpoch: -1, partitionMaxBytes: 4 << 20 }
    const end = ends[partition] ?? 0n
    for (let fetchOffset = 0n; fetchOffset < end; ) {
      const topics = [{ topicId: id, partitions: [{ ...wanted, fetchOffset }] }]
      const answer = await consumer.fetch({ node, topics, minBytes: 1, maxBytes: 16 << 20, maxWaitTime: 100 })
      const before = fetchOffset
      for (const { firstOffset, lastOffsetDelta, records } of answer.responses[0]?.partitions[0]?.records ?? []) {
        for (const { offsetDelta, value } of records) {
          // A batch begins before what was asked for where the last answer ended within it.
          if (firstOffset + BigInt(offsetDelta) < before) continue
          amount += amountOf(value as Buffer)
          rows++
        }
        fetchOffset = firstOffset + BigInt(lastOffsetDelta) + 1n
      }
    }
  }
  await Promise.all(partitions.map(({ leader }, partition) => readPartition(partition, leader)))
  return { rows, amount }
}

/** Our own fetch of exact ranges and JSON.parse, without the engine's expressions: the rows come as bytes. */
async function ownRanges(): Promise<Outcome> {
  await using session = createSession({ connectors: [kafka()], logger: silent })
  let [rows, amount] = [0, 0]
  const frame = session
    .read()
    .format('kafka')
    .options({ bootstrapServers: brokers, subscribe: topic })
    .load()
    .select('value')
  for await (const { value } of frame.toLocalIterator()) {
    const { buffer, byteOffset, length } = value as Uint8Array
    amount += amountOf(Buffer.from(buffer, byteOffset, length))
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
    .options({
      bootstrapServers: brokers,
      subscribe: topic,
      startingOffsets: 'earliest',
      maxOffsetsPerTrigger: 250_000,
    })
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

function amountOf(value: Buffer): number {
  return (JSON.parse(value.toString()) as { amount: number }).amount
}

const ways = { kafkajs: bareKafkajs, platformatic: barePlatformatic, ranges: ownRanges, streamkit } as const
const run = ways[way as keyof typeof ways]
const begun = performance.now()
const outcome = await run()
const ms = performance.now() - begun
process.stdout.write(`${JSON.stringify({ ms, ...outcome })}\n`, () => process.exit(0))
