import { KeyReader } from '../../columnar/key-decoder.ts'
import { KeyWriter } from '../../columnar/key-writer.ts'
import { exactWriter } from '../../columnar/row-codec.ts'
import type { DataType } from '../../types/data-type.ts'

/** Tells equal values by keys of a Map: there is one NaN and one zero, in nested values too. */
export interface ValueIdentity {
  /** The key of a value that is not null. */
  key(value: unknown): unknown
  /** The value of a key. */
  value(key: unknown): unknown
}

/** Values that JavaScript's Map tells apart as SQL does are their own keys; of all others the bytes, as text of one character a byte. */
export function valueIdentity(type: DataType): ValueIdentity {
  switch (type.kind) {
    case 'float':
    case 'double':
      return { key: (value) => (value === 0 ? 0 : value), value: (key) => key }
    case 'binary':
    case 'array':
    case 'map':
    case 'struct':
      return bytesIdentity(type)
    default:
      return { key: (value) => value, value: (key) => key }
  }
}

function bytesIdentity(type: DataType): ValueIdentity {
  const writer = new KeyWriter()
  const write = exactWriter(type)
  const slice = { bytes: new Uint8Array(0), start: 0, end: 0 }
  return {
    key(value) {
      writer.reset()
      write(writer, withOneZero(value))
      writer.finish(slice)
      return Buffer.from(slice.bytes.buffer, slice.bytes.byteOffset + slice.start, slice.end - slice.start).toString(
        'latin1',
      )
    },
    value(key) {
      const bytes = Buffer.from(key as string, 'latin1')
      return new KeyReader({ bytes, start: 0, end: bytes.length }).value(type)
    },
  }
}

/** The same nested value with zeros for negative zeros. */
function withOneZero(value: unknown): unknown {
  if (typeof value === 'number') return Number.isNaN(value) ? Number.NaN : value + 0
  if (Array.isArray(value)) return value.map(withOneZero)
  if (!(value instanceof Map)) return value
  return new Map([...value].map(([k, v]) => [withOneZero(k), withOneZero(v)]))
}
