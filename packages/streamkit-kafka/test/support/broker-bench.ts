import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession, type StreamingQuery } from '@streamkit/core'
import kafkajs, { type Admin, type Kafka, type Message } from 'kafkajs'
import { type KafkaConnectorOptions, kafka } from '../../src/index.ts'
import { JavaBroker, type JavaBrokerOptions, testBrokerKind } from '../../src/testing.ts'

/** Whether tests that kill brokers run: not where there is no Java, but for CI, where that is a failure. */
export const canKillBrokers: boolean = (await testBrokerKind()) === 'java' || process.env.CI === 'true'

const logger = { debug() {}, info() {}, warn() {}, error() {} }
const connected = (options: KafkaConnectorOptions = {}) => createSession({ connectors: [kafka(options)], logger })
export type KafkaSession = ReturnType<typeof connected>
export type Options = Readonly<Record<string, string | number | boolean | object>>

/** A running query and what has come of it. */
export interface Reading {
  readonly query: StreamingQuery
  readonly values: string[]
}

/** A broker with what tests do to it. */
export class BrokerBench {
  readonly broker: JavaBroker
  readonly client: Kafka
  readonly admin: Admin
  #topics = 0
  readonly #folders: string[] = []
  readonly #sessions: KafkaSession[] = []

  private constructor(broker: JavaBroker) {
    this.broker = broker
    this.client = new kafkajs.Kafka({ brokers: [broker.bootstrapServers], logLevel: 0, retry: { retries: 30 } })
    this.admin = this.client.admin()
  }

  static async start(options: JavaBrokerOptions = {}): Promise<BrokerBench> {
    const bench = new BrokerBench(await JavaBroker.start(options))
    await bench.admin.connect()
    return bench
  }

  session(options: KafkaConnectorOptions = {}): KafkaSession {
    const session = connected(options)
    this.#sessions.push(session)
    return session
  }

  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'kafka-bench-'))
    this.#folders.push(folder)
    return folder
  }

  async topic(numPartitions = 1, config: Readonly<Record<string, string>> = {}): Promise<string> {
    this.#topics += 1
    const topic = `bench-${process.pid}-${this.#topics}`
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }))
    await this.admin.createTopics({ topics: [{ topic, numPartitions, configEntries }] })
    return topic
  }

  async publish(topic: string, values: readonly (string | Message)[], partition = 0): Promise<void> {
    const producer = this.client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    const messages = values.map((value) => (typeof value === 'string' ? { value, partition } : { partition, ...value }))
    await producer.send({ topic, messages })
    await producer.disconnect()
  }

  /** Runs until it is stopped, from the earliest offsets. */
  async read(topic: string, options: Options = {}, checkpoint?: string): Promise<Reading> {
    const values: string[] = []
    const query = this.session()
      .readStream()
      .format('kafka')
      .options({
        'kafka.bootstrap.servers': this.broker.bootstrapServers,
        subscribe: topic,
        startingOffsets: 'earliest',
        ...options,
      })
      .load()
      .select(($) => ({ value: $.value.cast('string') }))
      .writeStream.option('checkpointLocation', checkpoint ?? (await this.folder()))
      .foreachBatch(async (batch) => {
        for (const { value } of await batch.collect()) values.push(String(value))
      })
      .start()
    return { query, values }
  }

  /** The values of a topic, as a bounded read of committed records has them. */
  async values(
    topic: string,
    options: Options = {},
    session: KafkaSession = this.session(),
  ): Promise<readonly string[]> {
    const rows = await session
      .read()
      .format('kafka')
      .options({ 'kafka.bootstrap.servers': this.broker.bootstrapServers, subscribe: topic, ...options })
      .load()
      .select(($) => ({ value: $.value.cast('string') }))
      .collect()
    return rows.map(({ value }) => String(value))
  }

  /** Ends what a test has begun. */
  async clear(): Promise<void> {
    for (const session of this.#sessions.splice(0)) await session.stop()
    for (const folder of this.#folders.splice(0)) await rm(folder, { recursive: true, force: true })
  }

  async stop(): Promise<void> {
    await this.clear()
    await this.admin.disconnect().catch(() => {})
    await this.broker.stop()
  }
}
