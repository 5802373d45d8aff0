import { KeyReader } from '../../columnar/key-decoder.ts'
import type { StatePart, StateSegment } from '../../contracts/state-layout.ts'
import type { ByteSlice } from '../../contracts/state-store.ts'
import { type StructField, type StructType, structType } from '../../types/data-type.ts'

/** The columns of the keys, or of the values, of a part. */
export function shownStruct(segments: readonly StateSegment[]): StructType {
  return structType(segments.flatMap(fieldsOf))
}

/** Whether a key belongs to a part. */
export function isOfPart({ prefix }: StatePart, { bytes, start, end }: ByteSlice): boolean {
  return end - start >= prefix.length && prefix.every((byte, i) => bytes[start + i] === byte)
}

/** The internal values of a key. */
export function decodeStateKey(part: StatePart, key: ByteSlice): readonly unknown[] {
  return decode(part.key, { ...key, start: key.start + part.prefix.length }, null)
}

/** The internal values of a value; null: the entry never expires. */
export function decodeStateValue(part: StatePart, value: ByteSlice, expiresAt: number | null): readonly unknown[] {
  return decode(part.value, value, expiresAt)
}

function fieldsOf(segment: StateSegment): readonly StructField[] {
  switch (segment.kind) {
    case 'values':
      return segment.fields
    case 'skip':
      return []
    default:
      return [segment.field]
  }
}

function decode(segments: readonly StateSegment[], slice: ByteSlice, expiresAt: number | null): readonly unknown[] {
  const reader = new KeyReader(slice)
  const values: unknown[] = []
  for (const segment of segments) {
    switch (segment.kind) {
      case 'values':
        for (const { dataType } of segment.fields) values.push(reader.value(dataType))
        break
      case 'number': {
        const { encoding, field } = segment
        const number =
          encoding === 'uint8' ? reader.tag() : encoding === 'uint32' ? reader.int32() >>> 0 : reader.float64()
        values.push(field.dataType.kind === 'boolean' ? number !== 0 : number)
        break
      }
      case 'bytes':
        // It is the last.
        values.push(slice.bytes.slice(slice.end - reader.left, slice.end))
        break
      case 'expiresAt':
        values.push(expiresAt)
        break
      case 'nothing':
        values.push(null)
        break
      case 'skip':
        for (let i = 0; i < segment.bytes; i++) reader.tag()
        break
    }
  }
  return values
}
