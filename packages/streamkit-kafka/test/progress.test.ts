import { createSession } from '@streamkit/core'
import { type Clock, systemClock } from '@streamkit/core/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { kafka } from '../src/index.ts'
import { BrokerBench, canKillBrokers } from './support/broker-bench.ts'

let bench: BrokerBench

describe.skipIf(!canKillBrokers)('what a query tells of Kafka, and what Kafka tells the query', () => {
  beforeAll(async () => {
    bench = await BrokerBench.start()
  }, 120_000)
  afterEach(() => bench.clear())
  afterAll(() => bench?.stop())

  test('each progress tells how far its batch ends behind the newest records, in all and of each partition', async () => {
    const topic = await bench.topic(2)
    await bench.publish(topic, ['a', 'b', 'c', 'd', 'e', 'f'], 0)
    await bench.publish(topic, ['g', 'h', 'i'], 1)
    const query = bench
      .session()
      .readStream()
      .format('kafka')
      .options({ 'kafka.bootstrap.servers': bench.broker.bootstrapServers, subscribe: topic })
      .options({ startingOffsets: 'earliest', maxOffsetsPerTrigger: 6 })
      .load()
      .writeStream.trigger({ availableNow: true })
      .option('checkpointLocation', await bench.folder())
      .foreachBatch(async (batch) => void (await batch.collect()))
      .start()
    await query.awaitTermination()
    const told = query.recentProgress.map(({ sources }) => sources[0])
    expect(told.map((source) => source?.endOffset)).toEqual([{ [topic]: { 0: 4, 1: 2 } }, { [topic]: { 0: 6, 1: 3 } }])
    expect(told.map((source) => source?.latestOffset)).toEqual([
      { [topic]: { 0: 6, 1: 3 } },
      { [topic]: { 0: 6, 1: 3 } },
    ])
    expect(told.map((source) => source?.metrics)).toEqual([
      {
        minOffsetsBehindLatest: '1',
        maxOffsetsBehindLatest: '2',
        avgOffsetsBehindLatest: '1.5',
        [`offsetsBehindLatest.${topic}-0`]: '2',
        [`offsetsBehindLatest.${topic}-1`]: '1',
      },
      {
        minOffsetsBehindLatest: '0',
        maxOffsetsBehindLatest: '0',
        avgOffsetsBehindLatest: '0.0',
        [`offsetsBehindLatest.${topic}-0`]: '0',
        [`offsetsBehindLatest.${topic}-1`]: '0',
      },
    ])
  })

  test('records that arrive wake a query that would not look by itself for an hour, also after the broker was away', async () => {
    const topic = await bench.topic(2)
    const logger = { debug() {}, info() {}, warn() {}, error() {} }
    // A query whose source announces what arrives looks by itself every tenth of a second. Here it never does.
    const looksByItself = 100
    const clock: Clock = {
      ...systemClock,
      sleep: (ms, signal) => systemClock.sleep(ms === looksByItself ? 3_600_000 : ms, signal),
    }
    await using session = createSession({
      connectors: [kafka()],
      logger,
      environment: { clock },
    })
    const values: string[] = []
    let changed = Promise.withResolvers<void>()
    const query = session
      .readStream()
      .format('kafka')
      .options({ 'kafka.bootstrap.servers': bench.broker.bootstrapServers, subscribe: topic })
      .option('startingOffsets', 'earliest')
      .load()
      .select(($) => ({ value: $.value.cast('string') }))
      .writeStream.option('checkpointLocation', await bench.folder())
      .foreachBatch(async (batch) => {
        for (const { value } of await batch.collect()) values.push(String(value))
        changed.resolve()
        changed = Promise.withResolvers()
      })
      .start()
    async function until(count: number): Promise<void> {
      while (values.length < count) await Promise.race([changed.promise, query.awaitTermination()])
    }
    await query.processAllAvailable()
    await bench.publish(topic, ['a'], 0)
    await until(1)
    await bench.publish(topic, ['b'], 1)
    await until(2)
    await bench.broker.kill()
    await bench.broker.resume()
    await bench.publish(topic, ['c'], 0)
    await until(3)
    expect(values).toEqual(['a', 'b', 'c'])
    await query.stop()
  })
})
