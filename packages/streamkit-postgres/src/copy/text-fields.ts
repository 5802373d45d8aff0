import { type ColumnVector, invariant } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { type EncodeBlock, type FieldEncoder, type FieldTarget, writeNulls } from './encode-block.ts'

type Utf8 = ColumnVector & { readonly kind: 'utf8' }
type Strings = ColumnVector & { readonly kind: 'string' }

/** From this length on a native copy is faster than a loop. */
const longText = 64

/** text and all that travels like it (varchar, enums, json); jsonb has a version byte before the text. UTF-8 is copied as it was read. */
export function textFields(target: FieldTarget, version: 1 | null = null): FieldEncoder {
  const extra = version === null ? 0 : 1
  return {
    measure(vector, block) {
      if (vector.kind === 'utf8') measureUtf8(vector, block, 4 + extra)
      else measureStrings(asStrings(vector, target), block, { ...target, overhead: 4 + extra })
    },
    write(vector, block) {
      writeNulls(vector.nulls, block)
      if (vector.kind === 'utf8') writeUtf8(vector, block, { ...target, version })
      else writeStrings(asStrings(vector, target), block, version)
    },
  }
}

function asStrings(vector: ColumnVector, { column }: FieldTarget): Strings {
  invariant(vector.kind === 'string', `${column} is a column of text`)
  return vector
}

function measureUtf8({ starts, ends, nulls }: Utf8, { from, to, sizes }: EncodeBlock, overhead: number): void {
  for (let row = from, i = 0; row < to; row++, i++) {
    const isNull = nulls !== null && nulls[row] === 1
    const length = isNull ? 4 : overhead + (ends[row] as number) - (starts[row] as number)
    sizes[i] = (sizes[i] as number) + length
  }
}

function writeUtf8(
  { bytes: source, starts, ends, nulls }: Utf8,
  { from, to, cursors, bytes, view }: EncodeBlock,
  { version, column, type }: FieldTarget & { readonly version: number | null },
): void {
  const extra = version === null ? 0 : 1
  for (let row = from, i = 0; row < to; row++, i++) {
    if (nulls !== null && nulls[row] === 1) continue
    let at = cursors[i] as number
    let read = starts[row] as number
    const end = ends[row] as number
    view.setInt32(at, end - read + extra)
    at += 4
    if (version !== null) bytes[at++] = version
    if (end - read < longText) {
      while (read < end) {
        const byte = source[read++] as number
        if (byte === 0) throw nulByte(column, type)
        bytes[at++] = byte
      }
    } else {
      const slice = source.subarray(read, end)
      if (slice.includes(0)) throw nulByte(column, type)
      bytes.set(slice, at)
      at += slice.length
    }
    cursors[i] = at
  }
}

function measureStrings(
  { values, nulls }: Strings,
  { from, to, sizes }: EncodeBlock,
  { overhead, column, type }: FieldTarget & { readonly overhead: number },
): void {
  for (let row = from, i = 0; row < to; row++, i++) {
    if (nulls !== null && nulls[row] === 1) {
      sizes[i] = (sizes[i] as number) + 4
      continue
    }
    const text = values[row] as string
    const length = Buffer.byteLength(text)
    if (text.includes('\0')) throw nulByte(column, type)
    if (length !== text.length && !text.isWellFormed()) {
      throw raise('INVALID_VALUE', { column, target: type, reason: 'the text has half of a surrogate pair in it' })
    }
    sizes[i] = (sizes[i] as number) + overhead + length
  }
}

function writeStrings({ values, nulls }: Strings, block: EncodeBlock, version: number | null): void {
  const { from, to, cursors, bytes, view } = block
  for (let row = from, i = 0; row < to; row++, i++) {
    if (nulls !== null && nulls[row] === 1) continue
    const start = cursors[i] as number
    let at = start + 4
    if (version !== null) bytes[at++] = version
    at += bytes.write(values[row] as string, at)
    view.setInt32(start, at - start - 4)
    cursors[i] = at
  }
}

function nulByte(column: string, type: string): Error {
  return raise('INVALID_VALUE', {
    column,
    target: type,
    reason: 'the text has a NUL character (0x00) in it, which PostgreSQL cannot hold',
  })
}
