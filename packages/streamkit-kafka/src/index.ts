/**
 * Kafka for StreamKit: topics as streams, bounded reads, and publishing exactly once.
 *
 * @packageDocumentation
 */
export type { CompressionCodec, CompressionCodecs, CompressionName } from './client/protocol/compression.ts'
export { conditions } from './conditions.ts'
export {
  type DeadLetterRow,
  type DecodedRow,
  type DecodeJsonOptions,
  decodeJson,
  type MessageRow,
  type SplitMessages,
  splitJson,
} from './decode/decode-json.ts'
export { fromBytes, type KafkaSerialized, type KafkaSerializer } from './decode/from-bytes.ts'
export { type KafkaConnectorOptions, type KafkaFormat, kafka } from './kafka.ts'
export type {
  KafkaBatchReadOptions,
  KafkaConnectionOptions,
  KafkaSourceOptions,
  KafkaStreamReadOptions,
  KafkaWriteOptions,
} from './kafka-options.ts'
export {
  type KafkaHeader,
  type KafkaRow,
  type KafkaRowWithHeaders,
  type KafkaSchemaOptions,
  kafkaSchema,
} from './kafka-schema.ts'
export {
  earliestOffset,
  formatKafkaOffsets,
  type KafkaOffsets,
  type KafkaOffsetsObject,
  kafkaOffsetsOf,
  latestOffset,
  type OffsetRules,
  parseKafkaOffsets,
} from './offsets/kafka-offsets.ts'
export type { KafkaConnection } from './options/connection.ts'
export type { KafkaPosition, MissingTimestamp } from './options/kafka-position.ts'
export {
  type KafkaBatchSettings,
  type KafkaSourceSettings,
  type KafkaStreamSettings,
  kafkaBatchSettings,
  kafkaStreamSettings,
} from './options/source-settings.ts'
export type { TopicSelection } from './options/topic-selection.ts'
export { type KafkaWriteSettings, kafkaWriteSettings } from './options/write-settings.ts'

/** The version of this package. */
export const VERSION: string = '0.1.0'
