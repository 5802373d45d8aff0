import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Consumer, FetchIsolationLevels } from '@platformatic/kafka'
import kafkajs, { type Kafka } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JavaBroker, testBrokerKind } from '../../src/testing.ts'

const program = fileURLToPath(new URL('./crashing-queries.ts', import.meta.url))
const [input, transformed, distinct] = ['in', 'out-transformed', 'out-distinct'] as const
const partitions = 2
/** How often the queries are killed; `STREAMKIT_KAFKA_CRASHES` says otherwise. */
const kills = Number(process.env.STREAMKIT_KAFKA_CRASHES ?? 30)
/** In these rounds the broker is killed and comes back while the queries run; in the second of them they live through it. */
const brokerKills: readonly number[] = [0.3, 0.6, 0.9].map((share) => Math.floor(kills * share))
const hasJava = (await testBrokerKind()) === 'java'

let broker: JavaBroker
let client: Kafka
let folder: string

interface Started {
  readonly child: ChildProcess
  readonly started: Promise<void>
  readonly ended: Promise<{ readonly signal: string | null; readonly code: number | null; readonly said: string }>
}

function start(step: number, moment: 'before' | 'after'): Started {
  const args = [broker.bootstrapServers, input, transformed, distinct, folder, String(step), moment]
  const child = spawn(process.execPath, ['--conditions=@streamkit/source', program, ...args])
  const started = Promise.withResolvers<void>()
  let said = ''
  child.stdout.on('data', (text: Buffer) => {
    said += text
    started.resolve()
  })
  child.stderr.on('data', (text: Buffer) => {
    // kafkajs asks for a timer of negative length, which Node says on the error stream.
    if (!text.includes('TimeoutNegativeWarning')) said += text
  })
  const ended = new Promise<Awaited<Started['ended']>>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      started.resolve()
      resolve({ code, signal, said })
    })
  })
  return { child, started: started.promise, ended }
}

/** All that consumers of two clients, each in a group of its own, see of a topic when they read only what was committed. */
async function committed(topic: string): Promise<Readonly<Record<'kafkajs' | 'platformatic', readonly string[]>>> {
  const producer = client.producer()
  await producer.connect()
  const messages = Array.from({ length: partitions }, (_, partition) => ({ key: 'end', value: 'end', partition }))
  await producer.send({ topic, messages })
  await producer.disconnect()
  return { kafkajs: await seenByKafkajs(topic), platformatic: await seenByPlatformatic(topic) }
}

async function seenByKafkajs(topic: string): Promise<readonly string[]> {
  const consumer = client.consumer({ groupId: `reader-of-${topic}`, readUncommitted: false })
  const found: string[] = []
  const ended = Promise.withResolvers<void>()
  let left = partitions
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({
    eachMessage: async ({ message }) => {
      if (String(message.key) !== 'end') found.push(String(message.value))
      else if (--left === 0) ended.resolve()
    },
  })
  await ended.promise
  await consumer.disconnect()
  return found
}

/**
 * What the client that has no part in the queries fetches of a topic, all of it in one answer, by the markers that commit or abort it. Not with its own read-committed isolation: of transactions that were aborted that (2.12.1)
 * leaves in some and takes out more than it should.
 */
async function seenByPlatformatic(topic: string): Promise<readonly string[]> {
  const consumer = new Consumer({
    clientId: 'other',
    groupId: `other-${topic}`,
    bootstrapBrokers: [broker.bootstrapServers],
  })
  const metadata = await consumer.metadata({ topics: [topic] })
  const { id, partitions: parts } = metadata.topics.get(topic) as { id: string; partitions: { leader: number }[] }
  const found: string[] = []
  for (const [partition, { leader }] of parts.entries()) {
    const size = { partitionMaxBytes: 64 << 20, currentLeaderEpoch: -1, lastFetchedEpoch: -1 }
    const topics = [{ topicId: id, partitions: [{ partition, fetchOffset: 0n, ...size }] }]
    const isolationLevel = FetchIsolationLevels.READ_UNCOMMITTED
    const limits = { minBytes: 1, maxBytes: 64 << 20, maxWaitTime: 1_000, isolationLevel }
    const answer = await consumer.fetch({ node: leader, topics, ...limits })
    const values = committedValues(answer.responses[0]?.partitions[0])
    expect(values.at(-1)).toBe('end')
    found.push(...values.slice(0, -1))
  }
  await consumer.close(true)
  return found
}

