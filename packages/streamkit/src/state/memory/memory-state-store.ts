import { emptySlice } from '../../columnar/byte-slice.ts'
import { ByteTable, type ByteTableOptions } from '../../columnar/byte-table/byte-table.ts'
import type {
  ByteSlice,
  StateEntry,
  StateStore,
  StateStoreEnvironment,
  StateStoreId,
  StateStoreMetrics,
} from '../../contracts/state-store.ts'
import { Changelog, type ChangelogOptions } from '../changelog/changelog.ts'
import { expiryOf } from '../changelog/expiry-of.ts'
import type { OperationLog } from '../changelog/operation-log.ts'
import { replayOperations } from '../changelog/replay-operations.ts'
import { startsWith } from '../changelog/starts-with.ts'

export interface MemoryStateStoreOptions extends ByteTableOptions, ChangelogOptions {}

/** State in memory, and in the files of a {@link Changelog}. */
export class MemoryStateStore implements StateStore {
  readonly #options: MemoryStateStoreOptions
  readonly #changelog: Changelog
  readonly #log: OperationLog
  readonly #storeName: string
  readonly #entry = { key: emptySlice, value: emptySlice, expiresAt: Number.NaN }
  #table: ByteTable
  readonly #counts = { hits: 0, misses: 0, repaired: 0 }

  constructor(id: StateStoreId, environment: StateStoreEnvironment, options: MemoryStateStoreOptions = {}) {
    this.#options = options
    this.#storeName = id.storeName
    this.#changelog = new Changelog(id, environment, options)
    this.#log = this.#changelog.log
    this.#table = new ByteTable(options)
  }

  get version(): number {
    return this.#changelog.position.version
  }

  async load(version: number): Promise<void> {
    if (version === this.version && this.#log.records === 0) {
      this.#counts.hits++
      return
    }
    this.#counts.repaired += await this.#changelog.load(version, {
      clear: () => {
        this.#table = new ByteTable(this.#options)
      },
      apply: (block) => replayOperations(block, this.#table),
    })
    this.#counts.misses++
  }

  get(key: ByteSlice): ByteSlice | null {
    return this.#table.get(key)?.value ?? null
  }

  put(key: ByteSlice, value: ByteSlice, expiresAt?: number): void {
    const expiry = expiryOf(expiresAt)
    // The value may be what get() gave: the log takes it before the table changes.
    this.#log.put(key, value, expiry)
    this.#table.put(this.#entryOf(key, value, expiry))
  }

  putIfAbsent(key: ByteSlice, value: ByteSlice, expiresAt?: number): boolean {
    const expiry = expiryOf(expiresAt)
    if (!this.#table.putIfAbsent(this.#entryOf(key, value, expiry))) return false
    this.#log.put(key, value, expiry)
    return true
  }

  remove(key: ByteSlice): boolean {
    if (!this.#table.remove(key)) return false
    this.#log.remove(key)
    return true
  }

  removeExpired(until: number, onRemove?: (key: ByteSlice, value: ByteSlice) => void): number {
    const removed = this.#table.removeExpired(
      until,
      onRemove === undefined ? undefined : ({ key, value }) => onRemove(key, value),
    )
    if (removed > 0) this.#log.removeExpired(until)
    return removed
  }

  *takeExpired(until: number): Generator<Pick<StateEntry, 'key' | 'value'>> {
    let isLogged = false
    for (const entry of this.#table.takeExpired(until)) {
      // Before the first goes: a batch that is given up half-way is known to have changed something.
      if (!isLogged) this.#log.removeExpired(until)
      isLogged = true
      yield entry
    }
  }

  earliestExpiry(): number | null {
    return this.#table.earliestExpiry()
  }

  *entries(prefix?: ByteSlice): Generator<StateEntry> {
    for (const { key, value, expiresAt } of this.#table.entries()) {
      if (prefix !== undefined && !startsWith(key, prefix)) continue
      yield { key, value, expiresAt: Number.isNaN(expiresAt) ? null : expiresAt }
    }
  }

  async commit(): Promise<void> {
    await this.#changelog.commit()
    this.#table.compact()
    if (this.#changelog.isSnapshotDue(this.#table.liveBytes)) {
      await this.#changelog.writeSnapshot(this.#table.entries())
    }
  }

  async abort(): Promise<void> {
    if (this.#log.records === 0) return
    // What changed is not kept twice for the sake of the rare failure: the files have the version.
    await this.load(this.version)
  }

  purge(oldest: number): Promise<void> {
    return this.#changelog.purge(oldest)
  }

  metrics(): StateStoreMetrics {
    return {
      numKeys: this.#table.size,
      memoryUsedBytes: this.#table.allocatedBytes + this.#log.sizeBytes,
      custom: {
        [`SnapshotLastUploaded.partition_0_${this.#storeName}`]: this.#changelog.position.snapshotVersion ?? -1,
        forceSnapshotCount: 0,
        loadedMapCacheHitCount: this.#counts.hits,
        loadedMapCacheMissCount: this.#counts.misses,
        numSnapshotsAutoRepaired: this.#counts.repaired,
        stateOnCurrentVersionSizeBytes: this.#table.liveBytes,
      },
    }
  }

  async close(): Promise<void> {
    this.#changelog.forget()
    this.#table = new ByteTable({ ...this.#options, shardBits: 0 })
  }

  #entryOf(
    key: ByteSlice,
    value: ByteSlice,
    expiresAt: number,
  ): { key: ByteSlice; value: ByteSlice; expiresAt: number } {
    const entry = this.#entry
    entry.key = key
    entry.value = value
    entry.expiresAt = expiresAt
    return entry
  }
}
