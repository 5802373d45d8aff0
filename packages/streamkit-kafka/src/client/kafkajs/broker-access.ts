import { raise } from '../../conditions.ts'
import { type ClientFailure, clientFailure, errorCodes } from '../client-error.ts'
import type { TopicPartition } from '../kafka-client.ts'
import { metadataCall, type TopicMetadata } from '../protocol/metadata-call.ts'
import { withRetries } from '../retry.ts'
import { type Broker, type Cluster, type ProtocolCall, sendTo } from './cluster.ts'

/** The brokers do not know a topic: not yet, or not any more. */
export class UnknownTopicError extends Error {
  readonly topic: string

  constructor(topic: string) {
    super(`the brokers do not know the topic ${topic}`)
    this.topic = topic
  }
}

/** Connections to the brokers, and who leads which partition. */
export class BrokerAccess {
  readonly #cluster: Cluster
  readonly #servers: readonly string[]
  /** How long something is tried again. */
  readonly timeoutMs: number
  #leaders = new Map<string, number>()
  #connected = false

  constructor(cluster: Cluster, servers: readonly string[], timeoutMs: number) {
    this.#cluster = cluster
    this.#servers = servers
    this.timeoutMs = timeoutMs
  }

  readonly classify = (error: unknown): ClientFailure => clientFailure(error, this.#servers)

  /** Tries until there is an answer, on new connections. */
  retrying<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return withRetries(call, {
      signal,
      timeoutMs: this.timeoutMs,
      classify: this.classify,
      beforeRetry: async () => this.forgetLeaders(),
    })
  }

  /** Topics as the cluster has them; null: all. One try. */
  async topics(names: readonly string[] | null): Promise<readonly TopicMetadata[]> {
    const broker = await this.#anyBroker()
    const topics = await sendTo(broker, metadataCall(names))
    for (const { errorCode, name } of topics) {
      if (errorCode === errorCodes.topicAuthorizationFailed || errorCode === errorCodes.clusterAuthorizationFailed) {
        const reason = `the topic ${name} may not be read`
        throw raise('KAFKA_NOT_AUTHORIZED', { brokers: this.#servers.join(', '), reason })
      }
    }
    return topics
  }

  async #anyBroker(): Promise<Broker> {
    await this.connect()
    return this.#cluster.brokerPool.findConnectedBroker()
  }

  /** Connects if it is not; one try. */
  async connect(): Promise<void> {
    if (this.#connected) return
    await this.#cluster.connect()
    // Only now it knows all brokers.
    await this.#cluster.refreshMetadata()
    this.#connected = true
  }

  /** Partitions by the node that leads them. A partition without a leader is asked for again at the next try. */
  async byLeader<T extends TopicPartition>(partitions: readonly T[]): Promise<ReadonlyMap<number, readonly T[]>> {
    const unknown = partitions.filter((partition) => !this.#leaders.has(keyOf(partition)))
    if (unknown.length > 0) {
      const topics = await this.topics([...new Set(unknown.map(({ topic }) => topic))])
      for (const { name, errorCode, partitions: parts } of topics) {
        if (errorCode === errorCodes.unknownTopicOrPartition) throw new UnknownTopicError(name)
        for (const { partition, leader } of parts) {
          if (leader >= 0) this.#leaders.set(keyOf({ topic: name, partition }), leader)
        }
      }
    }
    const leaderless = partitions.find((partition) => !this.#leaders.has(keyOf(partition)))
    if (leaderless !== undefined) {
      const partition = `${leaderless.topic}-${leaderless.partition}`
      throw raise('KAFKA_NOT_READY', { partition, reason: 'no broker leads it' })
    }
    return Map.groupBy(partitions, (partition) => this.#leaders.get(keyOf(partition)) as number)
  }

  forgetLeaders(): void {
    this.#leaders = new Map()
    this.#connected = false
  }

  async send<T>(node: number, call: ProtocolCall<T>): Promise<T> {
    const broker = await this.#cluster.findBroker({ nodeId: String(node) })
    return sendTo(broker, call)
  }

  async sendToCoordinator<T>(groupId: string, call: ProtocolCall<T>): Promise<T> {
    await this.connect()
    return sendTo(await this.#cluster.findGroupCoordinator({ groupId }), call)
  }

  async sendToTransactionCoordinator<T>(transactionalId: string, call: ProtocolCall<T>): Promise<T> {
    await this.connect()
    return sendTo(await this.#cluster.findGroupCoordinator({ groupId: transactionalId, coordinatorType: 1 }), call)
  }

  async close(): Promise<void> {
    await this.#cluster.disconnect()
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic} ${partition}`
}
