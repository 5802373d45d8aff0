/**
 * Kafka for StreamKit: the options of the connector with their types and checks, the columns of its source, and the
 * JSON of its offsets. The connector itself is not part of this version.
 *
 * @packageDocumentation
 */
export { conditions } from './conditions.ts'
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
