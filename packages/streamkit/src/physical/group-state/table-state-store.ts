import { emptySlice } from '../../columnar/byte-slice.ts'
import { ByteTable } from '../../columnar/byte-table/byte-table.ts'
import type { ByteSlice, StateEntry, StateStore, StateStoreMetrics } from '../../contracts/state-store.ts'

/** State for the length of one run over a bounded frame: nothing is written anywhere. */
export class TableStateStore implements StateStore {
  readonly version = 0
  readonly #table = new ByteTable({ shardBits: 0 })

  async load(): Promise<void> {}

  get(key: ByteSlice): ByteSlice | null {
    return this.#table.get(key)?.value ?? null
  }
  put(key: ByteSlice, value: ByteSlice, expiresAt: number = Number.NaN): void {
    this.#table.put({ key, value, expiresAt })
  }
  putIfAbsent(key: ByteSlice, value: ByteSlice = emptySlice, expiresAt: number = Number.NaN): boolean {
    return this.#table.putIfAbsent({ key, value, expiresAt })
  }
  remove(key: ByteSlice): boolean {
    return this.#table.remove(key)
  }
  /** No time runs out: there is but one batch. */
  removeExpired(): number {
    return 0
  }
  *entries(): Generator<StateEntry> {
    for (const { key, value, expiresAt } of this.#table.entries()) {
      yield { key, value, expiresAt: Number.isNaN(expiresAt) ? null : expiresAt }
    }
  }
  async commit(): Promise<void> {}
  async abort(): Promise<void> {}
  async purge(): Promise<void> {}
  metrics(): StateStoreMetrics {
    return { numKeys: this.#table.size, memoryUsedBytes: this.#table.allocatedBytes, custom: {} }
  }
  async close(): Promise<void> {}
}
