import { unreachable } from '../errors/invariant.ts'
import type { ColumnVector, StringVector, Utf8Vector } from './column-vector.ts'

/** Decodes one value of a utf8 column; the caller has checked that it is not null. */
export function decodeUtf8(vector: Utf8Vector, index: number): string {
  const start = vector.starts[index] as number
  const end = vector.ends[index] as number
  return asBuffer(vector.bytes).utf8Slice(start, end)
}

interface SliceableBuffer {
  utf8Slice(start: number, end: number): string
}

const views = new WeakMap<Uint8Array, SliceableBuffer>()

/** The `Buffer` over the same memory: its slices decode several times faster than TextDecoder on short texts. */
function asBuffer(bytes: Uint8Array): SliceableBuffer {
  let view = views.get(bytes)
  if (view === undefined) {
    view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as unknown as SliceableBuffer
    views.set(bytes, view)
  }
  return view
}

/** All values of a text column as strings: what a generated loop reads. Nulls are null. */
export function decodeStrings(vector: Utf8Vector | StringVector, length: number): readonly (string | null)[] {
  if (vector.kind === 'string') return vector.values
  const { starts, ends, nulls } = vector
  const buffer = asBuffer(vector.bytes)
  const out: (string | null)[] = new Array(length)
  for (let i = 0; i < length; i++) {
    out[i] = nulls !== null && nulls[i] === 1 ? null : buffer.utf8Slice(starts[i] as number, ends[i] as number)
  }
  return out
}

/** The internal value at a row, or null. For interpreters and tests; loops read the arrays. */
export function valueAt(vector: ColumnVector, index: number): unknown {
  if (vector.nulls !== null && vector.nulls[index] === 1) return null
  switch (vector.kind) {
    case 'boolean':
      return vector.values[index] === 1
    case 'utf8':
      return decodeUtf8(vector, index)
    case 'int32':
    case 'int64':
    case 'float64':
    case 'string':
    case 'object':
      return vector.values[index]
    default:
      return unreachable(vector, 'valueAt')
  }
}
