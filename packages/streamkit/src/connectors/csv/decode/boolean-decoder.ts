import type { BooleanVector } from '../../../columnar/column-vector.ts'
import { type FieldColumn, reject } from './field-column.ts'

const lowerCase = 0x20
const trueText = [0x74, 0x72, 0x75, 0x65]
const falseText = [0x66, 0x61, 0x6c, 0x73, 0x65]

/** `true` and `false` in any case, nothing else: fewer words than a cast takes. */
export function booleanDecoder(column: FieldColumn): BooleanVector {
  const { bytes, starts, ends, count } = column
  const values = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    if (column.nulls !== null && column.nulls[i] === 1) continue
    const start = starts[i] as number
    const length = (ends[i] as number) - start
    if (length === 4 && isWord(bytes, start, trueText)) values[i] = 1
    else if (length !== 5 || !isWord(bytes, start, falseText)) reject(column, i)
  }
  return { kind: 'boolean', values, nulls: column.nulls }
}

function isWord(bytes: Uint8Array, start: number, word: readonly number[]): boolean {
  for (let i = 0; i < word.length; i++) if (((bytes[start + i] as number) | lowerCase) !== word[i]) return false
  return true
}
