import kafkajs from 'kafkajs'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { BrokerBench, canKillBrokers } from '../support/broker-bench.ts'

let bench: BrokerBench
const until = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 20 })

describe.skipIf(!canKillBrokers)('the Kafka source, when something goes wrong', () => {
  beforeAll(async () => {
    bench = await BrokerBench.start({ properties: { 'log.cleaner.backoff.ms': '50' } })
  }, 120_000)
  afterEach(() => bench.clear())
  afterAll(() => bench?.stop())

  test('a broker that is killed and comes back is waited for, and the query goes on where it was', async () => {
    const topic = await bench.topic(2)
    await bench.publish(topic, ['a', 'b'])
    const { query, values } = await bench.read(topic)
    await until(() => expect(values).toEqual(['a', 'b']))
    await bench.broker.kill()
    await bench.broker.resume()
    await bench.publish(topic, ['c'], 1)
    await until(() => expect(values).toEqual(['a', 'b', 'c']))
    expect(query.isActive).toBe(true)
  })

  test('a query that is started while the broker is down waits for it', async () => {
    const topic = await bench.topic()
    await bench.publish(topic, ['a'])
    await bench.broker.halt()
    const { values } = await bench.read(topic)
    await bench.broker.resume()
    await until(() => expect(values).toEqual(['a']))
  })

  test('partitions that are added while the query runs are read from their beginning', async () => {
    const topic = await bench.topic()
    await bench.publish(topic, ['a'])
    const { values } = await bench.read(topic)
    await until(() => expect(values).toEqual(['a']))
    await bench.admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] })
    await bench.publish(topic, ['new'], 2)
    await bench.publish(topic, ['newer'], 2)
    await until(() => expect(values).toEqual(['a', 'new', 'newer']))
  })

  /** Reads record by record and stops in the first batch, until the records before offset 4 of five have been removed. */
  async function removedWhileRunning(options: Readonly<Record<string, boolean>>) {
    const topic = await bench.topic()
    await bench.publish(topic, ['0', '1', '2', '3', '4'])
    const values: string[] = []
    const [entered, removed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const query = bench
      .session()
      .readStream()
      .format('kafka')
      .options({
        'kafka.bootstrap.servers': bench.broker.bootstrapServers,
        subscribe: topic,
        startingOffsets: 'earliest',
        maxOffsetsPerTrigger: 1,
        ...options,
      })
      .load()
      .select(($) => ({ value: $.value.cast('string') }))
      .writeStream.option('checkpointLocation', await bench.folder())
      .foreachBatch(async (batch) => {
        for (const { value } of await batch.collect()) values.push(String(value))
        entered.resolve()
        await removed.promise
      })
      .start()
    await entered.promise
    await bench.admin.fetchTopicOffsets(topic)
    await bench.admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '4' }] })
    removed.resolve()
    return { topic, query, values }
  }

  test('records that are removed while the query runs end it, with the offsets that are gone', async () => {
    const { topic, query, values } = await removedWhileRunning({})
    await expect(query.awaitTermination()).rejects.toMatchObject({
      cause: {
        condition: 'KAFKA_DATA_LOSS',
        message: expect.stringMatching(
          `Records of ${topic}-0 from offset \\d to \\d are gone: the first record .* offset 4`,
        ),
      },
    })
    expect(values).not.toContain('3')
  })

  test('with failOnDataLoss false the query goes on behind what was removed, and never back to what it has read', async () => {
    const { query, values } = await removedWhileRunning({ failOnDataLoss: false })
    await until(() => expect(values).toContain('4'))
    expect(values).toEqual([...new Set(values)])
    expect(values).not.toContain('3')
    expect(query.isActive).toBe(true)
  })

  test('a topic that is deleted and made anew while the query runs is read from its beginning with failOnDataLoss false', async () => {
    const topic = await bench.topic()
    await bench.publish(topic, ['old 0', 'old 1', 'old 2'])
    const { values } = await bench.read(topic, { failOnDataLoss: false })
    await until(() => expect(values).toEqual(['old 0', 'old 1', 'old 2']))
    await bench.admin.deleteTopics({ topics: [topic] })
    await expect.poll(async () => (await bench.admin.listTopics()).includes(topic)).toBe(false)
    await bench.admin.createTopics({ topics: [{ topic, numPartitions: 1 }] })
    await bench.publish(topic, ['new 0', 'new 1', 'new 2', 'new 3'])
    await until(() => expect(values).toHaveLength(7))
    expect(values.slice(3)).toEqual(['new 0', 'new 1', 'new 2', 'new 3'])
  })

  test('a topic that is deleted and made anew while the query runs ends it otherwise', async () => {
    const topic = await bench.topic()
    await bench.publish(topic, ['old'])
    const { query, values } = await bench.read(topic)
    await until(() => expect(values).toEqual(['old']))
    const ended = query.awaitTermination().catch((error: unknown) => error)
    await bench.admin.deleteTopics({ topics: [topic] })
    await expect.poll(async () => (await bench.admin.listTopics()).includes(topic)).toBe(false)
    await bench.admin.createTopics({ topics: [{ topic, numPartitions: 1 }] })
    await bench.publish(topic, ['new', 'new'])
    expect(await ended).toMatchObject({
      cause: { condition: expect.stringMatching(/^KAFKA_(?:TOPIC_RECREATED|DATA_LOSS)$/) },
    })
    expect(values).toEqual(['old'])
  })

  test('a compacted topic has gaps: the records that are left are read, and the end is reached', async () => {
    const topic = await bench.topic(1, {
      'cleanup.policy': 'compact',
      'segment.ms': '1',
      'min.cleanable.dirty.ratio': '0.001',
    })
    const record = (n: number) => ({ key: `key ${n % 2}`, value: String(n) })
    for (let n = 0; n < 8; n++) await bench.publish(topic, [record(n)])
    await expect
      .poll(async () => (await bench.values(topic)).length, { timeout: 30_000, interval: 200 })
      .toBeLessThan(4)
    const left = await bench.values(topic)
    expect(left.slice(-2)).toEqual(['6', '7'])
    const { query, values } = await bench.read(topic, { maxOffsetsPerTrigger: 3 })
    await query.processAllAvailable()
    expect(values).toEqual(left)
  })

  test('records in a codec that is not there are an error that names it, and are read with the codec', async () => {
    const topic = await bench.topic()
    const table = kafkajs.CompressionCodecs as Record<number, () => unknown>
    table[3] = () => ({ compress: async ({ buffer }: { readonly buffer: Buffer }) => lz4Frame(buffer) })
    const producer = bench.client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    await producer.send({ topic, compression: 3, messages: [{ value: 'squeezed' }] })
    await producer.disconnect()
    await expect(bench.values(topic)).rejects.toMatchObject({
      condition: 'KAFKA_CODEC_MISSING',
      message: expect.stringContaining('compressed with lz4'),
    })
    const lz4 = { compress: lz4Frame, decompress: (bytes: Uint8Array) => bytes.subarray(11, -4) }
    expect(await bench.values(topic, {}, bench.session({ codecs: { lz4 } }))).toEqual(['squeezed'])
  })
})

/** A frame of LZ4 with one block that is not compressed. */
function lz4Frame(bytes: Uint8Array): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt32LE((0x8000_0000 + bytes.length) >>> 0)
  return Buffer.concat([Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]), size, bytes, Buffer.alloc(4)])
}
