import {
  type ColumnBatch,
  type InputEvent,
  type Offset,
  type OffsetRange,
  offset as offsetText,
  type ReadLimit,
  type ReadRequest,
  type Source,
  type SourceContext,
} from '@streamkit/core/connector'
import type { KafkaClient, PartitionRange, TopicPartition } from '../client/kafka-client.ts'
import { raise } from '../conditions.ts'
import { formatKafkaOffsets, type KafkaOffsets, parseKafkaOffsets } from '../offsets/kafka-offsets.ts'
import type { KafkaStreamSettings } from '../options/source-settings.ts'
import { type FoundPartitions, findPartitions } from './find-partitions.ts'
import { KafkaSourceLog } from './kafka-source-log.ts'
import { limitedEnd, offsetOf, offsetsBetween, offsetsFor, partitionsOf } from './offset-maths.ts'
import { recordColumns } from './record-columns.ts'
import { resolvePosition } from './resolve-position.ts'

/** How long what is known of topics and partitions is taken for true, ms. */
const metadataAgeMs = 1_000

/**
 * A stream of the records of topics. The engine decides the range of each batch; offsets are in the checkpoint, in Spark's JSON. No consumer group has a say: see docs/decisions.
 */
export class KafkaSource implements Source {
  readonly description: string
  readonly #settings: KafkaStreamSettings
  readonly #context: SourceContext
  readonly #client: KafkaClient
  readonly #log: KafkaSourceLog
  readonly #stopped = new AbortController()
  #start: KafkaOffsets = new Map()
  #found: FoundPartitions | null = null
  #foundAtMs = Number.NEGATIVE_INFINITY
  /** Ids of topics as they were seen last. */
  #topicIds: ReadonlyMap<string, string> = new Map()
  #latest: KafkaOffsets = new Map()
  /** The end that `availableNow` has frozen. */
  #frozen: KafkaOffsets | null = null
  #behind: KafkaOffsets = new Map()
  #lastTriggerMs: number
  /** Losses that were found while the end of a batch was looked for: told with the batch. */
  #losses: InputEvent[] = []

  constructor(settings: KafkaStreamSettings, context: SourceContext, client: KafkaClient) {
    this.#settings = settings
    this.#context = context
    this.#client = client
    this.#log = new KafkaSourceLog(context)
    this.#lastTriggerMs = context.clock.monotonic()
    this.description = `KafkaV2[${describe(settings)}]`
  }

