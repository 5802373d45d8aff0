import { emptySlice } from '../../columnar/byte-slice.ts'
import type { ByteTableOptions } from '../../columnar/byte-table/byte-table.ts'
import type { FileSystem } from '../../contracts/file-system.ts'
import type {
  ByteSlice,
  StateEntry,
  StateStore,
  StateStoreEnvironment,
  StateStoreId,
  StateStoreMetrics,
} from '../../contracts/state-store.ts'
import { checkpointIo } from '../../durable/checkpoint-io.ts'
import { CheckpointException } from '../../errors/streamkit-error.ts'
import { Changelog, type ChangelogOptions } from '../changelog/changelog.ts'
import { expiryOf } from '../changelog/expiry-of.ts'
import type { OperationLog } from '../changelog/operation-log.ts'
import { replayOperations } from '../changelog/replay-operations.ts'
import type { RestoredState, StatePosition } from '../changelog/restore-state.ts'
import { emptyChain } from '../changelog/state-file.ts'
import { BufferedTable } from './buffered-table.ts'
import { removeForeignFiles } from './remove-foreign-files.ts'
import { type CopyFigures, type CopyMeta, DamagedCopy, WorkingCopy } from './working-copy.ts'

export interface LmdbStateStoreOptions extends ChangelogOptions, ByteTableOptions {
  /** Changes that are kept in memory before LMDB takes them in, bytes of each operator. */
  readonly writeBufferBytes?: number
  readonly mapSizeBytes?: number
  /** Where LMDB keeps its files. */
  readonly workingDirectory: string
}

const defaultBufferBytes = 32 * 1024 * 1024
/** A restart reads no more small files than that, however little is in them. */
const mostDeltasInBuffer = 1000

/**
 * State that may be larger than memory. What makes a version durable is the same as in the memory store, the files of a {@link Changelog}; LMDB is a working copy beside them, of
 * some version before, and what has changed since is in memory, bounded. A working copy that is gone, damaged, ahead, or of another history is made anew from the
 * files.
 */
export class LmdbStateStore implements StateStore {
  readonly #options: LmdbStateStoreOptions
  readonly #changelog: Changelog
  readonly #log: OperationLog
  readonly #storeName: string
  readonly #writer: string
  readonly #fileSystem: FileSystem
  readonly #entry = { key: emptySlice, value: emptySlice, expiresAt: Number.NaN }
  #copy: WorkingCopy | null = null
  /** What the working copy has; null: it is not used. */
  #copyMeta: CopyMeta | null = null
  /** Whether LMDB has a part of the version that is being loaded, and does not say so. */
  #isBuilding = false
  #table: BufferedTable
  readonly #counts = { hits: 0, misses: 0, repaired: 0, rebuilt: 0, flushes: 0 }

  constructor(id: StateStoreId, environment: StateStoreEnvironment, options: LmdbStateStoreOptions) {
    this.#options = options
    this.#storeName = id.storeName
    this.#changelog = new Changelog(id, environment, options)
    this.#log = this.#changelog.log
    this.#writer = `${environment.clock.now().toString(36)}-${(opened++).toString(36)}`
    this.#fileSystem = environment.fileSystem
    this.#table = new BufferedTable(options)
  }

  get version(): number {
    return this.#changelog.position.version
  }

