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
import { invariant } from '../../errors/invariant.ts'
import { OperationLog } from './operation-log.ts'
import { restoreState } from './restore-state.ts'
import { type Chain, emptyChain } from './state-file.ts'
import { type Blocks, StateFiles } from './state-files.ts'

export interface MemoryStateStoreOptions extends ByteTableOptions {
  /** A snapshot is written after this many deltas at the earliest. Default 10, as in Spark. */
  readonly minDeltasForSnapshot?: number
}

/** Opening and reading one small file takes as long as reading this many bytes. */
const fileCostBytes = 32_768

/**
 * State in memory, with a delta file for each commit and a snapshot when the deltas have grown to half of what a snapshot takes: so all writing together stays within
 * three times what changed, and a restart reads at most one and a half times the state.
 */
export class MemoryStateStore implements StateStore {
  readonly #environment: StateStoreEnvironment
  readonly #options: MemoryStateStoreOptions
  readonly #files: StateFiles
  readonly #storeName: string
  readonly #log = new OperationLog()
  readonly #entry = { key: emptySlice, value: emptySlice, expiresAt: Number.NaN }
  #table: ByteTable
  /** -1: nothing is loaded. */
  #version = -1
  #chain: Chain = emptyChain
  /** Whether this run has written since it loaded. */
  #isWriter = false
  #snapshotVersion: number | null = null
  #deltas = 0
  #deltaBytes = 0
  readonly #counts = { hits: 0, misses: 0, repaired: 0 }

  constructor(id: StateStoreId, environment: StateStoreEnvironment, options: MemoryStateStoreOptions = {}) {
    this.#environment = environment
    this.#options = options
    this.#storeName = id.storeName
    this.#files = new StateFiles(id.directory, environment)
    this.#table = new ByteTable(options)
  }

  get version(): number {
    return this.#version
  }

  async load(version: number): Promise<void> {
    if (version === this.#version && this.#log.records === 0) {
      this.#counts.hits++
      return
    }
    this.#version = -1
    this.#log.clear()
    this.#table = new ByteTable(this.#options)
    await this.#files.list()
    const restored = await restoreState({
      fileSystem: this.#environment.fileSystem,
      files: this.#files,
      version,
      table: this.#options,
    })
    this.#table = restored.table
    this.#chain = restored.chain
    this.#snapshotVersion = restored.snapshotVersion
    this.#deltas = restored.deltas
    this.#deltaBytes = restored.deltaBytes
    this.#version = version
    this.#isWriter = false
    this.#counts.misses++
    this.#counts.repaired += restored.damagedSnapshots
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
    invariant(this.#version >= 0, 'a state store is committed before it was loaded')
    if (!this.#isWriter) await this.#files.removeAfter(this.#version)
    this.#isWriter = true
    const version = this.#version + 1
    const log = this.#log
    const delta = await this.#files.write(
      { kind: 'delta', version, parent: this.#chain },
      (function* (): Blocks {
        yield* log.blocks()
        return log.records
      })(),
    )
    this.#log.clear()
    this.#version = version
    this.#chain = delta.chain
    this.#deltas++
    this.#deltaBytes += delta.sizeBytes
    this.#table.compact()
    if (this.#isSnapshotDue()) await this.#writeSnapshot()
  }

  async abort(): Promise<void> {
    if (this.#log.records === 0) return
    // What changed is not kept twice for the sake of the rare failure: the files have the version.
    await this.load(this.#version)
  }

  purge(oldest: number): Promise<void> {
    return this.#files.purge(Math.min(oldest, this.#version))
  }

  metrics(): StateStoreMetrics {
    return {
      numKeys: this.#table.size,
      memoryUsedBytes: this.#table.allocatedBytes + this.#log.sizeBytes,
      custom: {
        [`SnapshotLastUploaded.partition_0_${this.#storeName}`]: this.#snapshotVersion ?? -1,
        forceSnapshotCount: 0,
        loadedMapCacheHitCount: this.#counts.hits,
        loadedMapCacheMissCount: this.#counts.misses,
        numSnapshotsAutoRepaired: this.#counts.repaired,
        stateOnCurrentVersionSizeBytes: this.#table.liveBytes,
      },
    }
  }

  async close(): Promise<void> {
    this.#version = -1
    this.#log.clear()
    this.#table = new ByteTable({ ...this.#options, shardBits: 0 })
  }

  #isSnapshotDue(): boolean {
    if (this.#deltas < (this.#options.minDeltasForSnapshot ?? 10)) return false
    return (this.#deltaBytes + this.#deltas * fileCostBytes) * 2 >= this.#table.liveBytes
  }

  async #writeSnapshot(): Promise<void> {
    const version = this.#version
    const table = this.#table
    await this.#files.write(
      { kind: 'snapshot', version, parent: emptyChain, chain: this.#chain },
      (function* (): Blocks {
        const log = new OperationLog()
        for (const { key, value, expiresAt } of table.entries()) {
          log.put(key, value, expiresAt)
          yield* log.takeFull()
        }
        yield* log.blocks()
        return log.records
      })(),
    )
    this.#snapshotVersion = version
    this.#deltas = 0
    this.#deltaBytes = 0
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

/** What is not a finite number never comes. */
function expiryOf(expiresAt: number | undefined): number {
  return expiresAt === undefined || !Number.isFinite(expiresAt) ? Number.NaN : expiresAt
}

function startsWith(key: ByteSlice, prefix: ByteSlice): boolean {
  const length = prefix.end - prefix.start
  if (key.end - key.start < length) return false
  for (let i = 0; i < length; i++) if (key.bytes[key.start + i] !== prefix.bytes[prefix.start + i]) return false
  return true
}
