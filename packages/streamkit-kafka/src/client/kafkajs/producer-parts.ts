import { raise } from '../../conditions.ts'
import type { Cluster } from './cluster.ts'
import { kafkajs, kafkajsPart, type Message } from './library.ts'

/**
 * What kafkajs's producer is made of. Its own `producer()` cannot be asked who it is to the brokers, so a commit whose answer was lost could not be asked for again; and it chooses partitions anew with
 * every retry, though the sequence numbers that the broker recognises a retry by are counted for each partition.
 */
export interface TransactionManager {
  initProducerId(): Promise<void>
  beginTransaction(): void
  sendOffsets(offsets: {
    readonly consumerGroupId: string
    readonly topics: readonly {
      readonly topic: string
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[]
    }[]
  }): Promise<void>
  commit(): Promise<void>
  abort(): Promise<void>
  isInTransaction(): boolean
  getProducerId(): string
  getProducerEpoch(): number
}
export interface MessageSender {
  sendBatch(batch: {
    readonly acks: number
    readonly compression: number
    readonly topicMessages: readonly { readonly topic: string; readonly messages: readonly Message[] }[]
  }): Promise<unknown>
}

/** Who the producer is. */
export interface ManagerOptions {
  /** Null: idempotent only. */
  readonly transactionalId: string | null
  readonly transactionTimeoutMs: number
}

const logger = { debug() {}, info() {}, warn() {}, error() {}, namespace: () => logger }

export function transactionManager(cluster: Cluster, options: ManagerOptions): TransactionManager {
  const create = kafkajsPart('producer/eosManager') as (settings: object) => TransactionManager
  return create({
    logger,
    cluster,
    transactional: options.transactionalId !== null,
    transactionalId: options.transactionalId ?? undefined,
    transactionTimeout: options.transactionTimeoutMs,
  })
}

/** One try: retries are the caller's. */
export function messageSender(cluster: Cluster, eosManager: TransactionManager, idempotent: boolean): MessageSender {
  const create = kafkajsPart('producer/messageProducer') as (settings: object) => MessageSender
  const createRetry = kafkajsPart('retry') as (settings: object) => unknown
  return create({
    logger,
    cluster,
    eosManager,
    idempotent,
    partitioner: stablePartitioner(),
    retrier: createRetry({ retries: 0 }),
    getConnectionStatus: () => 'connected',
  })
}

/** Chooses as Kafka's clients do, once for each message. kafkajs drops messages for partitions that are not there without a word: here they are an error. */
function stablePartitioner(): (
  args: Parameters<ReturnType<typeof kafkajs.Partitioners.DefaultPartitioner>>[0],
) => number {
  const choose = kafkajs.Partitioners.DefaultPartitioner()
  const chosen = new WeakMap<Message, number>()
  return (args) => {
    const partition = chosen.get(args.message) ?? choose(args)
    const exists = args.partitionMetadata.some(({ partitionId }) => partitionId === partition)
    if (!exists) throw raise('UNKNOWN_KAFKA_PARTITION', { topic: args.topic, partition })
    chosen.set(args.message, partition)
    return partition
  }
}
