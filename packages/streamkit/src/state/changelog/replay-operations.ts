import type { NewEntry } from '../../columnar/byte-table/entry-pages.ts'
import type { ByteSlice } from '../../contracts/state-store.ts'
import { operation } from './operation-log.ts'

/** What the records of a block are applied to. Slices are valid during the call. */
export interface OperationTarget {
  put(entry: NewEntry): void
  remove(key: ByteSlice): unknown
  removeExpired(until: number): unknown
}

/** Applies the records of a block, in their order; gives their number, or what is wrong with the block. */
export function replayOperations(block: Uint8Array, table: OperationTarget): number | string {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength)
  const key = { bytes: block, start: 0, end: 0 }
  const value = { bytes: block, start: 0, end: 0 }
  const entry = { key, value, expiresAt: Number.NaN }
  let at = 0
  let records = 0
  const count = (): number => {
    let result = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = block[at++] ?? 0
      result += (byte & 0x7f) * scale
      if (byte < 0x80) return result
    }
  }
  while (at < block.length) {
    const kind = block[at++]
    records++
    switch (kind) {
      case operation.put:
      case operation.putExpiring: {
        const keyLength = count()
        const valueLength = count()
        const keyAt = at + (kind === operation.putExpiring ? 8 : 0)
        if (keyAt + keyLength + valueLength > block.length) return 'has a record that goes beyond its block'
        entry.expiresAt = kind === operation.putExpiring ? view.getFloat64(at, true) : Number.NaN
        key.start = keyAt
        key.end = value.start = keyAt + keyLength
        at = value.end = value.start + valueLength
        table.put(entry)
        break
      }
      case operation.remove: {
        const length = count()
        if (at + length > block.length) return 'has a record that goes beyond its block'
        key.start = at
        at = key.end = at + length
        table.remove(key)
        break
      }
      case operation.removeExpired:
        if (at + 8 > block.length) return 'has a record that goes beyond its block'
        table.removeExpired(view.getFloat64(at, true))
        at += 8
        break
      default:
        return `has a record of the unknown kind ${kind}`
    }
  }
  return records
}
