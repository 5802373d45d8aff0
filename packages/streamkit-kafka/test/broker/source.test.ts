import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession } from '@streamkit/core'
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

  test('a new query begins at the latest offsets unless it is told otherwise', async () => {
    await publish(['old'])
    expect(await run({})).toEqual([])
    await publish(['new'])
    expect(await run({})).toEqual([['0:1:new']])
  })

  test('offsets for each partition say where to begin, with -2 for the earliest and -1 for the latest', async () => {
    await publish(['a', 'b', 'c'])
    await publish(['x', 'y'], 1)
    const startingOffsets = JSON.stringify({ [topic]: { 0: 1, 1: -1 } })
    expect(await run({ startingOffsets })).toEqual([['0:1:b', '0:2:c']])
    await publish(['z'], 1)
    expect(await run({ startingOffsets })).toEqual([['1:2:z']])
  })

  test('offsets that name a part of the partitions, or lie outside of them, are refused', async () => {
    await publish(['a'])
    await expect(run({ startingOffsets: JSON.stringify({ [topic]: { 0: 0 } }) })).rejects.toMatchObject({
      cause: { condition: 'INVALID_KAFKA_OFFSETS' },
    })
    await expect(run({ startingOffsets: JSON.stringify({ [topic]: { 0: 7, 1: 0 } }) })).rejects.toMatchObject({
      cause: { message: expect.stringContaining(`${topic}-0 has the offsets 0 to 1, not 7`) },
    })
  })

  test('a time says where to begin; where no record is so late it is an error, or the latest offset if that is asked for', async () => {
    const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    const at = (timestamp: number, partition: number) => ({
      value: String(timestamp),
      timestamp: String(timestamp),
      partition,
    })
    await producer.send({ topic, messages: [at(1000, 0), at(2000, 0), at(1500, 1)] })
    await producer.disconnect()
    await expect(run({ startingTimestamp: 2000 })).rejects.toMatchObject({
      cause: { condition: 'NO_KAFKA_RECORD_AT_TIME' },
    })
    const strategy = { startingOffsetsByTimestampStrategy: 'latest' }
    expect(await run({ startingTimestamp: 2000, ...strategy })).toEqual([['0:1:2000']])
    await rm(checkpoint, { recursive: true })
    const each = JSON.stringify({ [topic]: { 0: 1001, 1: 1000 } })
    expect(await run({ startingOffsetsByTimestamp: each })).toEqual([['0:1:2000', '1:0:1500']])
  })

  test('topics are found by a pattern that their whole name fits, and partitions can be assigned', async () => {
    await admin.createTopics({ topics: [{ topic: `${topic}-more`, numPartitions: 1 }] })
    await publish(['a'])
    await publish(['b'], 1)
    expect(await run({ subscribePattern: `${topic}(-m.*)?`, startingOffsets: 'earliest' })).toEqual([
      ['0:0:a', '1:0:b'],
    ])
    await rm(checkpoint, { recursive: true })
    expect(await run({ assign: JSON.stringify({ [topic]: [1] }), startingOffsets: 'earliest' })).toEqual([['1:0:b']])
  })

  test('maxOffsetsPerTrigger divides a batch among the partitions by how much they have', async () => {
    await publish(['a', 'b', 'c', 'd', 'e', 'f'])
    await publish(['x', 'y', 'z'], 1)
    const batches = await run({ startingOffsets: 'earliest', maxOffsetsPerTrigger: 3 })
    expect(batches.map((batch) => batch.length)).toEqual([3, 3, 3])
    expect(batches[0]).toEqual(['0:0:a', '0:1:b', '1:0:x'])
    expect(batches.flat().sort()).toHaveLength(9)
  })

  test('partitions that are added while the query is away are read from their beginning', async () => {
    await publish(['a'])
    await run({ startingOffsets: 'earliest' })
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] })
    await publish(['new'], 2)
    expect(await run({ startingOffsets: 'earliest' })).toEqual([['2:0:new']])
  })

  test('records that were removed before they were read end the query, or are counted and left out', async () => {
    await publish(['a'])
    await run({ startingOffsets: 'earliest' })
    await publish(['b', 'c', 'd'])
    // kafkajs finds no leader for this unless it has looked at the topic before.
    await admin.fetchTopicOffsets(topic)
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '3' }] })
    await expect(run({})).rejects.toMatchObject({
      cause: { condition: 'KAFKA_DATA_LOSS', messageParameters: { partition: `${topic}-0`, from: '1', to: '3' } },
    })
    expect(await run({ failOnDataLoss: false })).toEqual([['0:3:d']])
  })

  test('a topic that was deleted and made anew is told from the one that was read', async () => {
    await publish(['a', 'b', 'c'])
    await run({ startingOffsets: 'earliest' })
    await admin.deleteTopics({ topics: [topic] })
    await expect.poll(async () => (await admin.listTopics()).includes(topic)).toBe(false)
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] })
    await publish(['x'])
    await expect(run({})).rejects.toMatchObject({
      cause: { condition: expect.stringMatching(/^KAFKA_(TOPIC_RECREATED|OFFSET_WENT_BACK)$/) },
    })
  })

  test('records of aborted transactions are not there, committed ones are, and the end of a transaction is no reason to wait', async () => {
    const producer = client.producer({ transactionalId: `tx-${topic}`, idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    for (const [value, ends] of [
      ['kept', 'commit'],
      ['dropped', 'abort'],
      ['kept too', 'commit'],
      ['last', 'abort'],
    ] as const) {
      const transaction = await producer.transaction()
      // The key looks like the one of a marker that ends an aborted transaction.
      await transaction.send({
        topic,
        messages: [
          { key: Buffer.from([0, 0, 0, 0]), value, partition: 0 },
          { value: `${value} 2`, partition: 0 },
        ],
      })
      await transaction[ends]()
    }
    await producer.disconnect()
    expect(await run({ startingOffsets: 'earliest' })).toEqual([
      ['0:0:kept', '0:1:kept 2', '0:6:kept too', '0:7:kept too 2'],
    ])
    await rm(checkpoint, { recursive: true })
    const uncommitted = await run({ startingOffsets: 'earliest', 'kafka.isolation.level': 'read_uncommitted' })
    expect(uncommitted.flat()).toHaveLength(8)
  })

  test('keys, values, headers and times come as they were written, null and empty told apart', async () => {
    const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    const headers = { a: ['1', '2'], constructor: Buffer.from([255]) }
    await producer.send({
      topic,
      messages: [
        { key: null, value: null, partition: 0, timestamp: '1700000000123' },
        { key: '', value: '', partition: 0, timestamp: '1700000000124', headers },
      ],
    })
    await producer.disconnect()
    const rows = await session
      .read()
      .format('kafka')
      .option('bootstrapServers', broker.bootstrapServers)
      .option('subscribe', topic)
      .option('includeHeaders', true)
      .load()
      .collect()
    const bytes = (text: string) => new Uint8Array(Buffer.from(text))
    expect(rows).toEqual([
      {
        key: null,
        value: null,
        topic,
        partition: 0,
        offset: 0n,
        timestamp: new Date(1700000000123),
        timestampType: 0,
        headers: null,
      },
      {
        key: bytes(''),
        value: bytes(''),
        topic,
        partition: 0,
        offset: 1n,
        timestamp: new Date(1700000000124),
        timestampType: 0,
        headers: [
          { key: 'a', value: bytes('1') },
          { key: 'a', value: bytes('2') },
          { key: 'constructor', value: new Uint8Array([255]) },
        ],
      },
    ])
  })

  test('a bounded read takes what lies between its start and its end', async () => {
    await publish(['a', 'b', 'c'])
    await publish(['x'], 1)
    const read = (options: Readonly<Record<string, string>>) =>
      session
        .read()
        .format('kafka')
        .option('kafka.bootstrap.servers', broker.bootstrapServers)
        .option('subscribe', topic)
        .options(options)
        .load()
        .select(($) => ({ value: $.value.cast('string') }))
        .collect()
    expect((await read({})).map(({ value }) => value)).toEqual(['a', 'b', 'c', 'x'])
    const between = {
      startingOffsets: JSON.stringify({ [topic]: { 0: 1, 1: -2 } }),
      endingOffsets: JSON.stringify({ [topic]: { 0: 2, 1: -1 } }),
    }
    expect((await read(between)).map(({ value }) => value)).toEqual(['b', 'x'])
  })

  test('a record that is larger than a fetch comes all the same', async () => {
    const large = 'x'.repeat(500_000)
    await publish(['a', large, 'b'])
    await publish([large], 1)
    const batches = await run({ startingOffsets: 'earliest', 'kafka.max.partition.fetch.bytes': 1000 })
    expect(batches.flat().map((text) => text.length)).toEqual([5, 500_004, 5, 500_004])
  })

  test('a topic that is not there is an error that names it', async () => {
    await expect(run({ subscribePattern: 'nothing-like-this' })).resolves.toEqual([])
    await expect(run({ assign: JSON.stringify({ 'no-such-topic': [0] }) })).rejects.toMatchObject({
      cause: { condition: 'UNKNOWN_KAFKA_TOPIC', message: expect.stringContaining('no-such-topic') },
    })
  })

  test('brokers that cannot be reached are named, after the time that was given to them', async () => {
    await expect(
      run({ 'kafka.bootstrap.servers': '127.0.0.1:1', 'kafka.default.api.timeout.ms': 300 }),
    ).rejects.toMatchObject({
      cause: { condition: 'KAFKA_UNREACHABLE', message: expect.stringContaining('127.0.0.1:1') },
    })
  })
})
