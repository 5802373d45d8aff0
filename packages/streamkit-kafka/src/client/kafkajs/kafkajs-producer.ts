import { raise } from '../../conditions.ts'
import type { KafkaOffsets } from '../../offsets/kafka-offsets.ts'
import { isPassing } from '../client-error.ts'
import type { KafkaProducer, OutgoingRecord, ProducerOptions } from '../kafka-client.ts'
import { type CompressionCodecs, codecOf, compressionNumber } from '../protocol/compression.ts'
import { commitTransactionCall } from '../protocol/end-transaction-call.ts'
import { withRetries } from '../retry.ts'
import type { BrokerAccess } from './broker-access.ts'
import type { Cluster } from './cluster.ts'
import { kafkajs, type Message } from './library.ts'
import { ProducerFailures } from './producer-failures.ts'
import { type MessageSender, messageSender, type TransactionManager, transactionManager } from './producer-parts.ts'

/** What a producer needs of its client. */
export interface ProducerEnvironment {
  readonly cluster: Cluster
  readonly access: BrokerAccess
  readonly codecs: CompressionCodecs
}

/** kafkajs's producer: idempotent, and in transactions if it has an id for them. Brokers that are away are waited for, in the middle of a transaction too. */
export class KafkajsProducer implements KafkaProducer {
  readonly #options: ProducerOptions
  readonly #environment: ProducerEnvironment
  readonly #failures: ProducerFailures
  readonly #stopped = new AbortController()
  #manager: TransactionManager
  #sender: MessageSender
  /** What became of its last transaction is not known to the manager: it is made anew before the next. */
  #stale = false

  private constructor(options: ProducerOptions, environment: ProducerEnvironment) {
    this.#options = options
    this.#environment = environment
    this.#failures = new ProducerFailures(options, environment.access.classify)
    this.#manager = transactionManager(environment.cluster, options)
    this.#sender = this.#newSender()
  }

  /** With an id for transactions: whoever had it before can do nothing more, and what it left open is aborted. */
  static async open(options: ProducerOptions, environment: ProducerEnvironment): Promise<KafkajsProducer> {
    registerCodec(options, environment.codecs)
    const producer = new KafkajsProducer(options, environment)
    await producer.#initialize()
    return producer
  }

  async #initialize(): Promise<void> {
    const { transactionalId, acks } = this.#options
    await this.#retrying(async () => {
      await this.#environment.access.connect()
      if (transactionalId !== null || acks === -1) await this.#manager.initProducerId()
    })
  }

  #newSender(): MessageSender {
    return messageSender(this.#environment.cluster, this.#manager, this.#options.acks === -1)
  }

  async begin(): Promise<void> {
    if (this.#options.transactionalId === null) return
    if (this.#stale) {
      this.#manager = transactionManager(this.#environment.cluster, this.#options)
      this.#sender = this.#newSender()
      await this.#initialize()
      this.#stale = false
    }
    this.#failures.began()
    this.#manager.beginTransaction()
  }

  async send(records: readonly OutgoingRecord[]): Promise<void> {
    const { acks, compression } = this.#options
    const byTopic = Map.groupBy(records, ({ topic }) => topic)
    const topicMessages = [...byTopic].map(([topic, some]) => ({ topic, messages: some.map(message) }))
    const batch = { acks, compression: compressionNumber(compression), topicMessages }
    // The same messages at each try: the broker tells by their sequence numbers what it has already.
    await this.#retrying(() => this.#sender.sendBatch(batch), [...byTopic.keys()])
  }

  async sendOffsets(groupId: string, offsets: KafkaOffsets): Promise<void> {
    if (this.#options.transactionalId === null) return
    const topics = [...offsets].map(([topic, partitions]) => ({
      topic,
      partitions: [...partitions].map(([partition, offset]) => ({ partition, offset: String(offset) })),
    }))
    await this.#retrying(() => this.#manager.sendOffsets({ consumerGroupId: groupId, topics }))
  }

  async commit(): Promise<void> {
    const { transactionalId } = this.#options
    if (transactionalId === null) return
    const owner = {
      transactionalId,
      producerId: Number(this.#manager.getProducerId()),
      producerEpoch: this.#manager.getProducerEpoch(),
    }
    try {
      await this.#manager.commit()
    } catch (cause) {
      this.#stale = true
      const { retriable, error } = this.#failures.sort(cause)
      if (!retriable) throw error
      // Perhaps it was committed and only the answer was lost: who asks again is told the same.
      await this.#retrying(async () => {
        const errorCode = await this.#environment.access.sendToTransactionCoordinator(
          transactionalId,
          commitTransactionCall(owner),
        )
        if (errorCode !== 0) throw commitError(errorCode, transactionalId)
      })
    }
  }

  async abort(): Promise<void> {
    if (this.#options.transactionalId === null || this.#stale) return
    // What cannot be aborted now is aborted when the id is taken again, or by the broker when its time is up.
    if (this.#manager.isInTransaction()) await this.#manager.abort().catch(() => {})
    this.#stale = true
  }

  async close(): Promise<void> {
    this.#stopped.abort()
    await this.#environment.access.close()
  }

  async #retrying(call: () => Promise<unknown>, topics: readonly string[] = []): Promise<void> {
    const { access, cluster } = this.#environment
    await withRetries(call, {
      signal: this.#stopped.signal,
      timeoutMs: access.timeoutMs,
      classify: (cause) => this.#failures.sort(cause, topics),
      beforeRetry: async () => {
        access.forgetLeaders()
        await access.connect()
        await cluster.refreshMetadata()
      },
    })
  }
}

