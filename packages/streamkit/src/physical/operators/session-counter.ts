import type { ByteSlice } from '../../columnar/byte-slice.ts'
import type { StateStore } from '../../contracts/state-store.ts'

/** No key begins with this byte: it is no tag of an encoded value. */
const keyByte = 0xff
const key: ByteSlice = { bytes: Uint8Array.of(keyByte), start: 0, end: 1 }

/** How many sessions there are in all, kept in the state beside them: an entry of the store has all sessions of a key, and counting them would mean to look at every key. */
export class SessionCounter {
  readonly #store: StateStore

  constructor(store: StateStore) {
    this.#store = store
  }

  /** Whether an entry is this and not a key. */
  static isItsKey({ bytes, start }: ByteSlice): boolean {
    return bytes[start] === keyByte
  }

  /** Adds to the number and gives it. */
  add(change: number): number {
    const value = this.#store.get(key)
    const before =
      value === null ? 0 : new DataView(value.bytes.buffer, value.bytes.byteOffset).getFloat64(value.start, true)
    if (change === 0) return before
    const bytes = new Uint8Array(8)
    new DataView(bytes.buffer).setFloat64(0, before + change, true)
    this.#store.put(key, { bytes, start: 0, end: bytes.length })
    return before + change
  }
}
