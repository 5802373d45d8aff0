import { type Column, udf } from '@streamkit/core'

/** What the serializers of Kafka's own clients take, and what is read back. */
export interface KafkaSerialized {
  readonly string: string
  readonly short: number
  readonly int: number
  readonly long: bigint
  readonly float: number
  readonly double: number
}
/** How bytes were written: the serializers that Kafka's own clients bring, by the type that they take. */
export type KafkaSerializer = keyof KafkaSerialized

interface Decoder<V> {
  readonly type: string
  /** Null: any number. */
  readonly bytes: number | null
  readonly read: (view: DataView) => V
}
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const decoders: { readonly [S in KafkaSerializer]: Decoder<KafkaSerialized[S]> } = {
  string: { type: 'string', bytes: null, read: (view) => utf8.decode(view) },
  short: { type: 'smallint', bytes: 2, read: (view) => view.getInt16(0) },
  int: { type: 'int', bytes: 4, read: (view) => view.getInt32(0) },
  long: { type: 'bigint', bytes: 8, read: (view) => view.getBigInt64(0) },
  float: { type: 'float', bytes: 4, read: (view) => view.getFloat32(0) },
  double: { type: 'double', bytes: 8, read: (view) => view.getFloat64(0) },
}

/**
 * The text or number in the bytes of a key or value, as Kafka's serializers write them: UTF-8, or big-endian of a fixed length. Bytes of another length are null, and so is null.
 *
 * @example
 * messages.withColumn('customerId', ($) => fromBytes($.key, 'long')).filter(($) => $.customerId.isNotNull())
 */
export function fromBytes<const S extends KafkaSerializer>(
  bytes: Column<Uint8Array | null>,
  serializer: S,
): Column<KafkaSerialized[S] | null> {
  const { type, bytes: length, read } = decoders[serializer]
  const decode = (given: Uint8Array | null) => {
    if (given === null || (length !== null && given.length !== length)) return null
    return read(new DataView(given.buffer, given.byteOffset, given.length))
  }
  const convert = udf(type as 'string', decode as (given: Uint8Array | null) => string | null, { name: `from ${type}` })
  return convert(bytes) as unknown as Column<KafkaSerialized[S] | null>
}