  async load(version: number): Promise<void> {
    const mayStay = version === this.version && this.#log.records === 0
    if (mayStay && (this.#copyMeta === null || this.#copy?.meta()?.writer === this.#writer)) {
      this.#counts.hits++
      return
    }
    this.#changelog.forget()
    this.#useNothing()
    const copied = version === 0 ? null : await this.#openCopy()
    // A copy that a crash left on its way to a later version is neither of the two.
    const from = copied !== null && (copied.towards ?? copied).at.version <= version ? copied : null
    if (from !== null) this.#use(from)
    this.#counts.repaired += await this.#changelog.load(
      version,
      {
        clear: () => {
          if (copied !== null) this.#counts.rebuilt++
          this.#useNothing()
        },
        apply: (block) => this.#replay(block),
        reached: (position) => this.#reached(position),
      },
      from?.at ?? null,
    )
    if (this.#isBuilding) await this.#flush()
    this.#counts.misses++
  }

  get(key: ByteSlice): ByteSlice | null {
    return this.#sound(() => this.#table.get(key))
  }

  put(key: ByteSlice, value: ByteSlice, expiresAt?: number): void {
    const entry = this.#entryOf(key, value, expiryOf(expiresAt))
    // The value may be what get() gave: the log takes it before anything is looked up.
    this.#log.put(key, value, entry.expiresAt)
    this.#sound(() => this.#table.put(entry))
  }

  putIfAbsent(key: ByteSlice, value: ByteSlice, expiresAt?: number): boolean {
    const entry = this.#entryOf(key, value, expiryOf(expiresAt))
    if (!this.#sound(() => this.#table.putIfAbsent(entry))) return false
    this.#log.put(key, value, entry.expiresAt)
    return true
  }

  remove(key: ByteSlice): boolean {
    if (!this.#sound(() => this.#table.remove(key))) return false
    this.#log.remove(key)
    return true
  }

  removeExpired(until: number, onRemove?: (key: ByteSlice, value: ByteSlice) => void): number {
    const tell = onRemove === undefined ? undefined : (entry: StateBytes) => onRemove(entry.key, entry.value)
    const removed = this.#sound(() => this.#table.removeExpired(until, tell))
    if (removed > 0) this.#log.removeExpired(until)
    return removed
  }

  *entries(prefix?: ByteSlice): Generator<StateEntry> {
    const entries = this.#table.entries(prefix)
    for (;;) {
      const next = this.#sound(() => entries.next())
      if (next.done === true) return
      const { key, value, expiresAt } = next.value
      yield { key, value, expiresAt: Number.isNaN(expiresAt) ? null : expiresAt }
    }
  }

  async commit(): Promise<void> {
    await this.#changelog.commit()
    this.#table.compact()
    if (this.#changelog.isSnapshotDue(this.#table.liveBytes)) {
      await this.#changelog.writeSnapshot(this.#soundEntries())
      // What restores from the snapshot restores from the copy as well: deltas before it may go.
      if (this.#copyMeta !== null) await this.#flush()
    } else if (this.#isFlushDue()) await this.#flush()
  }

  async abort(): Promise<void> {
    // Memory has changes of several batches: the files tell them apart.
    if (this.#log.records > 0) await this.load(this.version)
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
        loadedMapCacheHitCount: this.#counts.hits,
        loadedMapCacheMissCount: this.#counts.misses,
        lmdbFlushCount: this.#counts.flushes,
        lmdbRebuildCount: this.#counts.rebuilt,
        lmdbSizeBytes: this.#copyMeta?.figures.bytes ?? 0,
        numSnapshotsAutoRepaired: this.#counts.repaired,
        stateOnCurrentVersionSizeBytes: this.#table.liveBytes,
      },
    }
  }

  async close(): Promise<void> {
    this.#changelog.forget()
    this.#useNothing()
    const copy = this.#copy
    this.#copy = null
    await copy?.close()
  }

  #isFlushDue(): boolean {
    if (this.#isBufferFull()) return true
    return this.#copyMeta !== null && this.version - this.#copyMeta.at.version > mostDeltasInBuffer
  }

  #isBufferFull(): boolean {
    return this.#table.allocatedBytes > (this.#options.writeBufferBytes ?? defaultBufferBytes)
  }

  /** The meta of the working copy, if there is one that can be built on. */
  async #openCopy(): Promise<CopyMeta | null> {
    return this.#soundIo('read', async () => {
      if (this.#copy === null) {
        await this.#fileSystem.mkdir(this.#options.workingDirectory)
        this.#copy = await this.#openEnvironment()
      }
      return this.#copy.meta()
    })
  }

