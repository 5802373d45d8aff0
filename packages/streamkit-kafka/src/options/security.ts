import type { OptionReader } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'

/** Who this is, to the brokers. */
export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
  readonly username: string
  readonly password: string
}
/** How connections are made safe and who makes them. */
export interface KafkaSecurity {
  /** False: plain TCP; true: TLS with the certificates of this machine; or options of `tls.connect` (`ca`, `cert`, `key`, `servername`, ...). */
  readonly ssl: boolean | object
  /** Null: nobody in particular. */
  readonly sasl: KafkaSasl | null
}

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const

/** Reads TLS and SASL: the members `ssl` and `sasl`, or Spark's `kafka.security.protocol`, `kafka.sasl.mechanism` and `kafka.sasl.jaas.config`. */
export function kafkaSecurity(options: OptionReader): KafkaSecurity {
  const protocol = (options.string('kafka.security.protocol') ?? '').trim().toUpperCase()
  if (!['', 'PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'].includes(protocol)) {
    const expected = 'PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL'
    throw raise('INVALID_KAFKA_OPTION', { option: 'kafka.security.protocol', value: protocol, expected })
  }
  const ssl = options.value('ssl')
  if (ssl !== undefined && typeof ssl !== 'boolean' && (typeof ssl !== 'object' || ssl === null)) {
    throw raise('INVALID_KAFKA_OPTION', {
      option: 'ssl',
      value: typeof ssl,
      expected: 'true, false, or options of tls.connect',
    })
  }
  return {
    ssl: ssl === undefined || ssl === true ? ssl === true || protocol.endsWith('SSL') : ssl,
    sasl: objectSasl(options.value('sasl')) ?? jaasSasl(options, protocol.startsWith('SASL')),
  }
}

function objectSasl(given: unknown): KafkaSasl | null {
  if (given === undefined) return null
  const { mechanism, username, password } = (given ?? {}) as Readonly<Record<string, unknown>>
  if (typeof username !== 'string' || typeof password !== 'string') throw invalidSasl()
  return { mechanism: mechanismOf(mechanism), username, password }
}

/** `org.apache.kafka.common.security.plain.PlainLoginModule required username="ann" password="secret";` */
function jaasSasl(options: OptionReader, required: boolean): KafkaSasl | null {
  const jaas = options.string('kafka.sasl.jaas.config')
  const mechanism = options.string('kafka.sasl.mechanism')
  if (jaas === undefined && mechanism === undefined && !required) return null
  const part = (name: string) => new RegExp(`\\b${name}\\s*=\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(jaas ?? '')?.[1]
  const [username, password] = [part('username'), part('password')]
  if (username === undefined || password === undefined) throw invalidSasl()
  const plain = (text: string) => text.replaceAll(/\\(.)/g, '$1')
  return { mechanism: mechanismOf(mechanism), username: plain(username), password: plain(password) }
}

function mechanismOf(given: unknown): KafkaSasl['mechanism'] {
  const name = String(given ?? '').toLowerCase()
  const mechanism = mechanisms.find((known) => known === name)
  if (mechanism !== undefined) return mechanism
  throw raise('INVALID_KAFKA_OPTION', {
    option: 'sasl',
    value: JSON.stringify(name),
    expected: `one of the mechanisms ${mechanisms.join(', ')}`,
  })
}

/** Says nothing of what was given: it may be a password. */
function invalidSasl(): Error {
  const expected = `{ mechanism: 'plain', username, password }, or kafka.sasl.jaas.config with a user name and a password in quotes`
  return raise('INVALID_KAFKA_OPTION', { option: 'sasl', value: 'that lacks a user name or a password', expected })
}
