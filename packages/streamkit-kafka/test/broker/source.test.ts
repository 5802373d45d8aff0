import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession, type Session } from '@streamkit/core'
import kafkajs, { type Admin, type Kafka } from 'kafkajs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { kafka } from '../../src/index.ts'
import type { TestBroker } from '../../src/testing.ts'
import { hasBroker, startTestBroker } from '../support/broker.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const connected = () => createSession({ connectors: [kafka()], logger: silent })
type KafkaSession = ReturnType<typeof connected>

let broker: TestBroker
let client: Kafka
let admin: Admin
let session: KafkaSession
let checkpoint: string
let topic: string
let topics = 0

describe.skipIf(!hasBroker)('the Kafka source, against a real broker', () => {
  beforeAll(async () => {
    broker = await startTestBroker()
    client = new kafkajs.Kafka({ brokers: [broker.bootstrapServers], logLevel: 0 })
    admin = client.admin()
    await admin.connect()
  }, 120_000)
  afterAll(async () => {
    await admin?.disconnect()
    await broker?.stop()
  })
  beforeEach(async () => {
    session = connected()
    checkpoint = await mkdtemp(join(tmpdir(), 'kafka-source-'))
    topics += 1
    topic = `topic-${process.pid}-${topics}`
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] })
  })
  afterEach(async () => {
    await session.stop()
    await rm(checkpoint, { recursive: true, force: true })
  })

  async function publish(values: readonly string[], partition = 0): Promise<void> {
    const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    await producer.send({ topic, messages: values.map((value) => ({ value, partition })) })
    await producer.disconnect()
  }

  /** The values that a query up to what is there now gives, by batch. */
  async function run(options: Readonly<Record<string, string | number | boolean>>): Promise<readonly string[][]> {
    const batches: string[][] = []
    let reader = session.readStream().format('kafka').option('kafka.bootstrap.servers', broker.bootstrapServers)
    if (options.subscribePattern === undefined && options.assign === undefined)
      reader = reader.option('subscribe', topic)
    const query = reader
      .options(options)
      .load()
      .select(($) => ({ value: $.value.cast('string'), partition: $.partition, offset: $.offset }))
      .writeStream.trigger({ availableNow: true })
      .option('checkpointLocation', checkpoint)
      .foreachBatch(async (batch) => {
        const rows = await batch.collect()
        batches.push(rows.map((row) => `${row.partition}:${row.offset}:${row.value}`))
      })
      .start()
    await query.awaitTermination()
    return batches
  }

  test('a new query with earliest reads everything, and after a restart what has come since', async () => {
    await publish(['a', 'b'])
    await publish(['c'], 1)
    expect(await run({ startingOffsets: 'earliest' })).toEqual([['0:0:a', '0:1:b', '1:0:c']])
    await publish(['d'], 1)
    expect(await run({ startingOffsets: 'earliest' })).toEqual([['1:1:d']])
    expect(await run({ startingOffsets: 'earliest' })).toEqual([])
  })
})
