/**
 * `npm run bench:kafka`: how fast a topic is read and counted by windows, as ratios to Kafka clients that read the same range with JSON.parse and do nothing else; then how long a record takes from its producer to a foreachBatch.
 *
 * Options: --messages 1000000 --rounds 3 --rate 2000 --seconds 20 --only read|latency --json. A broker is found or started as in the tests (`KAFKA_BROKERS`, Java with Maven, Docker). Each read is a process of its own; a
 * round that warms up the broker comes first and is not counted.
 */
import { randomUUID } from 'node:crypto'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { startTestBroker } from '@streamkit/kafka/testing'
import { type Latency, measureLatency } from './measure-latency.ts'
import { fill } from './messages.ts'
import { runJob } from './run-job.ts'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    rate: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
})
const messages = Number(values.messages)
const say = (line: string) => process.stderr.write(`${line}\n`)

/** The ways to read, those of bare clients first: what StreamKit is compared with. */
const bareWays = ['kafkajs', 'platformatic'] as const
const ways = [...bareWays, 'ranges', 'streamkit'] as const
type Way = (typeof ways)[number]
type Round = Readonly<Record<Way, number>>

interface Read {
  readonly ms: number
  readonly rows: number
  readonly amount: number
}

/** Milliseconds of each way. They must have seen the same. */
async function round(brokers: string, topic: string): Promise<Round> {
  const took: Partial<Record<Way, number>> = {}
  for (const way of ways) {
    const { ms, rows, amount } = (await runJob('read-job', [brokers, topic, String(messages), way])) as Read
    const expected = expectedAmount(messages)
    if (rows !== messages || amount !== expected)
      throw new Error(`${way} gives ${rows} rows with the sum ${amount}, not ${messages} with ${expected}`)
    took[way] = ms
  }
  return took as Round
}

function expectedAmount(count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += (i % 1000) + 0.25
  return sum
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number
}

function ratioLines(rounds: readonly Round[]): readonly string[] {
  const compared = [...bareWays, 'ranges'] as const
  const rates = ways.map((way) => `${way} ${Math.round(messages / median(rounds.map((it) => it[way])))}`).join(', ')
  const ratios = compared.map((way) => {
    const each = rounds.map((it) => it[way] / it.streamkit)
    return `streamkit of ${way.padEnd(14)} ${median(each).toFixed(2)} (${each.map((it) => it.toFixed(2)).join(', ')})`
  })
  return [`thousand messages a second, medians: ${rates}`, ...ratios]
}

function latencyLine({ p50, p95, p99, count, batches }: Latency): string {
  const figures = `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
  return `produce to visible at ${values.rate} events a second: ${figures} (${count} events in ${batches} batches)`
}

await using broker = await startTestBroker()
const brokers = broker.bootstrapServers
const load = loadavg()[0]?.toFixed(2)
say(`machine: ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, load ${load}, Node ${process.version}`)
const summary: { messages: number; rounds: Round[]; latency: Latency | null } = { messages, rounds: [], latency: null }
if (values.only !== 'latency') {
  const topic = `bench-read-${randomUUID()}`
  await fill(brokers, topic, messages)
  for (let i = 0; i <= Number(values.rounds); i++) {
    const measured = await round(brokers, topic)
    if (i > 0) summary.rounds.push(measured)
  }
  if (!values.json) for (const line of ratioLines(summary.rounds)) process.stdout.write(`${line}\n`)
}
if (values.only !== 'read') {
  summary.latency = await measureLatency(brokers, { perSecond: Number(values.rate), seconds: Number(values.seconds) })
  if (!values.json) process.stdout.write(`${latencyLine(summary.latency)}\n`)
}
if (values.json) process.stdout.write(`${JSON.stringify(summary)}\n`)
