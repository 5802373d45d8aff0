import type { OptionReader } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { milliseconds } from './milliseconds.ts'
import { type KafkaSecurity, kafkaSecurity } from './security.ts'
import { oneText } from './twin-options.ts'

/** How the brokers are reached. */
export interface KafkaConnection {
  /** `host:port`, at least one. */
  readonly bootstrapServers: readonly string[]
  /** Null: the client's default. */
  readonly clientId: string | null
  readonly security: KafkaSecurity
  /** How long a broker may take to answer, ms. */
  readonly requestTimeoutMs: number
  /** How long a connection may take, ms. */
  readonly connectionTimeoutMs: number
  /** How long the brokers may be away altogether before the query fails, ms. */
  readonly unreachableTimeoutMs: number
}

/** Settings of Spark's Kafka client that would break what the connector promises, and why. */
const refused: readonly (readonly [option: string, reason: string, hint: string])[] = [
  ['kafka.auto.offset.reset', 'the checkpoint decides where to read', 'Use startingOffsets for a new query.'],
  ['kafka.enable.auto.commit', 'offsets are kept in the checkpoint', 'Leave it out.'],
  ['kafka.interceptor.classes', 'there is no Java to run them', 'Use map() or filter() in the query.'],
  ['kafka.key.deserializer', 'keys are read as bytes', "Use a cast in the query, for example $.key.cast('string')."],
  ['kafka.key.serializer', 'keys are written as the query gives them', 'Use a cast in the query.'],
  ['kafka.value.deserializer', 'values are read as bytes', 'Use a cast or fromJson() in the query.'],
  ['kafka.value.serializer', 'values are written as the query gives them', 'Use a cast or toJson() in the query.'],
]

/** Reads where the brokers are; refuses what must not be set. */
export function kafkaConnection(options: OptionReader): KafkaConnection {
  for (const [option, reason, hint] of refused) {
    if (options.has(option)) throw raise('REFUSED_KAFKA_OPTION', { option, reason, hint })
  }
  const names = ['kafka.bootstrap.servers', 'bootstrapServers'] as const
  const given = oneText(options, names)
  if (given === undefined) {
    const hint = `Name the brokers: .option('kafka.bootstrap.servers', 'host1:9092,host2:9092').`
    throw raise('MISSING_KAFKA_OPTION', { option: names[0], hint })
  }
  return {
    bootstrapServers: given.split(',').map((server) => checkedServer(server.trim())),
    clientId: oneText(options, ['kafka.client.id', 'clientId']) ?? null,
    security: kafkaSecurity(options),
    requestTimeoutMs: milliseconds(options, 'kafka.request.timeout.ms', 30_000),
    connectionTimeoutMs: milliseconds(options, 'kafka.socket.connection.setup.timeout.ms', 10_000),
    unreachableTimeoutMs: milliseconds(options, 'kafka.default.api.timeout.ms', 60_000),
  }
}

/** A name, an IPv4 address or an IPv6 address in brackets, then the port. */
const server = /^(?:[^\s:/[\]@]+|\[[0-9a-fA-F:.%]+\]):(?<port>\d{1,5})$/

function checkedServer(text: string): string {
  const port = Number(server.exec(text)?.groups?.port ?? 0)
  if (port >= 1 && port <= 65_535) return text
  const expected = 'brokers as host:port, with commas between them'
  // Whoever writes a URL may have put a password into it.
  const value = text.includes('@') ? 'with an @ in it' : JSON.stringify(text)
  throw raise('INVALID_KAFKA_OPTION', { option: 'kafka.bootstrap.servers', value, expected })
}