/** What the answer to a commit means. */
function commitError(errorCode: number, transactionalId: string): Error {
  const reason = `the coordinator of the transaction answers with error ${errorCode}`
  if (fencedCodes.has(errorCode)) return raise('KAFKA_SINK_FENCED', { transactionalId, reason })
  if (isPassing(errorCode))
    return raise('KAFKA_NOT_READY', { partition: `of the transaction ${transactionalId}`, reason })
  return raise('KAFKA_UNREACHABLE', { brokers: 'of the transaction', reason })
}

/** Invalid producer epoch, invalid transaction state, invalid producer id, producer fenced. */
const fencedCodes: ReadonlySet<number> = new Set([47, 48, 49, 90])

function message({ partition, key, value, headers, timestampMs }: OutgoingRecord): Message {
  const record: Message = { key: bufferOf(key), value: bufferOf(value) }
  if (partition !== null) record.partition = partition
  if (timestampMs !== null) record.timestamp = String(timestampMs)
  if (headers.length > 0) record.headers = headersOf(headers)
  return record
}

function bufferOf(bytes: Uint8Array | null): Buffer | null {
  return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** A name that is there twice has a list. The object has no prototype: a header may be called `constructor`. */
function headersOf(headers: OutgoingRecord['headers']): NonNullable<Message['headers']> {
  const named: Record<string, Buffer | Buffer[]> = Object.create(null)
  for (const { key, value } of headers) {
    const bytes = bufferOf(value) ?? Buffer.alloc(0)
    const before = named[key]
    named[key] = before === undefined ? bytes : Array.isArray(before) ? [...before, bytes] : [before, bytes]
  }
  return named
}

/** kafkajs keeps its codecs in one table for all; ours are put there where it has none. */
function registerCodec({ compression }: ProducerOptions, codecs: CompressionCodecs): void {
  const number = compressionNumber(compression)
  const codec = codecOf(number, codecs)
  if (codec === null || compression === 'gzip') return
  const table = kafkajs.CompressionCodecs as Record<number, () => unknown>
  table[number] = () => ({
    compress: async (encoder: { readonly buffer: Buffer }) => Buffer.from(await codec.compress(encoder.buffer)),
    decompress: async (bytes: Buffer) => Buffer.from(await codec.decompress(bytes)),
  })
}
