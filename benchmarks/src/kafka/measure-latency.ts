import { randomUUID } from 'node:crypto'
import { createTopic } from './messages.ts'
import { runJob } from './run-job.ts'

/** Milliseconds from the call that produces a record to the foreachBatch that has its rows. */
export interface Latency {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly count: number
  readonly batches: number
}

/** How the load is. */
export interface LatencyLoad {
  readonly perSecond: number
  readonly seconds: number
}

/** A producer and a query, each in a process of its own. The first seconds are not counted. */
export async function measureLatency(brokers: string, { perSecond, seconds }: LatencyLoad): Promise<Latency> {
  const topic = `bench-latency-${randomUUID()}`
  await createTopic(brokers, topic)
  const warmUpSeconds = 5
  const total = (seconds + warmUpSeconds) * perSecond
  const [latency] = await Promise.all([
    runJob('latency-job', [brokers, topic, String(total), String(warmUpSeconds * perSecond)]),
    runJob('produce-job', [brokers, topic, String(total), String(perSecond)]),
  ])
  return latency as Latency
}
