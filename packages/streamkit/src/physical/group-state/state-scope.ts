import { type ByteSlice, copySlice } from '../../columnar/byte-slice.ts'
import type { StateStore } from '../../contracts/state-store.ts'
import { invariant } from '../../errors/invariant.ts'

/** What an entry of the store is: the first byte of its key. */
export const entryTag = {
  timers: 0,
  value: 1,
  listHeader: 2,
  listElement: 3,
  mapHeader: 4,
  mapSlot: 5,
  mapEntry: 6,
} as const

export interface CurrentKey {
  readonly store: StateStore
  /** In the form of KeyEncoder. */
  readonly groupingKey: Uint8Array
  /** What has ended by now is not there any more: the time of the time mode, ms. */
  readonly nowMs: number
  /** From when time-to-live counts, ms. */
  readonly ttlBaseMs: number
}

/** Bytes of tag and variable at the front of a key. */
export const keyPrefixBytes = 3

/**
 * The key that the calls of variables and timers are for, and its entries. A key in the store: one byte for what it is, two for the variable, the grouping key, then what the variable adds. Grouping
 * keys of one operator are never prefixes of each other.
 */
export class StateScope {
  #current: CurrentKey | null = null
  #bytes = new Uint8Array(256)
  readonly #slice: ByteSlice = { bytes: this.#bytes, start: 0, end: 0 }
  updated = 0
  removed = 0

  get current(): CurrentKey | null {
    return this.#current
  }

  enter(current: CurrentKey): void {
    this.#current = current
  }
  leave(): void {
    this.#current = null
  }
  resetCounts(): void {
    this.updated = 0
    this.removed = 0
  }

  get nowMs(): number {
    return this.#entered().nowMs
  }

  get(tag: number, variable: number, suffix?: ByteSlice): ByteSlice | null {
    return this.#entered().store.get(this.#key(tag, variable, suffix))
  }

  /** `endsMs`: when the entry ends, null for never. */
  put(
    key: { readonly tag: number; readonly variable: number; readonly suffix?: ByteSlice },
    value: ByteSlice,
    endsMs: number | null,
  ): void {
    const { store } = this.#entered()
    store.put(this.#key(key.tag, key.variable, key.suffix), value, endsMs === null ? undefined : endsMs * 1000)
  }

  remove(tag: number, variable: number, suffix?: ByteSlice): boolean {
    return this.#entered().store.remove(this.#key(tag, variable, suffix))
  }

  /** When a value that is written now ends. */
  endOf(ttlMs: number | null): number | null {
    return ttlMs === null ? null : this.#entered().ttlBaseMs + ttlMs
  }

  #entered(): CurrentKey {
    invariant(this.#current !== null, 'state is used outside of the calls of a processor')
    return this.#current
  }

  #key(tag: number, variable: number, suffix?: ByteSlice): ByteSlice {
    const { groupingKey } = this.#entered()
    const length = keyPrefixBytes + groupingKey.length + (suffix === undefined ? 0 : suffix.end - suffix.start)
    if (length > this.#bytes.length) this.#bytes = new Uint8Array(length * 2)
    const bytes = this.#bytes
    bytes[0] = tag
    bytes[1] = variable >>> 8
    bytes[2] = variable & 0xff
    bytes.set(groupingKey, keyPrefixBytes)
    if (suffix !== undefined) copySlice(suffix, bytes, keyPrefixBytes + groupingKey.length)
    const slice = this.#slice
    slice.bytes = bytes
    slice.start = 0
    slice.end = length
    return slice
  }
}
