import type { OptionReader } from '@streamkit/core/connector'
import type { ProducerOptions } from '../client/kafka-client.ts'
import { raise } from '../conditions.ts'
import { isTopicName } from '../topic-name.ts'
import { type KafkaConnection, kafkaConnection } from './connection.ts'
import { milliseconds } from './milliseconds.ts'

/** The options of a write, checked. */
export interface KafkaWriteSettings extends KafkaConnection {
  /** Null: each row names its own. */
  readonly topic: string | null
  readonly includeHeaders: boolean
  /** Each batch in one transaction, with a note of it: exactly once. Else: at least once. */
  readonly transactional: boolean
  readonly transactionTimeoutMs: number
  /** -1: all in-sync replicas. */
  readonly acks: -1 | 0 | 1
  readonly compression: ProducerOptions['compression']
  readonly maxRequestBytes: number
  /** Go on though the note of published batches is gone. */
  readonly acceptLostLedger: boolean
}

/**
 * Reads and checks the options of `write` and `writeStream` with `format('kafka')`.
 *
 * @throws StreamKitError with one of this package's conditions, or the core's `INVALID_OPTION_VALUE`
 */
export function kafkaWriteSettings(options: OptionReader): KafkaWriteSettings {
  const topic = options.string('topic')?.trim()
  if (topic !== undefined && !isTopicName(topic)) {
    const expected = 'the name of a topic: letters, digits, ., _ and -'
    throw raise('INVALID_KAFKA_OPTION', { option: 'topic', value: JSON.stringify(topic), expected })
  }
  const transactional = (oneOf(options, 'deliveryGuarantee', guarantees) ?? 'exactly-once') === 'exactly-once'
  return {
    ...kafkaConnection(options),
    topic: topic ?? null,
    includeHeaders: options.boolean('includeHeaders', false),
    transactional,
    transactionTimeoutMs: milliseconds(options, 'kafka.transaction.timeout.ms', 60_000),
    acks: acksOf(options, transactional),
    compression: oneOf(options, 'kafka.compression.type', compressions) ?? 'none',
    maxRequestBytes: options.integer('kafka.batch.size', { min: 1 }) ?? 512 * 1024,
    acceptLostLedger: options.boolean('acceptLostLedger', false),
  }
}

const guarantees = ['exactly-once', 'at-least-once'] as const
const compressions = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const

function acksOf(options: OptionReader, transactional: boolean): -1 | 0 | 1 {
  const given = oneOf(options, 'kafka.acks', ['all', '-1', '1', '0'] as const) ?? 'all'
  if (given === 'all' || given === '-1') return -1
  if (!transactional) return given === '1' ? 1 : 0
  throw raise('CONFLICTING_KAFKA_OPTIONS', {
    options: 'kafka.acks and deliveryGuarantee',
    reason: 'a transaction needs the acknowledgement of all replicas',
    hint: `Leave kafka.acks out, or set deliveryGuarantee to 'at-least-once'.`,
  })
}

function oneOf<const T extends string>(options: OptionReader, name: string, known: readonly T[]): T | undefined {
  const given = options.value(name)
  if (given === undefined) return undefined
  const found = known.find((word) => word === String(given).trim().toLowerCase())
  if (found !== undefined) return found
  throw raise('INVALID_KAFKA_OPTION', { option: name, value: JSON.stringify(given), expected: known.join(', ') })
}
