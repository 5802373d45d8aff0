import type { Logger } from '@streamkit/core/connector'
import { raise } from '../../conditions.ts'
import type { KafkaOffsets } from '../../offsets/kafka-offsets.ts'
import { errorCodes, isPassing } from '../client-error.ts'
import type {
  FetchOptions,
  KafkaClient,
  KafkaProducer,
  PartitionRange,
  ProducerOptions,
  RecordBlock,
  TopicDescription,
  TopicPartition,
} from '../kafka-client.ts'
import type { CompressionCodecs } from '../protocol/compression.ts'
import { earliestTime, latestTime, listOffsetsCall, type OffsetQuery } from '../protocol/list-offsets-call.ts'
import { offsetFetchCall } from '../protocol/offset-fetch-call.ts'
import { BrokerAccess, UnknownTopicError } from './broker-access.ts'
import { type Cluster, kafkajsCluster, kafkajsLog } from './cluster.ts'
import { KafkajsProducer } from './kafkajs-producer.ts'
import { type Kafka, type KafkaConfig, kafkajs, type SASLOptions } from './library.ts'
import { RangeFetch } from './range-fetch.ts'

/** How a client is made. */
export interface KafkajsClientOptions {
  readonly brokers: readonly string[]
  readonly clientId: string
  readonly ssl: object | boolean | undefined
  readonly sasl: SASLOptions | undefined
  readonly logger: Logger
  readonly codecs: CompressionCodecs
  readonly connectionTimeoutMs: number
  readonly requestTimeoutMs: number
  /** How long a question is tried again while brokers do not answer it, ms. */
  readonly retryTimeoutMs: number
}

/** The client on kafkajs: its connections and producer, with fetch requests for exact ranges instead of its consumer groups. */
export class KafkajsClient implements KafkaClient {
  readonly package = 'kafkajs'
  readonly #options: KafkajsClientOptions
  readonly #cluster: Cluster
  readonly #access: BrokerAccess

  constructor(options: KafkajsClientOptions) {
    this.#options = options
    this.#cluster = kafkajsCluster(options)
    this.#access = new BrokerAccess(this.#cluster, options.brokers, options.retryTimeoutMs)
  }

  async topicNames(signal: AbortSignal): Promise<readonly string[]> {
    const topics = await this.#access.retrying(() => this.#access.topics(null), signal)
    return topics.filter(({ internal }) => !internal).map(({ name }) => name)
  }

  async describeTopics(topics: readonly string[], signal: AbortSignal): Promise<readonly TopicDescription[]> {
    const found = await this.#access.retrying(() => this.#access.topics(topics), signal)
    return found
      .filter(({ errorCode }) => errorCode === errorCodes.none)
      .map(({ name, id, partitions }) => ({
        name,
        id,
        partitions: partitions.map(({ partition }) => partition).sort((a, b) => a - b),
      }))
  }

