import { unreachable } from '../errors/invariant.ts'
import { type DataType, isCompactDecimal } from '../types/data-type.ts'
import type { ByteSlice } from './byte-slice.ts'
import type { ColumnBuilder } from './column-builder.ts'
import type { ColumnVector, Utf8Vector } from './column-vector.ts'
import { KeyReader } from './key-decoder.ts'
import { KeyWriter, keyTag } from './key-writer.ts'
import { valueAt } from './vector-access.ts'

/**
 * Turns rows into bytes and back without loss: what state keeps of rows and values. The form is that of {@link KeyEncoder}, but -0.0 stays, and maps may be in it: count, then keys and
 * values. Kept from release to release.
 */
export interface RowCodec {
  /** Points `into` at a row of these columns. Valid until the next call. */
  encode(columns: readonly ColumnVector[], row: number, into: ByteSlice): void
  /** The same for internal values. */
  encodeValues(values: readonly unknown[], into: ByteSlice): void
  /** Internal values, one for each type. */
  decode(slice: ByteSlice): unknown[]
  /** Adds the row to columns that are being built. */
  append(slice: ByteSlice, into: readonly ColumnBuilder[]): void
}

export function rowCodec(types: readonly DataType[]): RowCodec {
  const writer = new KeyWriter()
  const writers = types.map(exactWriter)
  return {
    encode(columns, row, into) {
      writer.reset()
      for (let i = 0; i < writers.length; i++) {
        const vector = columns[i] as ColumnVector
        if (isText(vector, row)) {
          writer.utf8(vector.bytes, vector.starts[row] as number, vector.ends[row] as number)
        } else (writers[i] as ValueWriter)(writer, valueAt(vector, row))
      }
      writer.finish(into)
    },
    encodeValues(values, into) {
      writer.reset()
      for (let i = 0; i < writers.length; i++) (writers[i] as ValueWriter)(writer, values[i])
      writer.finish(into)
    },
    decode(slice) {
      const reader = new KeyReader(slice)
      return types.map((type) => reader.value(type))
    },
    append(slice, into) {
      const reader = new KeyReader(slice)
      for (let i = 0; i < types.length; i++) (into[i] as ColumnBuilder).append(reader.value(types[i] as DataType))
    },
  }
}

/** Writes an internal value, or null, of one type: tag and value. */
export type ValueWriter = (writer: KeyWriter, value: unknown) => void

/** Bytes that were read stay bytes. */
function isText(vector: ColumnVector, row: number): vector is Utf8Vector {
  return vector.kind === 'utf8' && (vector.nulls === null || vector.nulls[row] !== 1)
}

/** Without loss, where the encoder of keys makes equal what groups as equal. */
export function exactWriter(type: DataType): ValueWriter {
  const write = presentWriter(type)
  return (writer, value) => {
    if (value === null || value === undefined) writer.tag(keyTag.null)
    else write(writer, value as never)
  }
}

function presentWriter(type: DataType): (writer: KeyWriter, value: never) => void {
  switch (type.kind) {
    case 'string':
      return (writer, value: string) => writer.text(value)
    case 'boolean':
      return (writer, value: boolean) => writer.tag(value ? keyTag.true : keyTag.false)
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'date':
      return tagged((writer, value: number) => writer.int32(value))
    case 'bigint':
      return type.as === 'bigint'
        ? tagged((writer, value: bigint) => writer.bigInt64(value))
        : tagged((writer, value: number) => writer.wholeNumber(value))
    case 'decimal':
      return isCompactDecimal(type)
        ? tagged((writer, value: number) => writer.wholeNumber(value))
        : tagged((writer, value: bigint) => writer.bigInt128(value))
    case 'float':
    case 'double':
    case 'timestamp':
    case 'timestamp_ntz':
      return tagged((writer, value: number) => writer.exactFloat64(value))
    case 'binary':
      return tagged((writer, value: Uint8Array) => {
        writer.count(value.length)
        writer.raw(value, 0, value.length)
      })
    case 'void':
      return (writer) => writer.tag(keyTag.null)
    case 'array':
    case 'struct':
    case 'map':
      return nestedWriter(type)
    default:
      return unreachable(type, 'rowCodec')
  }
}

function nestedWriter(
  type: DataType & { readonly kind: 'array' | 'struct' | 'map' },
): (writer: KeyWriter, value: never) => void {
  switch (type.kind) {
    case 'array': {
      const element = exactWriter(type.element)
      return tagged((writer, value: readonly unknown[]) => {
        writer.count(value.length)
        for (const item of value) element(writer, item)
      })
    }
    case 'struct': {
      const fields = type.fields.map((field) => exactWriter(field.dataType))
      return tagged((writer, value: readonly unknown[]) => {
        for (let i = 0; i < fields.length; i++) (fields[i] as ValueWriter)(writer, value[i])
      })
    }
    case 'map': {
      const [key, item] = [exactWriter(type.key), exactWriter(type.value)]
      return tagged((writer, value: ReadonlyMap<unknown, unknown>) => {
        writer.count(value.size)
        for (const [k, v] of value) {
          key(writer, k)
          item(writer, v)
        }
      })
    }
  }
}

function tagged<V>(write: (writer: KeyWriter, value: V) => void): (writer: KeyWriter, value: V) => void {
  return (writer, value) => {
    writer.tag(keyTag.value)
    write(writer, value)
  }
}
