import type { KafkaOffsetsObject } from './offsets/kafka-offsets.ts'
import type { KafkaSasl } from './options/security.ts'

/** Where the brokers are, as options of every use of Kafka. */
export interface KafkaConnectionOptions {
  /** `host:port`, with commas between them. Spark's name. */
  readonly 'kafka.bootstrap.servers'?: string
  /** The same, as text or as a list. */
  readonly bootstrapServers?: string | readonly string[]
  /** How this program is called in the logs of the brokers. */
  readonly 'kafka.client.id'?: string
  /** The same. */
  readonly clientId?: string
  /** TLS: true, or options of `tls.connect` (`ca`, `cert`, `key`, ...). */
  readonly ssl?: boolean | object
  /** Who this is. */
  readonly sasl?: KafkaSasl
  /** Spark's way to the same: `SASL_SSL` and the like, with the two options below. */
  readonly 'kafka.security.protocol'?: string
  /** `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`. */
  readonly 'kafka.sasl.mechanism'?: string
  /** `... required username="ann" password="...";` */
  readonly 'kafka.sasl.jaas.config'?: string
  /** How long a broker may take to answer: milliseconds, or text such as `30 seconds`. Default 30 s. */
  readonly 'kafka.request.timeout.ms'?: number | string
  /** How long a connection may take. Default 10 s. */
  readonly 'kafka.socket.connection.setup.timeout.ms'?: number | string
  /** How long all brokers may be away before the query fails. Default a minute. */
  readonly 'kafka.default.api.timeout.ms'?: number | string
}

/** What streams and batch reads have in common. Exactly one of `subscribe`, `subscribePattern` and `assign`. */
export interface KafkaSourceOptions extends KafkaConnectionOptions {
  /** Topics: names with commas between them, or a list. */
  readonly subscribe?: string | readonly string[]
  /** A regular expression that whole names of topics fit. */
  readonly subscribePattern?: string | RegExp
  /** Partitions of topics: `{"orders":[0,1]}`, as JSON or as an object. */
  readonly assign?: string | Readonly<Record<string, readonly number[]>>
  /**
   * Where a new query begins: `earliest`, `latest`, or an offset for each partition (-2 earliest, -1 latest), as JSON
   * or as an object. Default: `latest` in a stream, `earliest` in a batch read, which cannot begin at the latest.
   */
  readonly startingOffsets?: 'earliest' | 'latest' | (string & {}) | KafkaOffsetsObject
  /** Where a new query begins: milliseconds since 1970, for all partitions. Wins over the two other ways. */
  readonly startingTimestamp?: number | string
  /** The same for each partition, as JSON or as an object. Wins over `startingOffsets`. */
  readonly startingOffsetsByTimestamp?: string | KafkaOffsetsObject
  /** What to do about a partition without a record at or after that time. Default `error`. */
  readonly startingOffsetsByTimestampStrategy?: 'error' | 'latest'
  /** Whether records that are gone before they were read end the query. Default true. */
  readonly failOnDataLoss?: boolean
  /** Read in at least so many parts. Default: one a partition. */
  readonly minPartitions?: number
  /** Divide a partition that has more new records than this. Default: never. */
  readonly maxRecordsPerPartition?: number
  /** Begin of the name of the consumer group; ignored if the group is named. Default `spark-kafka-source`. */
  readonly groupIdPrefix?: string
  /** The consumer group, for brokers that allow only certain ones. Offsets are kept in the checkpoint all the same. */
  readonly 'kafka.group.id'?: string
  /** The same. */
  readonly groupId?: string
  /** With the column `headers`. Default false. */
  readonly includeHeaders?: boolean
  /** `read_committed` (default) or `read_uncommitted`. */
  readonly 'kafka.isolation.level'?: 'read_committed' | 'read_uncommitted'
  /** Most bytes of one answer for one partition; a larger record still comes. Default 2 MiB. */
  readonly 'kafka.max.partition.fetch.bytes'?: number
  /** A consumer group that is told after each batch how far the query is, so that tools show its lag. Nothing reads it back. Default: none. */
  readonly publishOffsetsToGroup?: string
  /** How long to wait for records that are known to be there: milliseconds, or text such as `2 minutes`. Default 2 minutes. */
  readonly 'kafkaConsumer.pollTimeoutMs'?: number | string
  /** How often to ask for offsets again. Default 3. */
  readonly 'fetchOffset.numRetries'?: number
  /** How long to wait in between: milliseconds, or text such as `1 second`. Default 10 ms. */
  readonly 'fetchOffset.retryIntervalMs'?: number | string
}

/** Options of `readStream().format('kafka')`: Spark's names, meanings and defaults. */
export interface KafkaStreamReadOptions extends KafkaSourceOptions {
  /** Most records in a batch, divided among the partitions by how much they have. Default: all there are. */
  readonly maxOffsetsPerTrigger?: number
  /** Wait for so many records, but not longer than `maxTriggerDelay`. Default: never wait. */
  readonly minOffsetsPerTrigger?: number
  /** Milliseconds, or text such as `15m`. Default 15 minutes. */
  readonly maxTriggerDelay?: number | string
}

/** Options of `read().format('kafka')`: Spark's names, meanings and defaults. */
export interface KafkaBatchReadOptions extends KafkaSourceOptions {
  /** Where to end: `latest`, or an offset for each partition (-1 latest), as JSON or as an object. Default `latest`. */
  readonly endingOffsets?: 'latest' | (string & {}) | KafkaOffsetsObject
  /** Where to end: milliseconds since 1970, for all partitions. Wins over the two other ways. */
  readonly endingTimestamp?: number | string
  /** The same for each partition, as JSON or as an object. Wins over `endingOffsets`. */
  readonly endingOffsetsByTimestamp?: string | KafkaOffsetsObject
}

/** Options of `write` and `writeStream` with `format('kafka')`. */
export interface KafkaWriteOptions extends KafkaConnectionOptions {
  /** Topic of all rows. Without it each row names its own in the column `topic`. */
  readonly topic?: string
  /** Write the column `headers`. Default false. */
  readonly includeHeaders?: boolean
  /** `exactly-once`: each batch in one transaction. `at-least-once`: faster, and a batch that runs again after a crash is there twice. Default `exactly-once`. */
  readonly deliveryGuarantee?: 'exactly-once' | 'at-least-once'
  /** Which replicas have to have a record: `all` (default), `1`, `0`. Transactions need all. */
  readonly 'kafka.acks'?: 'all' | '-1' | '1' | '0' | -1 | 1 | 0
  /** `none` (default), `gzip`, `zstd`, or one whose codec the connector was given. */
  readonly 'kafka.compression.type'?: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
  /** About how many bytes go in one request. Default 512 KiB; brokers take 1 MiB. */
  readonly 'kafka.batch.size'?: number
  /** How long a transaction may be open before the broker aborts it: longer than a batch takes. Default a minute. */
  readonly 'kafka.transaction.timeout.ms'?: number | string
  /** Go on though Kafka has forgotten which batches were published; the batch that ran last may then be there twice. Default false. */
  readonly acceptLostLedger?: boolean
}
