import type { TopicPartition } from '../client/kafka-client.ts'
import type { KafkaOffsets } from '../offsets/kafka-offsets.ts'

/** The figure of a partition. */
export function offsetOf(offsets: KafkaOffsets, { topic, partition }: TopicPartition): number | undefined {
  return offsets.get(topic)?.get(partition)
}

/** All partitions, by topic and number. */
export function partitionsOf(offsets: KafkaOffsets): readonly TopicPartition[] {
  return [...offsets]
    .flatMap(([topic, partitions]) => [...partitions.keys()].map((partition) => ({ topic, partition })))
    .sort(byName)
}

export function byName(a: TopicPartition, b: TopicPartition): number {
  return a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1
}

/** A figure for each of some partitions. */
export function offsetsFor(
  partitions: readonly TopicPartition[],
  figure: (partition: TopicPartition) => number,
): KafkaOffsets {
  const offsets = new Map<string, Map<number, number>>()
  for (const partition of partitions) {
    const of = offsets.get(partition.topic) ?? new Map<number, number>()
    offsets.set(partition.topic, of.set(partition.partition, figure(partition)))
  }
  return offsets
}

/** Whether every partition of `b` has the same figure in `a`. */
export function isSameOffsets(a: KafkaOffsets, b: KafkaOffsets): boolean {
  return partitionsOf(b).every((partition) => offsetOf(b, partition) === offsetOf(a, partition))
}

/** How many offsets lie between; a partition that begins is counted from 0. */
export function offsetsBetween(start: KafkaOffsets, end: KafkaOffsets): number {
  return partitionsOf(end).reduce(
    (sum, partition) => sum + Math.max(0, (offsetOf(end, partition) ?? 0) - (offsetOf(start, partition) ?? 0)),
    0,
  )
}

/**
 * The end of a batch of about `limit` records: each partition gives a share as large as its part of what is new, and each that has something gives at least one. Spark's `rateLimit` of
 * `KafkaMicroBatchStream`.
 */
export function limitedEnd(limit: number, start: KafkaOffsets, end: KafkaOffsets): KafkaOffsets {
  const total = offsetsBetween(start, end)
  if (total === 0) return end
  return offsetsFor(partitionsOf(end), (partition) => {
    const [from, to] = [offsetOf(start, partition) ?? 0, offsetOf(end, partition) ?? 0]
    if (to <= from) return to
    const share = limit * ((to - from) / total)
    return Math.min(to, from + (share < 1 ? Math.ceil(share) : Math.floor(share)))
  })
}
