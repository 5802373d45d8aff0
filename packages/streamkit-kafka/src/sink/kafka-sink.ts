import type { Logger, Sink, SinkBatch, SinkQuery, SinkResult } from '@streamkit/core/connector'
import type { KafkaClient, KafkaProducer, OutgoingRecord } from '../client/kafka-client.ts'
import { raise } from '../conditions.ts'
import type { KafkaOffsets } from '../offsets/kafka-offsets.ts'
import type { KafkaWriteSettings } from '../options/write-settings.ts'
import { OutgoingRecords } from './outgoing-records.ts'

/**
 * Publishes the rows of a query, each batch in one transaction, exactly once.
 *
 * The transaction also commits an offset of the query's own consumer group: the number of the batch, plus one. So a batch and the note of it are there together or not at all, and a batch that runs again is
 * skipped. The transactional id is the query's: a run that opens the sink fences every earlier one. docs/decisions has the whole of it.
 */
export class KafkaSink implements Sink {
  readonly description: string
  readonly #settings: KafkaWriteSettings
  readonly #client: KafkaClient
  readonly #logger: Logger
  #producer: KafkaProducer | null = null
  #records: OutgoingRecords | null = null
  #group = ''
  /** The last batch that was published, -1 if none. */
  #published = -1

  constructor(settings: KafkaWriteSettings, client: KafkaClient, logger: Logger) {
    this.#settings = settings
    this.#client = client
    this.#logger = logger
    this.description = `KafkaSink[${settings.topic ?? 'topic of each row'}]`
  }

  async prepare(query: SinkQuery): Promise<void> {
    const { transactional, acks, compression, maxRequestBytes, transactionTimeoutMs, topic } = this.#settings
    this.#records = new OutgoingRecords(query.schema, this.#settings)
    if (topic !== null && (await this.#client.describeTopics([topic], query.signal)).length === 0) {
      throw raise('UNKNOWN_KAFKA_TOPIC', { topics: topic, option: 'topic' })
    }
    this.#group = `streamkit-${query.queryId}`
    const transactionalId = transactional ? this.#group : null
    // The id is taken before the note is read: what an earlier run still has open is over by then.
    this.#producer = await this.#client.producer({
      transactionalId,
      transactionTimeoutMs,
      acks,
      compression,
      maxRequestBytes,
    })
    if (transactional) this.#published = lastPublished(await this.#client.groupOffsets(this.#group))
    this.#checkLedger(query.lastCommittedBatchId)
  }

  /** The note and the checkpoint may differ by the one batch that was published when the query died. */
  #checkLedger(committed: number): void {
    if (!this.#settings.transactional) return
    const figures = { published: this.#published, committed, sink: this.description, group: this.#group }
    if (this.#published > committed + 1) throw raise('KAFKA_SINK_AHEAD', figures)
    const isLost = this.#published < 0 && committed >= 0 && this.#settings.topic !== null
    if (isLost && !this.#settings.acceptLostLedger) throw raise('KAFKA_LEDGER_LOST', figures)
  }

  async addBatch({ batchId, chunks, query }: SinkBatch): Promise<SinkResult> {
    if (batchId <= this.#published) {
      this.#logger.info({ query: query.queryId, batchId }, 'the batch is in Kafka already: it is not published again')
      return { numOutputRows: 0, metrics: { skipped: 'true' } }
    }
    const producer = this.#producer as KafkaProducer
    await producer.begin()
    try {
      const { count, topic } = await this.#publish(producer, chunks())
      const ledgerTopic = this.#settings.topic ?? topic
      if (ledgerTopic !== null)
        await producer.sendOffsets(this.#group, new Map([[ledgerTopic, new Map([[0, batchId + 1]])]]))
      await producer.commit()
      this.#published = batchId
      return { numOutputRows: count }
    } catch (error) {
      await producer.abort()
      throw error
    }
  }

  async #publish(
    producer: KafkaProducer,
    chunks: ReturnType<SinkBatch['chunks']>,
  ): Promise<{ readonly count: number; readonly topic: string | null }> {
    let count = 0
    let topic: string | null = null
    for await (const chunk of chunks) {
      const records = (this.#records as OutgoingRecords).of(chunk)
      topic ??= records[0]?.topic ?? null
      count += records.length
      for (const part of requests(records, this.#settings.maxRequestBytes)) await producer.send(part)
    }
    return { count, topic }
  }

  async stop(): Promise<void> {
    try {
      await this.#producer?.close()
    } finally {
      await this.#client.close()
    }
  }
}

/** Cuts records into requests of about so many bytes; a record that is larger goes alone. */
export function* requests(records: readonly OutgoingRecord[], maxBytes: number): Generator<readonly OutgoingRecord[]> {
  let start = 0
  let bytes = 0
  for (const [i, record] of records.entries()) {
    const size = sizeOf(record)
    if (bytes + size > maxBytes && i > start) {
      yield records.slice(start, i)
      start = i
      bytes = 0
    }
    bytes += size
  }
  if (start < records.length) yield records.slice(start)
}

/** What a record takes in a request, about. */
function sizeOf({ key, value, headers }: OutgoingRecord): number {
  const ofHeaders = headers.reduce((sum, header) => sum + header.key.length + (header.value?.length ?? 0) + 4, 0)
  return 24 + (key?.length ?? 0) + (value?.length ?? 0) + ofHeaders
}

function lastPublished(offsets: KafkaOffsets): number {
  const figures = [...offsets.values()].flatMap((partitions) => [...partitions.values()])
  return Math.max(0, ...figures) - 1
}