  async initialize(committed: Offset | null): Promise<void> {
    const kept = await this.#log.read()
    this.#topicIds = await this.#log.readTopicIds()
    if (kept !== null) this.#start = kept
    else if (committed === null) {
      const { partitions } = await this.#partitions()
      const { start, topics } = this.#settings
      const { signal } = this.#stopped
      this.#start = await resolvePosition(start, {
        client: this.#client,
        partitions,
        signal,
        option: 'startingOffsets',
      })
      // Nothing was found yet for a pattern: what it finds later is read from its beginning.
      if (partitions.length > 0 || topics.kind === 'pattern') await this.#log.write(this.#start)
    }
  }

  async latestOffset(start: Offset | null, limit: ReadLimit): Promise<Offset | null> {
    const known = this.#known(start)
    const end = this.#capped(known, await this.#end(known))
    this.#behind = end
    const limited = limit.kind === 'all' ? end : this.#limited(known, end)
    if (limited !== known) this.#lastTriggerMs = this.#context.clock.monotonic()
    const text = formatKafkaOffsets(limited)
    return start === null && offsetsBetween(known, limited) === 0 ? null : offsetText(text)
  }

  #known(start: Offset | null): KafkaOffsets {
    return start === null ? this.#start : parseKafkaOffsets(start, { where: 'the checkpoint' })
  }

  /** Now, or nothing yet: `minOffsetsPerTrigger` waits for more, but not longer than `maxTriggerDelay`. */
  #limited(start: KafkaOffsets, end: KafkaOffsets): KafkaOffsets {
    const { minOffsetsPerTrigger, maxOffsetsPerTrigger, maxTriggerDelayMs } = this.#settings
    const fresh = offsetsBetween(start, end)
    if (minOffsetsPerTrigger !== null && fresh < minOffsetsPerTrigger && this.#frozen === null) {
      if (this.#context.clock.monotonic() - this.#lastTriggerMs < maxTriggerDelayMs) return start
    }
    return maxOffsetsPerTrigger === null ? end : limitedEnd(maxOffsetsPerTrigger, start, end)
  }

  /** What is there now, without what went wrong with it. */
  async #end(known: KafkaOffsets): Promise<KafkaOffsets> {
    const found = await this.#partitions()
    const gone = partitionsOf(known).filter(
      (partition) =>
        !found.partitions.some(
          ({ topic, partition: number }) => topic === partition.topic && number === partition.partition,
        ),
    )
    if (gone.length > 0) this.#reportGone(gone)
    const anew = await this.#recreated(found)
    let latest = await this.#client.listOffsets('latest', found.partitions, this.#stopped.signal)
    for (let left = this.#settings.offsetRetries; left > 0 && wentBack(known, latest, anew) !== null; left--) {
      await this.#context.clock.sleep(this.#settings.offsetRetryIntervalMs, this.#stopped.signal)
      latest = await this.#client.listOffsets('latest', found.partitions, this.#stopped.signal)
    }
    const back = wentBack(known, latest, anew)
    if (back !== null) this.#reportBack(back, known, latest)
    this.#latest = latest
    // The topic that is there now is read from its beginning, by the batch after the one that tells of it.
    return offsetsFor(found.partitions, (partition) =>
      anew.has(partition.topic) && offsetOf(known, partition) !== undefined ? 0 : (offsetOf(latest, partition) ?? 0),
    )
  }

  async #partitions(): Promise<FoundPartitions> {
    const now = this.#context.clock.monotonic()
    if (this.#found !== null && now - this.#foundAtMs < metadataAgeMs) return this.#found
    const found = await findPartitions(this.#client, this.#settings.topics, this.#stopped.signal)
    if (found.missing.length > 0 && this.#found === null) {
      const option = this.#settings.topics.kind
      throw raise('UNKNOWN_KAFKA_TOPIC', { topics: found.missing.join(', '), option })
    }
    this.#found = found
    this.#foundAtMs = now
    return found
  }

  /** The topics that are others than those of this name that were read before. */
  async #recreated({ topicIds }: FoundPartitions): Promise<ReadonlySet<string>> {
    const isNew = [...topicIds].filter(([topic, id]) => this.#topicIds.get(topic) !== id)
    const anew = new Set(isNew.map(([topic]) => topic).filter((topic) => this.#topicIds.has(topic)))
    const [topic] = anew
    if (topic !== undefined && this.#settings.failOnDataLoss) throw raise('KAFKA_TOPIC_RECREATED', { topic })
    for (const name of anew) this.#lose(0, `the topic ${name} was deleted and made anew`)
    if (isNew.length > 0) {
      this.#topicIds = new Map([...this.#topicIds, ...isNew])
      await this.#log.writeTopicIds(this.#topicIds)
    }
    return anew
  }

  #reportGone(gone: readonly TopicPartition[]): void {
    const names = gone.map(({ topic, partition }) => `${topic}-${partition}`).join(', ')
    if (this.#settings.failOnDataLoss) {
      const from = Math.min(...gone.map((partition) => offsetOf(this.#latest, partition) ?? 0))
      throw raise('KAFKA_DATA_LOSS', { partition: names, from, to: 'the end', reason: 'it is not there any more' })
    }
    this.#lose(0, `${names} is not there any more`)
  }

  #reportBack(back: TopicPartition, known: KafkaOffsets, latest: KafkaOffsets): void {
    const figures = {
      partition: `${back.topic}-${back.partition}`,
      latest: offsetOf(latest, back) ?? 0,
      known: offsetOf(known, back) ?? 0,
    }
    if (this.#settings.failOnDataLoss) throw raise('KAFKA_OFFSET_WENT_BACK', figures)
    this.#lose(0, `the end of ${figures.partition} went back from ${figures.known} to ${figures.latest}`)
  }

  #lose(count: number, reason: string): void {
    this.#losses.push({ kind: 'dataLoss', count, reason })
    this.#context.logger.warn({ source: this.description, count }, `Kafka records were lost: ${reason}`)
  }

  /** Not past what was frozen, but never before what has been read. */
  #capped(known: KafkaOffsets, end: KafkaOffsets): KafkaOffsets {
    const frozen = this.#frozen
    if (frozen === null) return end
    return offsetsFor(partitionsOf(end), (partition) => {
      const offset = offsetOf(end, partition) ?? 0
      return Math.min(offset, Math.max(offsetOf(frozen, partition) ?? 0, offsetOf(known, partition) ?? 0))
    })
  }

  async prepareForAvailableNow(): Promise<void> {
    const { partitions } = await this.#partitions()
    this.#frozen = await this.#client.listOffsets('latest', partitions, this.#stopped.signal)
  }

  async *read({ start, end }: OffsetRange, request: ReadRequest): AsyncGenerator<ColumnBatch> {
    for (const loss of this.#losses.splice(0)) request.report(loss)
    const from = this.#known(start)
    const to = this.#known(end)
    // A partition that is new begins at 0: whatever is gone of it since is a loss like any other.
    const ranges = partitionsOf(to).map((partition) => ({
      ...partition,
      from: offsetOf(from, partition) ?? 0,
      to: offsetOf(to, partition) ?? 0,
    }))
    const blocks = this.#client.fetch(ranges, {
      isolation: this.#settings.isolation,
      signal: AbortSignal.any([request.signal, this.#stopped.signal]),
      stallTimeoutMs: this.#settings.pollTimeoutMs,
      maxPartitionBytes: this.#settings.maxPartitionBytes,
      headers: request.columns.includes(headersColumn),
      onDataLoss: this.#settings.failOnDataLoss ? null : (lost) => request.report(lossOf(lost)),
    })
    for await (const block of blocks) yield recordColumns(block, request.columns)
  }

  async commit(end: Offset): Promise<void> {
    const { publishGroup } = this.#settings
    if (publishGroup === null) return
    await this.#client.publishGroupOffsets(publishGroup, this.#known(end)).catch((error: unknown) => {
      this.#context.logger.warn(
        { group: publishGroup, error: String(error) },
        'the progress was not told to the consumer group',
      )
    })
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#client.close()
  }

  /** Spark's figures: how many offsets the batch ends behind what is there. */
  metrics(): Readonly<Record<string, string>> {
    const lags = partitionsOf(this.#latest).map((partition) =>
      Math.max(0, (offsetOf(this.#latest, partition) ?? 0) - (offsetOf(this.#behind, partition) ?? 0)),
    )
    if (lags.length === 0) return {}
    return {
      minOffsetsBehindLatest: String(Math.min(...lags)),
      maxOffsetsBehindLatest: String(Math.max(...lags)),
      avgOffsetsBehindLatest: String(lags.reduce((sum, lag) => sum + lag, 0) / lags.length),
    }
  }

  reportLatestOffset(): Offset | null {
    return this.#latest.size === 0 ? null : offsetText(formatKafkaOffsets(this.#latest))
  }
}

const headersColumn = 7

function describe({ topics }: KafkaStreamSettings): string {
  switch (topics.kind) {
    case 'subscribe':
      return `Subscribe[${topics.topics.join(', ')}]`
    case 'pattern':
      return `SubscribePattern[${topics.pattern.source}]`
    case 'assign':
      return `Assign[${[...topics.partitions].flatMap(([topic, list]) => list.map((p) => `${topic}-${p}`)).join(', ')}]`
  }
}

/** A partition whose end lies before what has been read. */
function wentBack(known: KafkaOffsets, latest: KafkaOffsets, anew: ReadonlySet<string>): TopicPartition | null {
  const back = partitionsOf(latest).find(
    (partition) => !anew.has(partition.topic) && (offsetOf(latest, partition) ?? 0) < (offsetOf(known, partition) ?? 0),
  )
  return back ?? null
}

function lossOf({ topic, partition, from, to }: PartitionRange): InputEvent {
  return {
    kind: 'dataLoss',
    count: to - from,
    reason: `records of ${topic}-${partition} from ${from} to ${to} are gone`,
  }
}
