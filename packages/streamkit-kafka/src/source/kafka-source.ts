import {
  type ColumnBatch,
  type InputEvent,
  isStreamKitError,
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
import { TopicChanges } from './topic-changes.ts'

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
  readonly #changes: TopicChanges
  readonly #stopped = new AbortController()
  #start: KafkaOffsets = new Map()
  #found: FoundPartitions | null = null
  #foundAtMs = Number.NEGATIVE_INFINITY
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
    this.#changes = new TopicChanges(this.#log, {
      failOnDataLoss: settings.failOnDataLoss,
      lose: (reason) => this.#lose(0, reason),
    })
    this.#lastTriggerMs = context.clock.monotonic()
    this.description = `KafkaV2[${describe(settings)}]`
  }

  async initialize(committed: Offset | null): Promise<void> {
    const kept = await this.#log.read()
    await this.#changes.load()
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
    if (limited !== known) this.#changes.planned(text)
    return start === null && offsetsBetween(known, limited) === 0 ? null : offsetText(text)
  }

  #known(start: Offset | null): KafkaOffsets {
    return start === null ? this.#start : parseKafkaOffsets(start, { where: 'the checkpoint' })
  }

  /** Now, or nothing yet: `minOffsetsPerTrigger` waits for more, but not longer than `maxTriggerDelay`. */
  #limited(start: KafkaOffsets, end: KafkaOffsets): KafkaOffsets {
    const { minOffsetsPerTrigger, maxOffsetsPerTrigger, maxTriggerDelayMs } = this.#settings
    const fresh = offsetsBetween(start, end)
    const back = partitionsOf(end).some((place) => (offsetOf(end, place) ?? 0) < (offsetOf(start, place) ?? 0))
    if (minOffsetsPerTrigger !== null && fresh < minOffsetsPerTrigger && this.#frozen === null && !back) {
      if (this.#context.clock.monotonic() - this.#lastTriggerMs < maxTriggerDelayMs) return start
    }
    return maxOffsetsPerTrigger === null ? end : limitedEnd(maxOffsetsPerTrigger, start, end)
  }

  /** What is there now, without what went wrong with it. */
  async #end(known: KafkaOffsets, tries = 3): Promise<KafkaOffsets> {
    const { signal } = this.#stopped
    const found = await this.#complete(known)
    const first = await this.#client.listOffsets('latest', found.partitions, signal).catch((error: unknown) => {
      if (tries > 1 && isUnknownTopic(error)) return null
      throw error
    })
    if (first === null) {
      // A topic was deleted since its partitions were asked for.
      this.#foundAtMs = Number.NEGATIVE_INFINITY
      return this.#end(known, tries - 1)
    }
    let latest = first
    // Who the topics are is asked after their offsets, if those say anything new: else records of a new topic could be taken for more of the old one.
    const current = isSame(known, latest) ? found : await this.#complete(known, { now: true })
    const gone = this.#changes.gone(current, known)
    const anew = await this.#changes.anew(current, known)
    for (let left = this.#settings.offsetRetries; left > 0 && wentBack(known, latest, anew) !== null; left--) {
      await this.#context.clock.sleep(this.#settings.offsetRetryIntervalMs, signal)
      latest = await this.#client.listOffsets('latest', found.partitions, signal)
    }
    const back = wentBack(known, latest, anew)
    if (back !== null) this.#reportBack(back, known, latest)
    this.#latest = latest
    // The topic that is there now is read from its beginning, by the batch after the one that tells of it.
    return offsetsFor([...partitionsOf(latest), ...partitionsOf(gone)], (partition) => {
      if (offsetOf(gone, partition) !== undefined) return offsetOf(gone, partition) ?? 0
      const begins = anew.has(partition.topic) && offsetOf(known, partition) !== undefined
      return begins ? 0 : (offsetOf(latest, partition) ?? 0)
    })
  }

  /** The partitions, asked for again if some that are known are not among them: brokers that have just come up leave some out. */
  async #complete(known: KafkaOffsets, { now = false } = {}): Promise<FoundPartitions> {
    if (now) this.#foundAtMs = Number.NEGATIVE_INFINITY
    let found = await this.#partitions()
    for (let left = this.#settings.offsetRetries; left > 0 && missingOf(found, known).length > 0; left--) {
      await this.#context.clock.sleep(this.#settings.offsetRetryIntervalMs, this.#stopped.signal)
      this.#foundAtMs = Number.NEGATIVE_INFINITY
      found = await this.#partitions()
    }
    const missing = missingOf(found, known)
    if (missing.length > 0 && this.#settings.failOnDataLoss) {
      const partition = missing.map(({ topic, partition: number }) => `${topic}-${number}`).join(', ')
      const from = Math.min(...missing.map((place) => offsetOf(known, place) ?? 0))
      throw raise('KAFKA_DATA_LOSS', { partition, from, to: 'the end', reason: 'it is not there any more' })
    }
    return found
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
    await this.#changes.committed(end)
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

function isSame(known: KafkaOffsets, latest: KafkaOffsets): boolean {
  return partitionsOf(latest).every((partition) => offsetOf(latest, partition) === offsetOf(known, partition))
}

function isUnknownTopic(error: unknown): boolean {
  return isStreamKitError(error) && error.condition === 'UNKNOWN_KAFKA_TOPIC'
}

/** Partitions that are known and were not found. */
function missingOf({ partitions }: FoundPartitions, known: KafkaOffsets): readonly TopicPartition[] {
  const there = new Set(partitions.map(({ topic, partition }) => `${topic}-${partition}`))
  return partitionsOf(known).filter(({ topic, partition }) => !there.has(`${topic}-${partition}`))
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
