import { type ColumnBatch, type ColumnVector, columnBatch } from '@streamkit/core/connector'
import type { RecordBlock, RecordHeader } from '../client/kafka-client.ts'

/** Records as columns of the Kafka schema: exactly those that are asked for, by their ordinals. */
export function recordColumns(block: RecordBlock, columns: readonly number[]): ColumnBatch {
  const length = block.offsets.length
  return columnBatch(
    length,
    columns.map((ordinal) => column(block, ordinal, length)),
  )
}

/** In the order of `kafkaSchema`. */
function column(block: RecordBlock, ordinal: number, length: number): ColumnVector {
  switch (ordinal) {
    case 0:
      return binary(block.keys)
    case 1:
      return binary(block.values)
    case 2:
      return { kind: 'string', values: new Array<string>(length).fill(block.topic), nulls: null }
    case 3:
      return { kind: 'int32', values: new Int32Array(length).fill(block.partition), nulls: null }
    case 4:
      return { kind: 'int64', values: BigInt64Array.from(block.offsets, (offset) => BigInt(offset)), nulls: null }
    case 5:
      return { kind: 'float64', values: block.timestampsMs.map((ms) => ms * 1000), nulls: null }
    case 6:
      return { kind: 'int32', values: block.timestampTypes, nulls: null }
    default:
      return headers(block.headers ?? [], length)
  }
}

function binary(values: readonly (Uint8Array | null)[]): ColumnVector {
  return { kind: 'object', values, nulls: nullsOf(values) }
}

/** A record without headers has null there, as in Spark. */
function headers(lists: readonly (readonly RecordHeader[])[], length: number): ColumnVector {
  const values = Array.from({ length }, (_, i) => {
    const list = lists[i] ?? []
    return list.length === 0 ? null : list.map(({ key, value }) => [key, value])
  })
  return { kind: 'object', values, nulls: nullsOf(values) }
}

function nullsOf(values: readonly unknown[]): Uint8Array | null {
  if (!values.includes(null)) return null
  return Uint8Array.from(values, (value) => (value === null ? 1 : 0))
}
