import type { Logger } from '@streamkit/core/connector'
import { kafkajsPart, type SASLOptions } from './library.ts'

/**
 * The parts of kafkajs below its consumer: connections with their authentication and time-outs, metadata, coordinators. They are not in its public types, but it is
 * pinned to a version that is the last; why, is in docs/decisions.
 */
export interface Cluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  refreshMetadata(): Promise<void>
  readonly brokerPool: { findConnectedBroker(): Promise<Broker> }
  /** `coordinatorType` 1: of a transactional id. */
  findGroupCoordinator(request: { readonly groupId: string; readonly coordinatorType?: 0 | 1 }): Promise<Broker>
  findBroker(request: { readonly nodeId: string }): Promise<Broker>
}
export interface Broker {
  readonly connectionPool: { send(call: object): Promise<unknown> }
}
/** A request with its answer; `decode` gets the bytes behind the correlation id. */
export interface ProtocolCall<T> {
  readonly request: {
    readonly apiKey: number
    readonly apiVersion: number
    readonly apiName: string
    readonly encode: () => Buffer
  }
  readonly decode: (bytes: Buffer) => T
}

/** Sends a request over the connection that kafkajs keeps for it. */
export async function sendTo<T>(broker: Broker, { request, decode }: ProtocolCall<T>): Promise<T> {
  const Encoder = kafkajsPart('protocol/encoder') as new () => { writeBufferInternal(bytes: Buffer): void }
  const { apiKey, apiVersion, apiName } = request
  const encode = async () => {
    const encoder = new Encoder()
    encoder.writeBufferInternal(request.encode())
    return encoder
  }
  const answer = await broker.connectionPool.send({
    request: { apiKey, apiVersion, apiName, encode },
    response: {
      decode: async (bytes: Buffer) => ({ value: decode(bytes) }),
      parse: async (decoded: unknown) => decoded,
    },
    logResponseError: false,
  })
  return (answer as { readonly value: T }).value
}

/** What a cluster is made with. */
export interface ClusterOptions {
  readonly brokers: readonly string[]
  readonly clientId: string
  readonly ssl: object | boolean | undefined
  readonly sasl: SASLOptions | undefined
  readonly connectionTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly logger: Logger
}

/** Connects nothing yet. */
export function kafkajsCluster(options: ClusterOptions): Cluster {
  const ClusterClass = kafkajsPart('cluster') as new (settings: object) => Cluster
  const socketFactory = kafkajsPart('network/socketFactory') as () => unknown
  const { createLogger } = kafkajsPart('loggers') as { createLogger(settings: object): unknown }
  return new ClusterClass({
    logger: createLogger({ level: 4, logCreator: () => kafkajsLog(options.logger) }),
    socketFactory: socketFactory(),
    brokers: options.brokers,
    clientId: options.clientId,
    ssl: options.ssl,
    sasl: options.sasl,
    connectionTimeout: options.connectionTimeoutMs,
    authenticationTimeout: options.connectionTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    enforceRequestTimeout: true,
    metadataMaxAge: 300_000,
    // Retries are ours: they know how long the query may wait, and end when it stops.
    retry: { retries: 0 },
    allowAutoTopicCreation: false,
  })
}

/** What kafkajs logs, at debug: whatever matters to the user comes as an error of ours. */
export function kafkajsLog(logger: Logger): (entry: { readonly log: { readonly message: string } }) => void {
  return ({ log }) => {
    const { message, ...fields } = log
    logger.debug(fields, `kafkajs: ${message}`)
  }
}
