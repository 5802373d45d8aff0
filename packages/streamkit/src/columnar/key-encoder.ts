import { unreachable } from '../errors/invariant.ts'
import type { DataType } from '../types/data-type.ts'
import { isCompactDecimal } from '../types/data-type.ts'
import { type ByteSlice, emptySlice } from './byte-slice.ts'
import type { ColumnVector, Int64Vector } from './column-vector.ts'
import { decodeKey } from './key-decoder.ts'
import { KeyWriter, keyTag } from './key-writer.ts'

/**
 * Turns the key columns of a row into bytes, and back: equal keys have equal bytes, others have others.
 *
 * Equal as Spark groups: nulls are one value, -0.0 is 0.0, NaN is NaN. The bytes are kept in state from release to release:
 * - every value begins with a tag: 0 null · 1 a value follows · 2 a UUID · 3 text as UTF-16 · 4 false · 5 true
 * - tinyint, smallint, int, date: 4 bytes · bigint (either representation) and decimals up to 15 digits (unscaled): 8 bytes, two's complement ·
 *   longer decimals: 16 bytes · float, double, timestamps (microseconds): 8 bytes, IEEE 754; all little-endian
 * - string: length as LEB128, then UTF-8; the text of a lower-case UUID is its 16 bytes · binary: likewise
 * - array: count, then the elements · struct: the fields · map: count, then keys and values in the order of their bytes
 */
export interface KeyEncoder {
  /** Points `into` at the key of a row. The bytes are valid until the next call. Nothing is allocated. */
  encode(columns: readonly ColumnVector[], row: number, into: ByteSlice): void
  /** The internal values of a key. */
  decode(key: ByteSlice): readonly unknown[]
}

/** Prepares an encoder for columns of these types, in this order. */
export function keyEncoder(types: readonly DataType[]): KeyEncoder {
  const writer = new KeyWriter()
  const writers = types.map(columnWriter)
  return {
    encode(columns, row, into) {
      writer.reset()
      for (let i = 0; i < writers.length; i++) (writers[i] as ColumnWriter)(writer, columns[i] as ColumnVector, row)
      writer.finish(into)
    },
    decode: (key) => decodeKey(types, key),
  }
}

type ColumnWriter = (writer: KeyWriter, vector: ColumnVector, row: number) => void

function columnWriter(type: DataType): ColumnWriter {
  const value = valueWriter(type)
  const isWhole = type.kind === 'bigint' || type.kind === 'decimal'
  let int64: { readonly vector: Int64Vector; readonly words: Int32Array } | null = null
  const isStruct = type.kind === 'struct'
  let recent: unknown = null
  let written = new Uint8Array(32)
  let writtenLength = 0
  return (writer, vector, row) => {
    if (vector.nulls !== null && vector.nulls[row] === 1) {
      writer.tag(keyTag.null)
      return
    }
    switch (vector.kind) {
      case 'utf8':
        writer.utf8(vector.bytes, vector.starts[row] as number, vector.ends[row] as number)
        return
      case 'boolean':
        writer.tag(vector.values[row] === 1 ? keyTag.true : keyTag.false)
        return
      case 'int64':
        // Read as two words: an element of a BigInt64Array is an object for every row.
        if (int64?.vector !== vector) int64 = { vector, words: wordsOf(vector.values) }
        writer.tag(keyTag.value)
        writer.int64Words((int64.words[row * 2] as number) >>> 0, int64.words[row * 2 + 1] as number)
        return
      // Arrays and positions are handed on, not values: a double that is an argument is an object for every row.
      case 'int32':
        writer.tag(keyTag.value)
        writer.int32At(vector.values, row)
        return
      case 'float64':
        writer.tag(keyTag.value)
        if (isWhole) writer.wholeNumberAt(vector.values, row)
        else writer.float64At(vector.values, row)
        return
      case 'string':
        writeValue(writer, value, vector.values[row])
        return
      case 'object': {
        const object = vector.values[row]
        // Rows of one window share one object: what was written of it is copied.
        if (object === recent && object !== null) {
          writer.raw(written, 0, writtenLength)
          return
        }
        const start = writer.length
        writeValue(writer, value, object)
        if (!isStruct) return
        writtenLength = writer.length - start
        if (writtenLength > written.length) written = new Uint8Array(writtenLength * 2)
        writer.copy(start, written)
        recent = object
        return
      }
      default:
        unreachable(vector, 'keyEncoder')
    }
  }
}

