import type { OptionReader } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { type KafkaConnection, kafkaConnection } from './connection.ts'
import { batchEnd, batchStart, type KafkaPosition, streamStart } from './kafka-position.ts'
import { milliseconds } from './milliseconds.ts'
import { type TopicSelection, topicSelection } from './topic-selection.ts'
import { oneText } from './twin-options.ts'

/** What streams and batch reads have in common, checked. */
export interface KafkaSourceSettings extends KafkaConnection {
  readonly topics: TopicSelection
  /** Where a new query begins. */
  readonly start: KafkaPosition
  readonly failOnDataLoss: boolean
  /** Null: one part a partition. */
  readonly minPartitions: number | null
  /** Null: a partition is never divided. */
  readonly maxRecordsPerPartition: number | null
  /** The consumer group by its name, or by how its name begins. */
  readonly group: { readonly kind: 'name' | 'prefix'; readonly text: string }
  readonly includeHeaders: boolean
  /** Whether records of transactions that are not committed are read. Default: they are not. */
  readonly isolation: 'readCommitted' | 'readUncommitted'
  /** Most bytes of one answer for one partition. */
  readonly maxPartitionBytes: number
  /** The consumer group that is told how far the query is, null: none. */
  readonly publishGroup: string | null
  readonly pollTimeoutMs: number
  readonly offsetRetries: number
  readonly offsetRetryIntervalMs: number
}

/** The options of a stream, checked. */
export interface KafkaStreamSettings extends KafkaSourceSettings {
  /** Null: all there are. */
  readonly maxOffsetsPerTrigger: number | null
  /** Null: a batch begins as soon as there is one record. */
  readonly minOffsetsPerTrigger: number | null
  readonly maxTriggerDelayMs: number
}

/** The options of a batch read, checked. */
export interface KafkaBatchSettings extends KafkaSourceSettings {
  readonly end: KafkaPosition
}

const defaults = {
  groupIdPrefix: 'spark-kafka-source',
  maxTriggerDelayMs: 15 * 60_000,
  maxPartitionBytes: 2 * 1024 * 1024,
  pollTimeoutMs: 120_000,
  offsetRetries: 3,
  offsetRetryIntervalMs: 10,
} as const

const onlyBatch = ['endingOffsets', 'endingTimestamp', 'endingOffsetsByTimestamp'] as const
const onlyStream = ['maxOffsetsPerTrigger', 'minOffsetsPerTrigger', 'maxTriggerDelay'] as const

/**
 * Reads and checks the options of `readStream().format('kafka')`.
 *
 * @throws StreamKitError with one of this package's conditions, or the core's `INVALID_OPTION_VALUE`
 */
export function kafkaStreamSettings(options: OptionReader): KafkaStreamSettings {
  for (const option of onlyBatch) {
    const hint = 'A stream does not end by itself; for a part of a topic use read().'
    if (options.has(option)) throw raise('MISPLACED_KAFKA_OPTION', { option, place: 'batch reads', hint })
  }
  const maxOffsetsPerTrigger = options.integer('maxOffsetsPerTrigger', { min: 1 }) ?? null
  const minOffsetsPerTrigger = options.integer('minOffsetsPerTrigger', { min: 1 }) ?? null
  if (maxOffsetsPerTrigger !== null && minOffsetsPerTrigger !== null && minOffsetsPerTrigger > maxOffsetsPerTrigger) {
    throw raise('CONFLICTING_KAFKA_OPTIONS', {
      options: 'minOffsetsPerTrigger and maxOffsetsPerTrigger',
      reason: 'the least is more than the most',
      hint: 'Lower the first or raise the second.',
    })
  }
  return {
    ...sourceSettings(options, streamStart(options)),
    maxOffsetsPerTrigger,
    minOffsetsPerTrigger,
    maxTriggerDelayMs: milliseconds(options, 'maxTriggerDelay', defaults.maxTriggerDelayMs),
  }
}

/**
 * Reads and checks the options of `read().format('kafka')`.
 *
 * @throws StreamKitError with one of this package's conditions, or the core's `INVALID_OPTION_VALUE`
 */
export function kafkaBatchSettings(options: OptionReader): KafkaBatchSettings {
  for (const option of onlyStream) {
    const hint = 'A batch read takes everything between its start and its end.'
    if (options.has(option)) throw raise('MISPLACED_KAFKA_OPTION', { option, place: 'streams', hint })
  }
  return { ...sourceSettings(options, batchStart(options)), end: batchEnd(options) }
}

function sourceSettings(options: OptionReader, start: KafkaPosition): KafkaSourceSettings {
  const group = oneText(options, ['kafka.group.id', 'groupId'])
  const prefix = options.string('groupIdPrefix', defaults.groupIdPrefix)
  return {
    ...kafkaConnection(options),
    topics: topicSelection(options),
    start,
    failOnDataLoss: options.boolean('failOnDataLoss', true),
    minPartitions: options.integer('minPartitions', { min: 1 }) ?? null,
    maxRecordsPerPartition: options.integer('maxRecordsPerPartition', { min: 1 }) ?? null,
    group: group === undefined ? { kind: 'prefix', text: prefix } : { kind: 'name', text: group },
    includeHeaders: options.boolean('includeHeaders', false),
    isolation: isolationLevel(options),
    maxPartitionBytes: options.integer('kafka.max.partition.fetch.bytes', { min: 1 }) ?? defaults.maxPartitionBytes,
    publishGroup: options.string('publishOffsetsToGroup') ?? null,
    pollTimeoutMs: milliseconds(options, 'kafkaConsumer.pollTimeoutMs', defaults.pollTimeoutMs),
    offsetRetries: options.integer('fetchOffset.numRetries', { min: 0 }) ?? defaults.offsetRetries,
    offsetRetryIntervalMs: milliseconds(options, 'fetchOffset.retryIntervalMs', defaults.offsetRetryIntervalMs),
  }
}

function isolationLevel(options: OptionReader): KafkaSourceSettings['isolation'] {
  const level = options.string('kafka.isolation.level', 'read_committed')
  if (level === 'read_committed') return 'readCommitted'
  if (level === 'read_uncommitted') return 'readUncommitted'
  throw raise('INVALID_KAFKA_OPTION', {
    option: 'kafka.isolation.level',
    value: JSON.stringify(level),
    expected: 'read_committed or read_uncommitted',
  })
}
