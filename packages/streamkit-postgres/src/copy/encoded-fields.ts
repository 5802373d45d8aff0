import { valueAt } from '@streamkit/core/connector'
import type { FieldEncoder } from './encode-block.ts'

/** Values that are easiest made one by one: each is encoded while it is measured and kept until it is written. */
export function encodedFields(encode: (value: unknown) => Uint8Array): FieldEncoder {
  const made: (Uint8Array | null)[] = []
  return {
    measure(vector, { from, to, sizes }) {
      for (let row = from, i = 0; row < to; row++, i++) {
        const value = valueAt(vector, row)
        const bytes = value === null || value === undefined ? null : encode(value)
        made[i] = bytes
        sizes[i] = (sizes[i] as number) + 4 + (bytes === null ? 0 : bytes.length)
      }
    },
    write(_, { from, to, cursors, bytes, view }) {
      for (let i = 0; i < to - from; i++) {
        const value = made[i] as Uint8Array | null
        const at = cursors[i] as number
        view.setInt32(at, value === null ? -1 : value.length)
        if (value !== null) bytes.set(value, at + 4)
        cursors[i] = at + 4 + (value === null ? 0 : value.length)
      }
      made.length = 0
    },
  }
}
