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

let broker: TestBroker
let client: Kafka
let admin: Admin
let session: ReturnType<typeof connected>
let folder: string
let topic: string
let topics = 0

describe.skipIf(!hasBroker)('the Kafka sink, against a real broker', () => {
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
    folder = await mkdtemp(join(tmpdir(), 'kafka-sink-'))
    topics += 1
    topic = `out-${process.pid}-${topics}`
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] })
  })
  afterEach(async () => {
    await session.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** What a reader of committed records sees: `key=value`, by partition and offset. */
  async function published(name = topic): Promise<readonly string[]> {
    const rows = await session
      .read()
      .format('kafka')
      .option('bootstrapServers', broker.bootstrapServers)
      .option('subscribe', name)
      .load()
      .select(($) => ({ key: $.key.cast('string'), value: $.value.cast('string') }))
      .collect()
    return rows.map(({ key, value }) => `${key}=${value}`)
  }

  function stream(rows: readonly { readonly key: string; readonly value: string }[]) {
    const input = session.memoryStream('key STRING, value STRING')
    input.addData(...rows)
    return { input, frame: input.toDF() }
  }

  test('rows of a stream are published, a batch in a transaction', async () => {
    const { input, frame } = stream([{ key: 'a', value: '1' }])
    const query = frame.writeStream
      .format('kafka')
      .option('kafka.bootstrap.servers', broker.bootstrapServers)
      .option('topic', topic)
      .option('checkpointLocation', folder)
      .start()
    await query.processAllAvailable()
    expect(await published()).toEqual(['a=1'])
    input.addData({ key: 'a', value: '2' }, { key: 'a', value: '3' })
    await query.processAllAvailable()
    expect(await published()).toEqual(['a=1', 'a=2', 'a=3'])
    await query.stop()
  })

  test('each row may name its topic and its partition', async () => {
    const other = `${topic}-other`
    await admin.createTopics({ topics: [{ topic: other, numPartitions: 1 }] })
    await session
      .createDataFrame(
        [
          { topic, partition: 1, value: 'here' },
          { topic: other, partition: 0, value: 'there' },
        ],
        'topic STRING, partition INT, value STRING',
      )
      .write.format('kafka')
      .option('bootstrapServers', broker.bootstrapServers)
      .save()
    expect(await published()).toEqual(['null=here'])
    expect(await published(other)).toEqual(['null=there'])
    const offsets = await admin.fetchTopicOffsets(topic)
    expect(offsets.find(({ partition }) => partition === 0)?.high).toBe('0')
  })

  test('a column of a type that Kafka does not take, and a topic that is not there, are refused when the query starts', async () => {
    const save = (ddl: string, row: object, name: string) =>
      session
        .createDataFrame([row], ddl)
        .write.format('kafka')
        .option('bootstrapServers', broker.bootstrapServers)
        .option('topic', name)
        .save()
    await expect(save('value INT', { value: 1 }, topic)).rejects.toMatchObject({ condition: 'INVALID_KAFKA_COLUMN' })
    await expect(save('v STRING', { v: 'x' }, topic)).rejects.toMatchObject({ condition: 'INVALID_KAFKA_COLUMN' })
    await expect(save('value STRING', { value: 'x' }, 'no-such-topic')).rejects.toMatchObject({
      condition: 'UNKNOWN_KAFKA_TOPIC',
    })
  })

  test('a record that the broker takes for too large is an error that says so', async () => {
    const save = session
      .createDataFrame([{ value: 'x'.repeat(2_000_000) }], 'value STRING')
      .write.format('kafka')
      .option('bootstrapServers', broker.bootstrapServers)
      .option('topic', topic)
      .save()
    await expect(save).rejects.toMatchObject({ condition: 'KAFKA_RECORD_TOO_LARGE' })
    expect(await published()).toEqual([])
  })

  test.each(['gzip', 'zstd'] as const)('records can be compressed with %s', async (compression) => {
    const rows = Array.from({ length: 500 }, (_, i) => ({ value: `value ${i % 7}`, partition: 0 }))
    await session
      .createDataFrame(rows, 'value STRING, partition INT')
      .write.format('kafka')
      .option('bootstrapServers', broker.bootstrapServers)
      .option('topic', topic)
      .option('kafka.compression.type', compression)
      .save()
    expect(await published()).toEqual(rows.map(({ value }) => `null=${value}`))
  })
})
