import type { ByteSlice } from '../columnar/byte-slice.ts'
import type { Clock } from './clock.ts'
import type { FileSystem } from './file-system.ts'

export type { ByteSlice } from '../columnar/byte-slice.ts'

/**
 * Keyed state of one stateful operator, versioned by batch: version v is the state after batch v - 1.
 *
 * `load(v)` gives exactly version v, whatever a crashed run left behind. Then gets, puts and removes of one batch, seen at once by that batch; then either
 * `commit()`, which makes version v + 1 durable, or `abort()`, which leaves version v. Committing the same version again (a batch that is run
 * again) replaces it. Keys and values are bytes; the arguments are only read during the call and may be reused by the caller.
 */
export interface StateStore {
  /** The version that is loaded, -1 if none is. */
  readonly version: number
  load(version: number): Promise<void>
  /** The value, valid until the next call, or null. */
  get(key: ByteSlice): ByteSlice | null
  /** `expiresAt` is an event time in microseconds (or any ascending number); without one the entry never expires. */
  put(key: ByteSlice, value: ByteSlice, expiresAt?: number): void
  /** Puts if the key is new and says whether it was. */
  putIfAbsent(key: ByteSlice, value: ByteSlice, expiresAt?: number): boolean
  /** Says whether the key was there. */
  remove(key: ByteSlice): boolean
  /** Removes the entries with `expiresAt <= until` in that order without looking at the others; tells each to `onRemove`. Gives the count. */
  removeExpired(until: number, onRemove?: (key: ByteSlice, value: ByteSlice) => void): number
  /**
   * The same, entry by entry, for who cannot hold what many of them become: each goes when the next one is asked for, and what is
   * not read goes in the end. Without another call meanwhile. A store need not have it.
   */
  takeExpired?(until: number): Iterable<Pick<StateEntry, 'key' | 'value'>>
  /** When the next entry expires, or a time before that; null if none does. A store that does not know has no such method. */
  earliestExpiry?(): number | null
  /** All entries, in no order, or those whose key begins with `prefix`. No puts or removes meanwhile; an entry is valid until the next one is asked for. */
  entries(prefix?: ByteSlice): Iterable<StateEntry>
  /** The puts and removes of the batch become version + 1, durable when this resolves. */
  commit(): Promise<void>
  /** Forgets what was done since `load` or the last commit. */
  abort(): Promise<void>
  /** Drops files of versions below `oldest` that no kept version needs. Best effort. */
  purge(oldest: number): Promise<void>
  metrics(): StateStoreMetrics
  close(): Promise<void>
}

export interface StateEntry {
  readonly key: ByteSlice
  readonly value: ByteSlice
  readonly expiresAt: number | null
}

export interface StateStoreMetrics {
  /** Keys now. */
  readonly numKeys: number
  readonly memoryUsedBytes: number
  /** For the progress (Spark's `customMetrics`). */
  readonly custom: Readonly<Record<string, number>>
}

/** Where a store keeps its files: `<checkpoint>/state/<operatorId>/<partition>[/<storeName>]`. */
export interface StateStoreId {
  readonly directory: string
  readonly operatorId: number
  readonly storeName: string
}

/** Makes stores; chosen by an option of the session or the query. */
export interface StateStoreProvider {
  readonly name: string
  /** What its files are: a checkpoint goes on with any provider of the same. Default: the name, so with no other. */
  readonly fileFormat?: string
  open(id: StateStoreId, environment: StateStoreEnvironment): Promise<StateStore>
}
export interface StateStoreEnvironment {
  readonly fileSystem: FileSystem
  readonly clock: Clock
}
