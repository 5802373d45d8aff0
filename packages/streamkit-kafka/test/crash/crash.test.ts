import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import kafkajs, { type Kafka } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JavaBroker, testBrokerKind } from '../../src/testing.ts'

const program = fileURLToPath(new URL('./crashing-queries.ts', import.meta.url))
const [input, transformed, distinct] = ['in', 'out-transformed', 'out-distinct'] as const
const partitions = 2
const kills = 30
/** These kills are preceded by one of the broker, which comes back while the queries run. */
const brokerKills: ReadonlySet<number> = new Set([9, 19, 26])
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

/** All that a consumer of kafkajs in a group of its own sees of a topic when it reads only what was committed. */
async function committed(topic: string): Promise<readonly string[]> {
  const producer = client.producer()
  await producer.connect()
  const messages = Array.from({ length: partitions }, (_, partition) => ({ key: 'end', value: 'end', partition }))
  await producer.send({ topic, messages })
  await producer.disconnect()
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

  test('are killed thirty times at durable steps and random moments, and the broker three times: a read-committed consumer sees every record exactly once', {
    timeout: 300_000,
  }, async () => {
    const sent: string[] = []
    const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    /** Records of which every third is there before; some have no key, so that the sink chooses their partition. */
    async function publish(count: number): Promise<void> {
      const values = Array.from({ length: count }, () => {
        const n = sent.length
        const value = n % 3 === 2 ? (sent[Math.floor(n / 2)] as string) : `value ${n}`
        sent.push(value)
        return value
      })
      const messages = values.map((value, i) => (i % 2 === 0 ? { key: value, value } : { value }))
      await producer.send({ topic: input, messages })
    }

    let x = 20_261_124
    const random = (below: number) => {
      x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0
      return Math.floor((x / 2 ** 32) * below)
    }
    let killed = 0
    await publish(100)
    for (let round = 0; killed < kills && round < 2 * kills; round++) {
      if (brokerKills.has(round)) {
        const { child, started, ended } = start(0, 'before')
        await started
        await broker.kill()
        await broker.resume()
        if (round !== 19) child.kill('SIGKILL')
        // One of them has to live through it.
        const { code, said } = await ended
        if (round === 19) expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/^started\n\d+\n$/) })
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
    await producer.disconnect()
    const last = await start(0, 'before').ended
    expect(last).toEqual({ signal: null, code: 0, said: expect.stringMatching(/^started\n\d+\n$/) })
    expect((await committed(transformed)).toSorted()).toEqual(sent.map((value) => value.toUpperCase()).toSorted())
    expect((await committed(distinct)).toSorted()).toEqual([...new Set(sent)].toSorted())
  })
})