  listOffsets(
    at: 'earliest' | 'latest',
    partitions: readonly TopicPartition[],
    signal: AbortSignal,
  ): Promise<KafkaOffsets> {
    const timeMs = at === 'earliest' ? earliestTime : latestTime
    return this.#offsets(
      partitions.map(({ topic, partition }) => ({ topic, partition, timeMs })),
      signal,
    )
  }

  offsetsForTimes(timesMs: KafkaOffsets, signal: AbortSignal): Promise<KafkaOffsets> {
    const queries = [...timesMs].flatMap(([topic, partitions]) =>
      [...partitions].map(([partition, timeMs]) => ({ topic, partition, timeMs })),
    )
    return this.#offsets(queries, signal)
  }

  #offsets(queries: readonly OffsetQuery[], signal: AbortSignal): Promise<KafkaOffsets> {
    let unknown = 0
    return this.#access.retrying(async () => {
      const byLeader = await this.#access.byLeader(queries).catch((error: unknown) => {
        // What was made a moment ago may not be known everywhere; what stays unknown was deleted.
        if (error instanceof UnknownTopicError && ++unknown > triesOfUnknown) {
          throw raise('UNKNOWN_KAFKA_TOPIC', { topics: error.topic, option: 'subscribe' })
        }
        throw error
      })
      const calls = [...byLeader].map(([node, some]) => this.#access.send(node, listOffsetsCall('readCommitted', some)))
      const offsets = new Map<string, Map<number, number>>()
      for (const { topic, partition, errorCode, offset } of (await Promise.all(calls)).flat()) {
        if (errorCode !== errorCodes.none) throw offsetError(`${topic}-${partition}`, errorCode)
        const of = offsets.get(topic) ?? new Map<number, number>()
        offsets.set(topic, of.set(partition, offset))
      }
      return offsets
    }, signal)
  }

  fetch(ranges: readonly PartitionRange[], options: FetchOptions): AsyncIterable<RecordBlock> {
    return new RangeFetch(this.#access, ranges, { options, codecs: this.#options.codecs }).blocks()
  }

  async publishGroupOffsets(groupId: string, offsets: KafkaOffsets): Promise<void> {
    await this.#admin(async (admin) => {
      for (const [topic, partitions] of offsets) {
        const list = [...partitions].map(([partition, offset]) => ({ partition, offset: String(offset) }))
        await admin.setOffsets({ groupId, topic, partitions: list })
      }
    })
  }

  groupOffsets(groupId: string): Promise<KafkaOffsets> {
    return this.#access.retrying(async () => {
      const { errorCode, offsets } = await this.#access.sendToCoordinator(groupId, offsetFetchCall(groupId))
      const failed =
        errorCode === errorCodes.none ? offsets.find((offset) => offset.errorCode !== errorCodes.none) : { errorCode }
      if (failed !== undefined) throw offsetError(`the group ${groupId}`, failed.errorCode)
      const found = new Map<string, Map<number, number>>()
      for (const { topic, partition, offset } of offsets) {
        found.set(topic, (found.get(topic) ?? new Map<number, number>()).set(partition, offset))
      }
      return found
    }, new AbortController().signal)
  }

  producer(options: ProducerOptions): Promise<KafkaProducer> {
    // Connections of its own: a fetch that waits for records would hold up what is sent behind it.
    const cluster = kafkajsCluster(this.#options)
    const access = new BrokerAccess(cluster, this.#options.brokers, this.#options.retryTimeoutMs)
    return KafkajsProducer.open(options, { cluster, access, codecs: this.#options.codecs })
  }

  async #admin<T>(use: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = this.kafka().admin()
    const signal = new AbortController().signal
    try {
      return await this.#access.retrying(async () => {
        await admin.connect()
        return use(admin)
      }, signal)
    } finally {
      await admin.disconnect().catch(() => {})
    }
  }

  /** kafkajs itself, for what it does well. */
  kafka(): Kafka {
    const { brokers, clientId, ssl, sasl, logger, connectionTimeoutMs, requestTimeoutMs } = this.#options
    const config: KafkaConfig = {
      brokers: [...brokers],
      clientId,
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      logCreator: () => kafkajsLog(logger),
    }
    if (ssl !== undefined) config.ssl = ssl as NonNullable<KafkaConfig['ssl']>
    if (sasl !== undefined) config.sasl = sasl
    return new kafkajs.Kafka(config)
  }

  close(): Promise<void> {
    return this.#access.close()
  }
}

/** How often a topic is asked for that the brokers do not know. */
const triesOfUnknown = 5

function offsetError(partition: string, errorCode: number): Error {
  const reason = `its leader answers with error ${errorCode}`
  if (isPassing(errorCode)) return raise('KAFKA_NOT_READY', { partition, reason })
  return raise('KAFKA_SOURCE_STALLED', { partition, offset: -1, to: -1, seconds: 0, reason })
}