  async #openEnvironment(): Promise<WorkingCopy> {
    const { workingDirectory: directory, mapSizeBytes } = this.#options
    if (await removeForeignFiles(this.#fileSystem, directory)) this.#counts.rebuilt++
    return new WorkingCopy({ directory, mapSizeBytes })
  }

  #useNothing(): void {
    this.#copyMeta = null
    this.#isBuilding = false
    this.#table = new BufferedTable(this.#options)
  }

  #use(meta: CopyMeta): void {
    this.#copyMeta = meta
    this.#table = new BufferedTable(this.#options, this.#copy, meta.figures)
  }

  /** Applies a block that is read back; what grows beyond the buffer goes to LMDB at once. */
  async #replay(block: Uint8Array): Promise<number | string> {
    const records = this.#sound(() => replayOperations(block, this.#table))
    if (this.#copyMeta === null && this.#isBufferFull()) await this.#spill()
    return records
  }

  /** A copy that a crash left on its way says what it was to become. */
  #reached({ version, chain }: StatePosition): string | null {
    const towards = this.#copyMeta?.towards ?? null
    if (towards === null || version !== towards.at.version) return null
    if (chain !== towards.at.chain) return 'belongs to another history of the state than the working copy'
    this.#table.recount(towards.figures.keys)
    this.#copyMeta = { ...(this.#copyMeta as CopyMeta), towards: null }
    return null
  }

  /** A version that is read from files alone may be larger than memory. */
  async #spill(): Promise<void> {
    await this.#openCopy()
    await this.#soundIo('written', async () => {
      const copy = this.#copy as WorkingCopy
      if (!this.#isBuilding) await copy.clear()
      this.#isBuilding = true
      await copy.takeUnnamed(this.#table.changes)
      this.#table = new BufferedTable(this.#options, copy, this.#figures())
    })
  }

  /** LMDB takes in what is in memory. */
  async #flush(): Promise<void> {
    const at: RestoredState = { ...this.#changelog.position, damagedSnapshots: 0 }
    await this.#openCopy()
    await this.#soundIo('written', async () => {
      const copy = this.#copy as WorkingCopy
      if (this.#copyMeta === null && !this.#isBuilding) await copy.clear()
      const before = { ...(this.#copyMeta ?? emptyCopy), writer: this.#writer }
      const after = { at, figures: this.#figures() }
      await copy.take(this.#table.changes, before, after)
      this.#counts.flushes++
      this.#isBuilding = false
      this.#use({ ...after, towards: null, writer: this.#writer })
    })
  }

  #figures(): CopyFigures {
    return { keys: this.#table.size, bytes: this.#table.liveBytes }
  }

  #entryOf(key: ByteSlice, value: ByteSlice, expiresAt: number): StateBytes {
    const entry = this.#entry
    entry.key = key
    entry.value = value
    entry.expiresAt = expiresAt
    return entry
  }

  *#soundEntries(): Generator<StateBytes> {
    for (const { key, value, expiresAt } of this.entries()) yield { key, value, expiresAt: expiresAt ?? Number.NaN }
  }

  /** What is wrong with LMDB ends the query; the next start makes it anew. */
  #sound<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw this.#named(error)
    }
  }

  async #soundIo<T>(action: 'read' | 'written', work: () => Promise<T>): Promise<T> {
    try {
      return await checkpointIo(this.#options.workingDirectory, action, work)
    } catch (error) {
      throw this.#named(
        error instanceof CheckpointException && error.cause instanceof DamagedCopy ? error.cause : error,
      )
    }
  }

  #named(error: unknown): unknown {
    if (!(error instanceof DamagedCopy)) return error
    this.#copy?.giveUp().catch(() => {})
    const path = this.#options.workingDirectory
    return new CheckpointException('STATE_WORKING_COPY_CORRUPTED', { path, reason: error.message }, { cause: error })
  }
}

interface StateBytes {
  readonly key: ByteSlice
  readonly value: ByteSlice
  readonly expiresAt: number
}

const emptyCopy: Pick<CopyMeta, 'at' | 'figures'> = {
  at: { version: 0, chain: emptyChain, snapshotVersion: null, deltaBytes: 0, damagedSnapshots: 0 },
  figures: { keys: 0, bytes: 0 },
}

let opened = 0
