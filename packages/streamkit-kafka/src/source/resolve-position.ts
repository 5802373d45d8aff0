import type { KafkaClient, TopicPartition } from '../client/kafka-client.ts'
import { raise } from '../conditions.ts'
import { earliestOffset, type KafkaOffsets, latestOffset } from '../offsets/kafka-offsets.ts'
import type { KafkaPosition, MissingTimestamp } from '../options/kafka-position.ts'
import { offsetOf, offsetsFor, partitionsOf } from './offset-maths.ts'

/** What a position is resolved against. */
export interface PositionContext {
  readonly client: Pick<KafkaClient, 'listOffsets' | 'offsetsForTimes'>
  /** All partitions that are read. */
  readonly partitions: readonly TopicPartition[]
  readonly signal: AbortSignal
  /** The option that it came from, for messages. */
  readonly option: string
}

/**
 * The offsets that a position stands for, of every partition.
 *
 * @throws StreamKitError `INVALID_KAFKA_OFFSETS` if it names other partitions than are read, or offsets that are not there; `NO_KAFKA_RECORD_AT_TIME`
 */
export async function resolvePosition(position: KafkaPosition, context: PositionContext): Promise<KafkaOffsets> {
  const { client, partitions, signal } = context
  switch (position.kind) {
    case 'earliest':
    case 'latest':
      return client.listOffsets(position.kind, partitions, signal)
    case 'offsets':
      return exactOffsets(position.offsets, context)
    case 'timestamp':
      return atTimes(
        offsetsFor(partitions, () => position.timestampMs),
        position.whenMissing,
        context,
      )
    case 'timestamps':
      checkPartitions(position.timestampsMs, context)
      return atTimes(position.timestampsMs, position.whenMissing, context)
  }
}

async function exactOffsets(given: KafkaOffsets, context: PositionContext): Promise<KafkaOffsets> {
  checkPartitions(given, context)
  const { client, partitions, signal, option } = context
  const [earliest, latest] = await Promise.all([
    client.listOffsets('earliest', partitions, signal),
    client.listOffsets('latest', partitions, signal),
  ])
  return offsetsFor(partitions, (partition) => {
    const [first, end] = [offsetOf(earliest, partition) ?? 0, offsetOf(latest, partition) ?? 0]
    const offset = offsetOf(given, partition)
    if (offset === earliestOffset) return first
    if (offset === undefined || offset === latestOffset) return end
    if (offset >= first && offset <= end) return offset
    const reason = `${partition.topic}-${partition.partition} has the offsets ${first} to ${end}, not ${offset}`
    throw invalid(option, reason)
  })
}

async function atTimes(
  timesMs: KafkaOffsets,
  whenMissing: MissingTimestamp,
  { client, partitions, signal, option }: PositionContext,
): Promise<KafkaOffsets> {
  const [found, latest] = await Promise.all([
    client.offsetsForTimes(timesMs, signal),
    client.listOffsets('latest', partitions, signal),
  ])
  return offsetsFor(partitions, (partition) => {
    const offset = offsetOf(found, partition) ?? -1
    if (offset >= 0) return offset
    if (whenMissing === 'latest') return offsetOf(latest, partition) ?? 0
    const name = `${partition.topic}-${partition.partition}`
    const time = new Date(offsetOf(timesMs, partition) ?? 0).toISOString()
    throw raise('NO_KAFKA_RECORD_AT_TIME', { partition: name, time, option })
  })
}

/** As in Spark, what names partitions names all of them. */
function checkPartitions(given: KafkaOffsets, { partitions, option }: PositionContext): void {
  const missing = partitions.filter((partition) => offsetOf(given, partition) === undefined)
  const read = offsetsFor(partitions, () => 0)
  const extra = partitionsOf(given).filter((partition) => offsetOf(read, partition) === undefined)
  const names = (list: readonly TopicPartition[]) =>
    list.map(({ topic, partition }) => `${topic}-${partition}`).join(', ')
  if (missing.length > 0) throw invalid(option, `${names(missing)} is read and not named`)
  if (extra.length > 0) throw invalid(option, `${names(extra)} is named and not read`)
}

function invalid(option: string, reason: string): Error {
  const form = '{"topic":{"0":123,"1":-2}}, where -2 is the earliest offset and -1 the latest'
  return raise('INVALID_KAFKA_OFFSETS', { where: `the option ${option}`, reason, form })
}
