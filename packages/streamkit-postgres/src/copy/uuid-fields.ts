import { type ColumnVector, decodeUtf8, invariant } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { type EncodeBlock, type FieldEncoder, type FieldTarget, measureFixed, writeNulls } from './encode-block.ts'

/** The value of a hexadecimal digit by its ASCII code; 255 for all else. */
const nibbles = new Uint8Array(256).fill(255)
for (let d = 0; d < 16; d++) {
  const digit = d.toString(16)
  nibbles[digit.charCodeAt(0)] = d
  nibbles[digit.toUpperCase().charCodeAt(0)] = d
}

const dash = 0x2d
/** Where the pairs of digits are in `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, and in 32 digits. */
const dashedPairs = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]
const plainPairs = dashedPairs.map((_, i) => 2 * i)

/** uuid from its text (with or without dashes, any case), straight from the bytes if that is what there is. */
export function uuidFields(target: FieldTarget): FieldEncoder {
  return {
    measure: (vector, block) => measureFixed(16, vector.nulls, block),
    write(vector, block) {
      writeNulls(vector.nulls, block)
      if (vector.kind === 'utf8') writeUtf8(vector, block, target)
      else writeStrings(vector, block, target)
    },
  }
}

function writeUtf8(vector: ColumnVector & { readonly kind: 'utf8' }, block: EncodeBlock, target: FieldTarget): void {
  const { starts, ends, nulls, bytes: source } = vector
  const { from, to, cursors, bytes, view } = block
  for (let row = from, i = 0; row < to; row++, i++) {
    if (nulls !== null && nulls[row] === 1) continue
    const at = cursors[i] as number
    const start = starts[row] as number
    view.setInt32(at, 16)
    const pairs = layout(source, start, (ends[row] as number) - start)
    if (pairs === null || !writePairs({ source, start, pairs }, bytes, at + 4)) {
      throw notUuid(decodeUtf8(vector, row), target)
    }
    cursors[i] = at + 20
  }
}

const scratch = Buffer.alloc(256)

function writeStrings(
  vector: ColumnVector,
  { from, to, cursors, bytes, view }: EncodeBlock,
  target: FieldTarget,
): void {
  invariant(vector.kind === 'string', `${target.column} is a column of text`)
  const { values, nulls } = vector
  for (let row = from, i = 0; row < to; row++, i++) {
    if (nulls !== null && nulls[row] === 1) continue
    const text = values[row] as string
    const at = cursors[i] as number
    view.setInt32(at, 16)
    const length = text.length > 36 ? 0 : scratch.write(text)
    const pairs = length === text.length ? layout(scratch, 0, length) : null
    if (pairs === null || !writePairs({ source: scratch, start: 0, pairs }, bytes, at + 4)) throw notUuid(text, target)
    cursors[i] = at + 20
  }
}

function layout(source: Uint8Array, start: number, length: number): readonly number[] | null {
  if (length === 32) return plainPairs
  const dashed =
    length === 36 &&
    source[start + 8] === dash &&
    source[start + 13] === dash &&
    source[start + 18] === dash &&
    source[start + 23] === dash
  return dashed ? dashedPairs : null
}

interface HexText {
  readonly source: Uint8Array
  readonly start: number
  readonly pairs: readonly number[]
}

function writePairs({ source, start, pairs }: HexText, into: Uint8Array, at: number): boolean {
  let bad = 0
  for (let b = 0; b < 16; b++) {
    const pair = start + (pairs[b] as number)
    const high = nibbles[source[pair] as number] as number
    const low = nibbles[source[pair + 1] as number] as number
    bad |= high | low
    into[at + b] = (high << 4) | low
  }
  return bad < 16
}

function notUuid(text: string, { column, type }: FieldTarget): Error {
  return raise('INVALID_VALUE', { column, target: type, reason: `${JSON.stringify(text.slice(0, 60))} is not a UUID` })
}
