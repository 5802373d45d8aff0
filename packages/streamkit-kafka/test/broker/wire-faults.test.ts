import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { freePort } from '../../src/testing.ts'
import { BrokerBench, canKillBrokers } from '../support/broker-bench.ts'
import { apiKeys, type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts'

let bench: BrokerBench
let proxy: CuttingProxy
const until = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 20 })

describe.skipIf(!canKillBrokers)('Kafka behind a wire that loses things', () => {
  beforeAll(async () => {
    proxy = await startCuttingProxy()
    proxy.target = await freePort()
    bench = await BrokerBench.start({
      listeners: [{ name: 'WIRE', protocol: 'PLAINTEXT', port: proxy.target, advertisedPort: proxy.port }],
    })
  }, 120_000)
  afterEach(async () => {
    proxy.fateOf = () => 'forward'
    await bench.clear()
  })
  afterAll(async () => {
    await bench?.stop()
    await proxy?.close()
  })
  const wire = () => ({
    'kafka.bootstrap.servers': `127.0.0.1:${proxy.port}`,
    'kafka.request.timeout.ms': 400,
    'kafka.socket.connection.setup.timeout.ms': 400,
  })

  test('a connection that is cut or falls silent in the middle of a fetch is made anew, and the same records are asked for again', async () => {
    for (const fate of ['loseAnswer', 'stall'] as const) {
      const topic = await bench.topic()
      await bench.publish(topic, ['a', 'b', 'c'])
      let met = 0
      proxy.fateOf = (apiKey) => (apiKey === apiKeys.fetch && met++ < 2 ? fate : 'forward')
      expect(await bench.values(topic, wire())).toEqual(['a', 'b', 'c'])
      expect(met).toBeGreaterThan(2)
    }
  })

  test('a broker that never gives records that it says it has is an error, with the partition, the offset and the time', async () => {
    const topic = await bench.topic()
    await bench.publish(topic, ['a', 'b', 'c'])
    proxy.fateOf = (apiKey) => (apiKey === apiKeys.fetch ? 'stall' : 'forward')
    const read = bench.values(topic, { ...wire(), 'kafkaConsumer.pollTimeoutMs': 1500 })
    await expect(read).rejects.toMatchObject({
      condition: 'KAFKA_SOURCE_STALLED',
      messageParameters: { partition: `${topic}-0`, offset: '0', to: '3', seconds: '1.5' },
    })
  })

  test('records and commits whose answers are lost are there once', async () => {
    const topic = await bench.topic(2)
    const session = bench.session()
    const input = session.memoryStream('value STRING')
    const query = input
      .toDF()
      .writeStream.format('kafka')
      .options({ ...wire(), topic })
      .option('checkpointLocation', await bench.folder())
      .start()
    const expected: string[] = []
    for (const apiKey of [apiKeys.produce, apiKeys.endTransaction]) {
      for (const fate of ['loseAnswer', 'stall'] as const) {
        let met = 0
        proxy.fateOf = (key) => (key === apiKey && met++ === 0 ? fate : 'forward')
        const values = Array.from({ length: 21 }, (_, i) => `${apiKey} ${fate} ${i}`)
        expected.push(...values)
        input.addData(...values.map((value) => ({ value })))
        await query.processAllAvailable()
        expect(met).toBeGreaterThan(1)
        expect((await bench.values(topic)).toSorted()).toEqual(expected.toSorted())
      }
    }
    await query.stop()
  })

  test('brokers that are away for longer than they may be end the query, which says where they were looked for', async () => {
    const topic = await bench.topic()
    const { query } = await bench.read(topic, { ...wire(), 'kafka.default.api.timeout.ms': 800 })
    await until(() => expect(query.status.isTriggerActive || query.isActive).toBe(true))
    proxy.fateOf = () => 'stall'
    await expect(query.awaitTermination()).rejects.toMatchObject({
      cause: {
        condition: 'KAFKA_UNREACHABLE',
        message: expect.stringContaining(`127.0.0.1:${proxy.port} gave no answer`),
      },
    })
  })
})
