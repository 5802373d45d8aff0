import { messageOf } from '@streamkit/core/connector'
import { raise } from '../../conditions.ts'
import type { KafkaOffsets } from '../../offsets/kafka-offsets.ts'
import type { ClientFailure } from '../client-error.ts'
import type { KafkaProducer, OutgoingRecord, ProducerOptions } from '../kafka-client.ts'
import { type CompressionCodecs, codecOf, compressionNumber } from '../protocol/compression.ts'
import { type Kafka, kafkajs, type Message, type Producer, type Transaction } from './library.ts'

/** What a producer needs of its client. */
export interface ProducerEnvironment {
  readonly kafka: Kafka
  readonly codecs: CompressionCodecs
  readonly classify: (error: unknown) => ClientFailure
}

/** kafkajs's producer: idempotent, and in transactions if it has an id for them. */
export class KafkajsProducer implements KafkaProducer {
  readonly #producer: Producer
  readonly #options: ProducerOptions
  readonly #environment: ProducerEnvironment
  #transaction: Transaction | null = null

  private constructor(options: ProducerOptions, environment: ProducerEnvironment) {
    const { transactionalId, transactionTimeoutMs, acks } = options
    this.#options = options
    this.#environment = environment
    this.#producer = environment.kafka.producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      idempotent: transactionalId !== null || acks === -1,
      maxInFlightRequests: 1,
      transactionTimeout: transactionTimeoutMs,
      retry: { initialRetryTime: 50, maxRetryTime: 2_000, retries: 20 },
      ...(transactionalId === null ? {} : { transactionalId }),
    })
  }

  /** With an id for transactions: whoever had it before can do nothing more, and what it left open is aborted. */
  static async open(options: ProducerOptions, environment: ProducerEnvironment): Promise<KafkajsProducer> {
    registerCodec(options, environment.codecs)
    const producer = new KafkajsProducer(options, environment)
    await producer.#guard(async () => {
      await producer.#producer.connect()
      // Beginning a transaction is what asks for the producer's id and fences the ones before.
      if (options.transactionalId !== null) await (await producer.#producer.transaction()).abort()
    })
    return producer
  }

  async begin(): Promise<void> {
    if (this.#options.transactionalId === null) return
    await this.#guard(async () => {
      this.#transaction = await this.#producer.transaction()
    })
  }

  async send(records: readonly OutgoingRecord[]): Promise<void> {
    const { acks, compression } = this.#options
    const byTopic = Map.groupBy(records, ({ topic }) => topic)
    const topicMessages = [...byTopic].map(([topic, some]) => ({ topic, messages: some.map(message) }))
    await this.#guard(
      () =>
        (this.#transaction ?? this.#producer).sendBatch({
          acks,
          compression: compressionNumber(compression),
          topicMessages,
        }),
      [...byTopic.keys()],
    )
  }

  async sendOffsets(groupId: string, offsets: KafkaOffsets): Promise<void> {
    const topics = [...offsets].map(([topic, partitions]) => ({
      topic,
      partitions: [...partitions].map(([partition, offset]) => ({ partition, offset: String(offset) })),
    }))
    await this.#guard(async () => this.#transaction?.sendOffsets({ consumerGroupId: groupId, topics }))
  }

  async commit(): Promise<void> {
    const transaction = this.#transaction
    this.#transaction = null
    await this.#guard(async () => transaction?.commit())
  }

  async abort(): Promise<void> {
    const transaction = this.#transaction
    this.#transaction = null
    if (transaction?.isActive()) await transaction.abort().catch(() => {})
  }

  close(): Promise<void> {
    return this.#producer.disconnect()
  }

  async #guard<T>(call: () => Promise<T>, topics: readonly string[] = []): Promise<T> {
    try {
      return await call()
    } catch (cause) {
      throw this.#errorOf(cause, topics.join(', '))
    }
  }

  #errorOf(cause: unknown, topics: string): Error {
    const type = typeOf(cause)
    const reason = messageOf(cause)
    if (/^(?:MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE)$/.test(type)) {
      return raise('KAFKA_RECORD_TOO_LARGE', { topic: topics, bytes: this.#options.maxRequestBytes }, { cause })
    }
    if (
      /^(?:INVALID_PRODUCER_EPOCH|PRODUCER_FENCED|TRANSACTION_COORDINATOR_FENCED|INVALID_PRODUCER_ID_MAPPING)$/.test(
        type,
      )
    ) {
      return raise('KAFKA_SINK_FENCED', { transactionalId: this.#options.transactionalId ?? '', reason }, { cause })
    }
    if (type === 'UNKNOWN_TOPIC_OR_PARTITION' || /topic.partition that does not exist|does not host/i.test(reason)) {
      return raise('UNKNOWN_KAFKA_TOPIC', { topics, option: 'topic' }, { cause })
    }
    return this.#environment.classify(cause).error
  }
}

/** Kafka's name of what went wrong, of the innermost error that has one. */
function typeOf(cause: unknown): string {
  let type = ''
  for (let error = cause; error instanceof Error; error = error.cause) {
    const named = (error as Error & { readonly type?: unknown }).type
    if (typeof named === 'string') type = named
  }
  return type
}

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
