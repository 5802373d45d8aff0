import { raise } from '../conditions.ts'
import type { KafkaOffsets } from '../offsets/kafka-offsets.ts'
import type { FoundPartitions } from './find-partitions.ts'
import type { KafkaSourceLog } from './kafka-source-log.ts'
import { offsetOf, partitionsOf } from './offset-maths.ts'

/** What is to be done about a change. */
export interface TopicChangeOptions {
  readonly failOnDataLoss: boolean
  /** Told of each change once. */
  readonly lose: (reason: string) => void
}

/**
 * Notices topics that are not there any more, and topics that are others than before though they have the name.
 *
 * The ids of topics are in the checkpoint. That of a topic that was made anew is written only when the batch that begins it again is committed: a run that comes back before notices it once more.
 */
export class TopicChanges {
  readonly #log: KafkaSourceLog
  readonly #options: TopicChangeOptions
  #ids: ReadonlyMap<string, string> = new Map()
  /** Those that are read from their beginning, as soon as a batch says so. */
  readonly #anew = new Set<string>()
  /** The end of the batch that says so. */
  #resetAt: string | null = null
  #gone: ReadonlySet<string> = new Set()

  constructor(log: KafkaSourceLog, options: TopicChangeOptions) {
    this.#log = log
    this.#options = options
  }

  async load(): Promise<void> {
    this.#ids = await this.#log.readTopicIds()
  }

  /** Topics whose offsets begin again, given the offsets that are known. */
  async anew({ topicIds }: FoundPartitions, known: KafkaOffsets): Promise<ReadonlySet<string>> {
    for (const topic of this.#anew) if (isAtStart(known, topic)) this.#anew.delete(topic)
    const fresh = [...topicIds].filter(([topic]) => !this.#ids.has(topic))
    const others = [...topicIds].filter(([topic, id]) => (this.#ids.get(topic) ?? id) !== id)
    for (const [topic] of others) {
      if (this.#options.failOnDataLoss) throw raise('KAFKA_TOPIC_RECREATED', { topic })
      this.#options.lose(`the topic ${topic} was deleted and made anew`)
      this.#anew.add(topic)
    }
    if (fresh.length > 0) await this.#log.writeTopicIds(new Map([...this.#ids, ...fresh]))
    if (fresh.length + others.length > 0) this.#ids = new Map([...this.#ids, ...fresh, ...others])
    return this.#anew
  }

  /** The end of the batch that is planned now. */
  planned(end: string): void {
    if (this.#anew.size > 0) this.#resetAt = end
  }

  async committed(end: string): Promise<void> {
    if (end !== this.#resetAt) return
    this.#resetAt = null
    await this.#log.writeTopicIds(this.#ids)
  }

  /** The partitions that are known and not there: their offsets stay, for an answer that leaves something out must not make it new. */
  gone(found: FoundPartitions, known: KafkaOffsets): KafkaOffsets {
    const there = new Set(found.partitions.map(({ topic, partition }) => `${topic}-${partition}`))
    const gone = partitionsOf(known).filter(({ topic, partition }) => !there.has(`${topic}-${partition}`))
    const names = new Set(gone.map(({ topic, partition }) => `${topic}-${partition}`))
    const fresh = [...names].filter((name) => !this.#gone.has(name))
    this.#gone = names
    if (fresh.length > 0) this.#options.lose(`${fresh.join(', ')} is not there any more`)
    const kept = new Map<string, Map<number, number>>()
    for (const place of gone) {
      const of = kept.get(place.topic) ?? new Map<number, number>()
      kept.set(place.topic, of.set(place.partition, offsetOf(known, place) ?? 0))
    }
    return kept
  }
}

function isAtStart(known: KafkaOffsets, topic: string): boolean {
  return [...(known.get(topic) ?? new Map<number, number>()).values()].every((offset) => offset === 0)
}
