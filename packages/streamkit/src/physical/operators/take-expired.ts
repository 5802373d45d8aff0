import { type ByteSlice, copySlice } from '../../columnar/byte-slice.ts'
import type { StateEntry, StateStore } from '../../contracts/state-store.ts'

/**
 * Removes what has expired and gives it, the earliest first, one by one where the store can. To be read to the end, without another call of the store meanwhile.
 */
export function takeExpired(store: StateStore, until: number): Iterable<Pick<StateEntry, 'key' | 'value'>> {
  if (store.takeExpired !== undefined) return store.takeExpired(until)
  const taken: Pick<StateEntry, 'key' | 'value'>[] = []
  store.removeExpired(until, (key, value) => void taken.push({ key: copyOf(key), value: copyOf(value) }))
  return taken
}

function copyOf(slice: ByteSlice): ByteSlice {
  const bytes = new Uint8Array(slice.end - slice.start)
  copySlice(slice, bytes, 0)
  return { bytes, start: 0, end: bytes.length }
}
