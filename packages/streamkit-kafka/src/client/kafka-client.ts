import type { KafkaOffsets } from '../offsets/kafka-offsets.ts'

/**
 * What the connector asks of a Kafka client: metadata, offsets, exact ranges of records, and a producer. No consumer group decides anything; who reads what is the
 * engine's matter. One shared suite holds every implementation to it.
 *
 * Failures reject with this package's conditions, never with those of the client.
 */
export interface KafkaClient {
  /** The npm package behind it. */
  readonly package: 'kafkajs' | '@platformatic/kafka'
  /** Names of all topics that may be read, those of the broker itself not among them. */
  topicNames(signal: AbortSignal): Promise<readonly string[]>
  /** The partitions of topics. A topic that does not exist is not in the answer. */
  describeTopics(topics: readonly string[], signal: AbortSignal): Promise<readonly TopicDescription[]>
  /** The first offset that is kept, or the one after the last that a reader may see (read committed: the last stable offset). */
  listOffsets(
    at: 'earliest' | 'latest',
    partitions: readonly TopicPartition[],
    signal: AbortSignal,
  ): Promise<KafkaOffsets>
  /** The first offset at or after a time (milliseconds since 1970) of each partition; -1 where there is none. */
  offsetsForTimes(timesMs: KafkaOffsets, signal: AbortSignal): Promise<KafkaOffsets>
  /**
   * The records of exactly these ranges, range after range, each in the order of its offsets: so the same ranges always give the same rows in the same order. Ends when every range has been read to
   * its end, also where the last offsets are control records, of aborted transactions, or compacted away.
   */
  fetch(ranges: readonly PartitionRange[], options: FetchOptions): AsyncIterable<RecordBlock>
  /**
   * Waits for records that can be read (read committed) from these offsets on, one of each partition: true as soon as there are some, false if none came for a moment. Brokers that do not answer reject
   * at once, nothing is tried again. Holds up what is sent behind it: for a client that does nothing else.
   */
  waitForRecords(from: KafkaOffsets): Promise<boolean>
  /** Tells a consumer group how far the query is, for tools that show lag; nothing reads it back. */
  publishGroupOffsets(groupId: string, offsets: KafkaOffsets): Promise<void>
  /** All that a group has committed. */
  groupOffsets(groupId: string): Promise<KafkaOffsets>
  producer(options: ProducerOptions): Promise<KafkaProducer>
  /** Ends every connection. */
  close(): Promise<void>
}

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}
export interface TopicDescription {
  readonly name: string
  /** Tells a topic from an earlier one of the same name; null where the client does not say. */
  readonly id: string | null
  readonly partitions: readonly number[]
}
/** Offsets `from` up to, not with, `to`. */
export interface PartitionRange extends TopicPartition {
  readonly from: number
  readonly to: number
}
export interface FetchOptions {
  readonly isolation: 'readCommitted' | 'readUncommitted'
  readonly signal: AbortSignal
  /** How long nothing may come of a range that is not at its end, ms: then it is asked for on a new connection, then `KAFKA_SOURCE_STALLED`. */
  readonly stallTimeoutMs: number
  /** Most bytes of one answer for one partition. */
  readonly maxPartitionBytes: number
  readonly headers: boolean
  /** Told of records that are gone, and reading goes on with what is kept; null: they end it with KAFKA_DATA_LOSS. */
  readonly onDataLoss: ((lost: PartitionRange) => void) | null
}
/** Records of one partition, in order, as columns of the same length. */
export interface RecordBlock extends TopicPartition {
  readonly offsets: Float64Array
  /** Milliseconds since 1970; -1 if there is none. */
  readonly timestampsMs: Float64Array
  /** 0: of the producer, 1: of the broker, -1: none. */
  readonly timestampTypes: Int32Array
  readonly keys: readonly (Uint8Array | null)[]
  /** Null: a tombstone. */
  readonly values: readonly (Uint8Array | null)[]
  /** Null unless asked for. Of each record in order; a name may be there twice. */
  readonly headers: readonly (readonly RecordHeader[])[] | null
}
export interface RecordHeader {
  readonly key: string
  readonly value: Uint8Array | null
}

export interface ProducerOptions {
  /** Null: no transactions. Whoever opens it later with the same id fences this one. */
  readonly transactionalId: string | null
  readonly transactionTimeoutMs: number
  /** -1: all in-sync replicas. */
  readonly acks: -1 | 0 | 1
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
  readonly maxRequestBytes: number
}
export interface KafkaProducer {
  begin(): Promise<void>
  /** Resolves when the broker has taken all; any that it refuses rejects. */
  send(records: readonly OutgoingRecord[]): Promise<void>
  /** Makes the offsets part of the transaction: they are committed with it or not at all. */
  sendOffsets(groupId: string, offsets: KafkaOffsets): Promise<void>
  commit(): Promise<void>
  abort(): Promise<void>
  close(): Promise<void>
}
export interface OutgoingRecord {
  readonly topic: string
  /** Null: chosen by the key as Kafka's own clients do (murmur2), or in turn. */
  readonly partition: number | null
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly RecordHeader[]
  /** Null: now. */
  readonly timestampMs: number | null
}
