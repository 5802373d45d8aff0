import {
  arrayType,
  bigintType,
  binaryType,
  intType,
  type StructType,
  stringType,
  structField,
  structType,
  timestampType,
} from '@streamkit/core/connector'

/** A record of Kafka as a row. */
export interface KafkaRow {
  /** Null: the record has no key. */
  readonly key: Uint8Array | null
  /** Null: a tombstone. */
  readonly value: Uint8Array | null
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  /** As the producer or the broker set it, see {@link KafkaRow.timestampType}. */
  readonly timestamp: Date
  /** 0: set by the producer; 1: set by the broker when it appended the record; -1: there is none. */
  readonly timestampType: number
}

/** A record of Kafka with its headers, in their order; a name may occur more than once. */
export interface KafkaRowWithHeaders extends KafkaRow {
  /** Null: the record has no headers. */
  readonly headers: readonly KafkaHeader[] | null
}
export interface KafkaHeader {
  readonly key: string
  readonly value: Uint8Array | null
}

/** Which columns are wanted. */
export interface KafkaSchemaOptions {
  /** With the column `headers`. Default false. */
  readonly includeHeaders?: boolean
}

/**
 * The columns of a Kafka source: Spark's, in Spark's order. What every record has is not nullable; in Spark all
 * columns are.
 *
 * @example
 * kafkaSchema().fields.map((field) => field.name)
 * // ['key', 'value', 'topic', 'partition', 'offset', 'timestamp', 'timestampType']
 */
export function kafkaSchema({ includeHeaders = false }: KafkaSchemaOptions = {}): StructType {
  const header = structType([structField('key', stringType, false), structField('value', binaryType)])
  return structType([
    structField('key', binaryType),
    structField('value', binaryType),
    structField('topic', stringType, false),
    structField('partition', intType, false),
    structField('offset', bigintType, false),
    structField('timestamp', timestampType, false),
    structField('timestampType', intType, false),
    ...(includeHeaders ? [structField('headers', arrayType(header, false))] : []),
  ])
}
