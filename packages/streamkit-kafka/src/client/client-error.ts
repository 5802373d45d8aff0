import { isStreamKitError, messageOf } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'

/** What a failure of a client means: whether to try again, and what to tell the user if that does not help. */
export interface ClientFailure {
  readonly retriable: boolean
  readonly error: Error
}

const tlsCodes = /^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|EPROTO)/
const authenticationNames = /SASL|Authentication/i

/** Sorts an error of a Kafka client. Passwords are in none of them. */
export function clientFailure(cause: unknown, servers: readonly string[]): ClientFailure {
  if (isStreamKitError(cause)) return { retriable: cause.condition === 'KAFKA_NOT_READY', error: cause }
  const { name, code, type, retriable } = described(cause)
  const brokers = servers.join(', ')
  const reason = messageOf(cause)
  if (authenticationNames.test(`${name} ${type}`)) {
    return { retriable: false, error: raise('KAFKA_AUTHENTICATION_FAILED', { brokers, reason }, { cause }) }
  }
  if (tlsCodes.test(code) || /certificate|self.signed|wrong version number/i.test(reason)) {
    return { retriable: false, error: raise('KAFKA_TLS_FAILED', { brokers, reason }, { cause }) }
  }
  if (/AUTHORIZATION_FAILED/.test(type)) {
    return { retriable: false, error: raise('KAFKA_NOT_AUTHORIZED', { brokers, reason }, { cause }) }
  }
  return { retriable, error: raise('KAFKA_UNREACHABLE', { brokers, reason }, { cause }) }
}

/** The innermost error that says something: clients wrap them. */
function described(cause: unknown): { name: string; code: string; type: string; retriable: boolean } {
  const found = { name: '', code: '', type: '', retriable: true }
  for (let error: unknown = cause; error instanceof Error; error = error.cause) {
    const { name, code, type, retriable } = error as Error & Record<string, unknown>
    found.name = `${found.name} ${name}`
    if (typeof code === 'string') found.code = code
    if (typeof type === 'string') found.type = type
    // kafkajs tells of each of its errors; what a socket throws is worth another try.
    if (name === 'KafkaJSProtocolError' && retriable === false) found.retriable = false
  }
  return found
}

/** What the error code of an answer means. https://kafka.apache.org/protocol#protocol_error_codes */
export const errorCodes = {
  none: 0,
  offsetOutOfRange: 1,
  unknownTopicOrPartition: 3,
  topicAuthorizationFailed: 29,
  clusterAuthorizationFailed: 31,
} as const

/** Whether the same question may be answered in a moment: leaders move, brokers come up. */
export function isPassing(errorCode: number): boolean {
  return passing.has(errorCode)
}
const passing: ReadonlySet<number> = new Set([2, 3, 5, 6, 7, 8, 9, 13, 14, 15, 16, 51, 56, 72, 74, 75, 78, 100])
