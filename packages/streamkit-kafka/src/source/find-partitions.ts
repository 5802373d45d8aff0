import type { KafkaClient, TopicPartition } from '../client/kafka-client.ts'
import { raise } from '../conditions.ts'
import type { TopicSelection } from '../options/topic-selection.ts'
import { byName } from './offset-maths.ts'

/** What there is to read now. */
export interface FoundPartitions {
  readonly partitions: readonly TopicPartition[]
  /** Ids of the topics, where the client tells them. */
  readonly topicIds: ReadonlyMap<string, string>
  /** Topics that were named and are not there. */
  readonly missing: readonly string[]
}

/** Finds the topics and partitions that a selection stands for. */
export async function findPartitions(
  client: Pick<KafkaClient, 'topicNames' | 'describeTopics'>,
  selection: TopicSelection,
  signal: AbortSignal,
): Promise<FoundPartitions> {
  const names = await topicsOf(client, selection, signal)
  const found = names.length === 0 ? [] : await client.describeTopics(names, signal)
  const known = new Set(found.map(({ name }) => name))
  const assigned = selection.kind === 'assign' ? selection.partitions : null
  const partitions = found.flatMap(({ name, partitions: numbers }) => {
    const wanted = assigned?.get(name)
    const absent = wanted?.filter((partition) => !numbers.includes(partition)) ?? []
    if (absent.length > 0) {
      throw raise('UNKNOWN_KAFKA_TOPIC', { topics: absent.map((p) => `${name}-${p}`).join(', '), option: 'assign' })
    }
    return (wanted ?? numbers).map((partition) => ({ topic: name, partition }))
  })
  return {
    partitions: partitions.sort(byName),
    topicIds: new Map(found.flatMap(({ name, id }) => (id === null ? [] : [[name, id] as const]))),
    missing: names.filter((name) => !known.has(name)),
  }
}

async function topicsOf(
  client: Pick<KafkaClient, 'topicNames'>,
  selection: TopicSelection,
  signal: AbortSignal,
): Promise<readonly string[]> {
  switch (selection.kind) {
    case 'subscribe':
      return selection.topics
    case 'assign':
      return [...selection.partitions.keys()]
    case 'pattern':
      return (await client.topicNames(signal)).filter((name) => selection.pattern.test(name)).sort()
  }
}