function wordsOf(values: BigInt64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2)
}

/** Writes an internal value that is not null. */
type ValueWriter = (writer: KeyWriter, value: never) => void

function writeValue(writer: KeyWriter, write: ValueWriter, value: unknown): void {
  if (value === null || value === undefined) writer.tag(keyTag.null)
  else write(writer, value as never)
}

function valueWriter(type: DataType): ValueWriter {
  switch (type.kind) {
    case 'string':
      return writeText
    case 'boolean':
      return writeBoolean
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'date':
      return writeInt
    case 'bigint':
      return type.as === 'bigint' ? writeBigInt64 : writeWholeNumber
    case 'decimal':
      return isCompactDecimal(type) ? writeWholeNumber : writeBigInt128
    case 'float':
    case 'double':
    case 'timestamp':
    case 'timestamp_ntz':
      return writeFloat
    case 'binary':
      return writeBinary
    case 'array': {
      const element = valueWriter(type.element)
      return (writer: KeyWriter, value: readonly unknown[]) => {
        writer.tag(keyTag.value)
        writer.count(value.length)
        for (const item of value) writeValue(writer, element, item)
      }
    }
    case 'struct': {
      const fields = type.fields.map((field) => valueWriter(field.dataType))
      return (writer: KeyWriter, value: readonly unknown[]) => {
        writer.tag(keyTag.value)
        for (let i = 0; i < fields.length; i++) writeValue(writer, fields[i] as ValueWriter, value[i])
      }
    }
    case 'void':
      return (writer: KeyWriter) => writer.tag(keyTag.null)
    case 'map':
      return mapWriter(valueWriter(type.key), valueWriter(type.value))
    default:
      return unreachable(type, 'keyEncoder')
  }
}

/** In one order whatever the order of the entries: that of their bytes. */
function mapWriter(key: ValueWriter, item: ValueWriter): ValueWriter {
  const entry = new KeyWriter()
  const slice: ByteSlice = { ...emptySlice }
  return (writer: KeyWriter, value: ReadonlyMap<unknown, unknown>) => {
    const entries = Array.from(value, ([k, v]) => {
      entry.reset()
      writeValue(entry, key, k)
      writeValue(entry, item, v)
      entry.finish(slice)
      return Buffer.from(slice.bytes.subarray(slice.start, slice.end))
    })
    writer.tag(keyTag.value)
    writer.count(entries.length)
    for (const bytes of entries.sort(Buffer.compare)) writer.raw(bytes, 0, bytes.length)
  }
}

const writeText = (writer: KeyWriter, value: string): void => writer.text(value)
const writeBoolean = (writer: KeyWriter, value: boolean): void => writer.tag(value ? keyTag.true : keyTag.false)
const writeInt = (writer: KeyWriter, value: number): void => {
  writer.tag(keyTag.value)
  writer.int32(value)
}
const writeWholeNumber = (writer: KeyWriter, value: number): void => {
  writer.tag(keyTag.value)
  writer.wholeNumber(value)
}
const writeBigInt64 = (writer: KeyWriter, value: bigint): void => {
  writer.tag(keyTag.value)
  writer.bigInt64(value)
}
const writeBigInt128 = (writer: KeyWriter, value: bigint): void => {
  writer.tag(keyTag.value)
  writer.bigInt128(value)
}
const writeFloat = (writer: KeyWriter, value: number): void => {
  writer.tag(keyTag.value)
  writer.float64(value)
}
const writeBinary = (writer: KeyWriter, value: Uint8Array): void => {
  writer.tag(keyTag.value)
  writer.count(value.length)
  writer.raw(value, 0, value.length)
}