type FetchedPartition = Awaited<ReturnType<Consumer['fetch']>>['responses'][number]['partitions'][number]
const [transactional, control, commitMarker] = [0x10, 0x20, 1]

/** What producers have sent counts when the marker behind it is one of a commit. */
function committedValues(fetched: FetchedPartition | undefined): readonly string[] {
  const open = new Map<bigint, string[]>()
  const values: string[] = []
  for (const { attributes, producerId, records } of fetched?.records ?? []) {
    const texts = records.map(({ value }) => String(value))
    if ((attributes & control) !== 0) {
      if (records[0]?.key?.readInt16BE(2) === commitMarker) values.push(...(open.get(producerId) ?? []))
      open.delete(producerId)
    } else if ((attributes & transactional) !== 0) open.set(producerId, [...(open.get(producerId) ?? []), ...texts])
    else values.push(...texts)
  }
  return values
}

describe.skipIf(!hasJava && process.env.CI !== 'true')('queries from Kafka to Kafka', () => {
  beforeAll(async () => {
    broker = await JavaBroker.start()
    client = new kafkajs.Kafka({ brokers: [broker.bootstrapServers], logLevel: 0, retry: { retries: 30 } })
    folder = await mkdtemp(join(tmpdir(), 'kafka-crash-'))
    const admin = client.admin()
    await admin.connect()
    await admin.createTopics({
      topics: [input, transformed, distinct].map((topic) => ({ topic, numPartitions: partitions })),
    })
    await admin.disconnect()
  }, 120_000)
  afterAll(async () => {
    await broker?.stop()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  test('are killed again and again at durable steps and random moments, and the broker three times: read-committed consumers see every record exactly once', {
    timeout: 300_000,
  }, async () => {
    const sent: string[] = []
    /** Records of which every third is there before; some have no key, so that the sink chooses their partition. */
    async function publish(count: number): Promise<void> {
      const values = Array.from({ length: count }, () => {
        const n = sent.length
        const value = n % 3 === 2 ? (sent[Math.floor(n / 2)] as string) : `value ${n}`
        sent.push(value)
        return value
      })
      const messages = values.map((value, i) => (i % 2 === 0 ? { key: value, value } : { value }))
      // A new one each time: one that has lived through the death of a broker may number its records wrong.
      const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 })
      await producer.connect()
      await producer.send({ topic: input, messages })
      await producer.disconnect()
    }

    let x = 20_261_124
    const random = (below: number) => {
      x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0
      return Math.floor((x / 2 ** 32) * below)
    }
    let killed = 0
    await publish(100)
    for (let round = 0; killed < kills && round < 2 * kills; round++) {
      if (brokerKills.includes(round)) {
        const { child, started, ended } = start(0, 'before')
        await started
        await broker.kill()
        await broker.resume()
        const livesOn = round === brokerKills[1]
        if (!livesOn) child.kill('SIGKILL')
        const { code, said } = await ended
        if (livesOn) expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/^started\n\d+\n$/) })
        await publish(70)
        continue
      }
      await publish(35)
      const atStep = round % 3 !== 2
      const { child, started, ended } = start(atStep ? 1 + random(130) : 0, round % 2 === 0 ? 'before' : 'after')
      await started
      const timer = atStep ? undefined : setTimeout(() => child.kill('SIGKILL'), random(900))
      const { signal, code, said } = await ended
      clearTimeout(timer)
      if (signal === null) expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/^started\n\d+\n$/) })
      else killed++
    }
    expect(killed).toBe(kills)
    const last = await start(0, 'before').ended
    expect(last).toEqual({ signal: null, code: 0, said: expect.stringMatching(/^started\n\d+\n$/) })
    const expected = { [transformed]: sent.map((value) => value.toUpperCase()), [distinct]: [...new Set(sent)] }
    for (const [topic, values] of Object.entries(expected)) {
      const { kafkajs: one, platformatic: other } = await committed(topic)
      expect(one.toSorted()).toEqual(values.toSorted())
      expect(other.toSorted()).toEqual(values.toSorted())
    }
  })
})
