import { createHash, randomUUID } from 'node:crypto'
import type { Producer, Transaction } from 'kafkajs'
import type { EventGenerator } from '../events/event-generator.ts'
import { type EventBatch, type EventTarget, type SealedBatch, TargetError } from './event-target.ts'
import type { GeneratedRow } from './generated-row.ts'
import { jsonMessage } from './json-message.ts'

/** What the locations in the manifest begin with: there is no such file. */
export const kafkaLocation = 'kafka:'

/** Partitions of a topic that is made here. */
const newPartitions = 4

/**
 * A topic per event type, named as its folder: JSON objects, keyed by event id, so that an event and its repetitions keep their order.
 *
 * A batch is one transaction: a reader that looks at committed messages sees it whole or not at all.
 */
export class KafkaTarget implements EventTarget {
  readonly name = 'kafka'
  readonly #brokers: readonly string[]
  readonly #prepared = new Set<string>()
  #producer: Producer | null = null

  /** @param brokers - `host:port`, with commas between them */
  constructor(brokers: string) {
    this.#brokers = brokers.split(',').map((broker) => broker.trim())
  }

  async open(generator: EventGenerator, hex8: string): Promise<EventBatch> {
    try {
      this.#producer ??= await this.#connected()
      if (!this.#prepared.has(generator.folder)) await this.#prepare(generator.folder)
      const transaction = await this.#producer.transaction()
      return new KafkaBatch(transaction, generator, `${kafkaLocation}${generator.folder}/${hex8}`)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new TargetError(`Kafka at ${this.#brokers.join(', ')}: ${reason}. Check --brokers.`, { cause })
    }
  }

  async #connected(): Promise<Producer> {
    const { kafka, partitioner } = await client(this.#brokers)
    const producer = kafka.producer({
      createPartitioner: partitioner,
      idempotent: true,
      maxInFlightRequests: 1,
      transactionalId: `ecommerce-generator-${randomUUID()}`,
      transactionTimeout: 600_000,
    })
    await producer.connect()
    return producer
  }

  async #prepare(topic: string): Promise<void> {
    await createTopics(this.#brokers, [topic])
    this.#prepared.add(topic)
  }

  async close(): Promise<void> {
    await this.#producer?.disconnect()
  }
}

/** Makes the topics that are not there. */
export async function createTopics(brokers: readonly string[], topics: readonly string[]): Promise<void> {
  const admin = (await client(brokers)).kafka.admin()
  await admin.connect()
  try {
    const there = await admin.listTopics()
    const missing = topics.filter((topic) => !there.includes(topic))
    if (missing.length === 0) return
    await admin.createTopics({ topics: missing.map((topic) => ({ topic, numPartitions: newPartitions })) })
  } finally {
    await admin.disconnect()
  }
}

/** Loaded only where it is used. */
async function client(brokers: readonly string[]) {
  const { Kafka, Partitioners, logLevel } = (await import('kafkajs')).default
  const kafka = new Kafka({ clientId: 'ecommerce', brokers: [...brokers], logLevel: logLevel.NOTHING })
  return { kafka, partitioner: Partitioners.DefaultPartitioner }
}

class KafkaBatch implements EventBatch {
  readonly location: string
  readonly #transaction: Transaction
  readonly #generator: EventGenerator
  readonly #hash = createHash('sha256')
  #rows = 0
  #bytes = 0

  constructor(transaction: Transaction, generator: EventGenerator, location: string) {
    this.#transaction = transaction
    this.#generator = generator
    this.location = location
  }

  async write(rows: readonly GeneratedRow[]): Promise<void> {
    const { columns, folder } = this.#generator
    const messages = rows.map((row) => ({ key: row.eventId, value: jsonMessage(row, columns) }))
    await this.#transaction.send({ topic: folder, acks: -1, messages })
    for (const { value } of messages) {
      this.#hash.update(value)
      this.#bytes += Buffer.byteLength(value)
    }
    this.#rows += rows.length
  }

  /** What was sent is on the brokers; nobody reads it before the transaction is committed. */
  async seal(): Promise<SealedBatch> {
    return { rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest('hex') }
  }

  async publish(): Promise<void> {
    await this.#transaction.commit()
  }

  async discard(): Promise<void> {
    if (this.#transaction.isActive()) await this.#transaction.abort().catch(() => undefined)
  }
}
