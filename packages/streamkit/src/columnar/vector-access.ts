import { isAscii } from 'node:buffer'
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
  latin1Slice(start: number, end: number): string
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

const { utf8Slice } = Buffer.prototype as unknown as SliceableBuffer

/** The text in bytes; what is no UTF-8 becomes U+FFFD, a byte order mark stays, as Spark has it. */
export function decodeBytes(bytes: Uint8Array): string {
  return utf8Slice.call(bytes, 0, bytes.length)
}

/** All values of a text column as strings. Nulls are null. */
export function decodeStrings(vector: Utf8Vector | StringVector, length: number): readonly (string | null)[] {
  if (vector.kind === 'string') return vector.values
  const { nulls } = vector
  const read = textReader(vector)
  const out: (string | null)[] = new Array(length)
  for (let i = 0; i < length; i++) out[i] = nulls !== null && nulls[i] === 1 ? null : read(i)
  return out
}

/** A function that gives the text at a row, which is not null: what a loop over many rows calls. */
export function textReader(vector: Utf8Vector | StringVector): (index: number) => string {
  if (vector.kind === 'string') {
    const { values } = vector
    return (i) => values[i] as string
  }
  const { starts, ends } = vector
  const ascii = asciiText(vector.bytes, starts.length)
  if (ascii !== null) return (i) => ascii.slice(starts[i], ends[i])
  const buffer = asBuffer(vector.bytes)
  return (i) => buffer.utf8Slice(starts[i] as number, ends[i] as number)
}

/** Enough rows to pay for the whole, and no more bytes than one text should hold on to. */
const leastRows = 256
const mostBytes = 1 << 23
const asciiTexts = new WeakMap<Uint8Array, string | null>()

/**
 * All bytes of a chunk as one text if they are ASCII: cutting values out of it is three times as fast as decoding each. Longer cuts keep
 * the whole text in memory as long as they live, which for the values of a loop is not long.
 */
function asciiText(bytes: Uint8Array, rows: number): string | null {
  if (rows < leastRows || bytes.length > mostBytes) return null
  let text = asciiTexts.get(bytes)
  if (text === undefined) {
    text = isAscii(bytes) ? asBuffer(bytes).latin1Slice(0, bytes.length) : null
    asciiTexts.set(bytes, text)
  }
  return text
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
