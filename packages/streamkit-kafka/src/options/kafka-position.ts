import type { OptionReader } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import {
  earliestOffset,
  type KafkaOffsets,
  kafkaOffsetsOf,
  latestOffset,
  type OffsetRules,
  parseKafkaOffsets,
} from '../offsets/kafka-offsets.ts'

/** What to do about a partition that has no record at or after a time. */
export type MissingTimestamp = 'error' | 'latest'

/** Where reading begins or ends. Times are milliseconds since 1970. */
export type KafkaPosition =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'latest' }
  /** -2 stands for the earliest, -1 for the latest offset of a partition. */
  | { readonly kind: 'offsets'; readonly offsets: KafkaOffsets }
  | { readonly kind: 'timestamp'; readonly timestampMs: number; readonly whenMissing: MissingTimestamp }
  | { readonly kind: 'timestamps'; readonly timestampsMs: KafkaOffsets; readonly whenMissing: MissingTimestamp }

/** Where a stream begins. Default: at the latest offsets. */
export function streamStart(options: OptionReader): KafkaPosition {
  return (
    startOf(options, { words: ['earliest', 'latest'], standIns: [earliestOffset, latestOffset] }) ?? { kind: 'latest' }
  )
}

/** Where a batch read begins. Default: at the earliest offsets; it cannot be the latest, there would be nothing. */
export function batchStart(options: OptionReader): KafkaPosition {
  return startOf(options, { words: ['earliest'], standIns: [earliestOffset] }) ?? { kind: 'earliest' }
}

/** Where a batch read ends. Default: at the latest offsets. */
export function batchEnd(options: OptionReader): KafkaPosition {
  const names = { all: 'endingTimestamp', each: 'endingOffsetsByTimestamp', offsets: 'endingOffsets' }
  // A time after the last record of a partition means all of it.
  const rules = { words: ['latest'], standIns: [latestOffset], whenMissing: 'latest' } as const
  return positionOf(options, names, rules) ?? { kind: 'latest' }
}

interface PositionNames {
  readonly all: string
  readonly each: string
  readonly offsets: string
}

interface PositionRules {
  readonly words: readonly ('earliest' | 'latest')[]
  readonly standIns: NonNullable<OffsetRules['standIns']>
  readonly whenMissing: MissingTimestamp
}

function startOf(options: OptionReader, rules: Omit<PositionRules, 'whenMissing'>): KafkaPosition | undefined {
  const names = { all: 'startingTimestamp', each: 'startingOffsetsByTimestamp', offsets: 'startingOffsets' }
  const strategy = options.string('startingOffsetsByTimestampStrategy', 'error').toLowerCase()
  if (strategy !== 'error' && strategy !== 'latest') {
    throw invalid('startingOffsetsByTimestampStrategy', strategy, 'error or latest')
  }
  return positionOf(options, names, { ...rules, whenMissing: strategy })
}

/** The one time wins over the times by partition, and these over the offsets; all that are given are checked. */
function positionOf(options: OptionReader, names: PositionNames, rules: PositionRules): KafkaPosition | undefined {
  const { whenMissing } = rules
  const timestampMs = options.integer(names.all, { min: 0 })
  const timestampsMs = offsetsOption(options, names.each, [])
  const byOffset = offsetsPosition(options, names.offsets, rules)
  if (timestampMs !== undefined) return { kind: 'timestamp', timestampMs, whenMissing }
  if (timestampsMs !== undefined) return { kind: 'timestamps', timestampsMs, whenMissing }
  return byOffset
}

function offsetsPosition(
  options: OptionReader,
  name: string,
  { words, standIns }: PositionRules,
): KafkaPosition | undefined {
  const given = options.value(name)
  if (typeof given === 'string' && !given.trim().startsWith('{')) {
    const word = given.trim().toLowerCase()
    const kind = words.find((known) => known === word)
    if (kind === undefined) throw invalid(name, given, `${words.join(', ')} or offsets as JSON`)
    return { kind }
  }
  const offsets = offsetsOption(options, name, standIns)
  return offsets === undefined ? undefined : { kind: 'offsets', offsets }
}

function offsetsOption(
  options: OptionReader,
  name: string,
  standIns: NonNullable<OffsetRules['standIns']>,
): KafkaOffsets | undefined {
  const given = options.value(name)
  if (given === undefined) return undefined
  const rules = { where: `the option ${name}`, standIns }
  return typeof given === 'string' ? parseKafkaOffsets(given, rules) : kafkaOffsetsOf(given, rules)
}

function invalid(option: string, value: string, expected: string): Error {
  return raise('INVALID_KAFKA_OPTION', { option, value: JSON.stringify(value), expected })
}
