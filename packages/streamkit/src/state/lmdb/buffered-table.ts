import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { ByteTable, type ByteTableOptions } from '../../columnar/byte-table/byte-table.ts'
import type { NewEntry } from '../../columnar/byte-table/entry-pages.ts'
import { startsWith } from '../changelog/starts-with.ts'
import { type BufferedState, bufferedState, ValueMarker } from './buffered-state.ts'
import type { LmdbRecord } from './lmdb-record.ts'
import type { BufferedChanges, CopyFigures, StoredEntry, WorkingCopy } from './working-copy.ts'

const noFigures: CopyFigures = { keys: 0, bytes: 0 }

/**
 * The changes since some version in memory, over the entries of that version in LMDB. What LMDB has that expires up to `expired` is gone too, without having been
 * looked at one by one.
 */
export class BufferedTable {
  readonly #marker = new ValueMarker()
  readonly #below: WorkingCopy | null
  readonly #belowFigures: CopyFigures
  readonly #entry = { key: emptySlice, value: emptySlice, expiresAt: Number.NaN }
  readonly #shown: ByteSlice = { ...emptySlice }
  readonly #changes: ByteTable
  #expired = Number.NEGATIVE_INFINITY
  #size: number

  /** Over nothing, or a working copy with those figures. */
  constructor(options: ByteTableOptions, below: WorkingCopy | null = null, figures: CopyFigures = noFigures) {
    this.#below = below
    this.#belowFigures = figures
    this.#changes = new ByteTable(options)
    this.#size = figures.keys
  }

  get size(): number {
    return this.#size
  }
  get allocatedBytes(): number {
    return this.#changes.allocatedBytes
  }
  /** About: what is replaced or removed in LMDB counts until it is taken in. */
  get liveBytes(): number {
    return this.#belowFigures.bytes + this.#changes.liveBytes
  }
  /** For who takes the changes in. */
  get changes(): BufferedChanges {
    return { table: this.#changes, expired: this.#expired }
  }

  /** The same over other entries: what was found to be there by other means. */
  recount(keys: number): void {
    this.#size = keys
  }

  /** Valid until the next call. */
  get(key: ByteSlice): ByteSlice | null {
    const buffered = this.#changes.get(key)
    if (buffered === null) return this.#stored(key)?.value ?? null
    return bufferedState(buffered.value) === 'removed' ? null : this.#unmarked(buffered.value)
  }

  put(entry: NewEntry): void {
    this.#write(this.#stateFor(entry.key), entry)
  }

  putIfAbsent(entry: NewEntry): boolean {
    const buffered = this.#changes.get(entry.key)
    if (buffered === null ? this.#stored(entry.key) !== null : bufferedState(buffered.value) !== 'removed') return false
    this.#size++
    this.#write(buffered === null ? 'new' : 'replaced', entry)
    return true
  }

  remove(key: ByteSlice): boolean {
    const buffered = this.#changes.get(key)
    const state =
      buffered === null ? (this.#stored(key) === null ? 'removed' : 'replaced') : bufferedState(buffered.value)
    if (state === 'removed') return false
    this.#size--
    if (state === 'new') this.#changes.remove(key)
    else this.#bury(key)
    return true
  }

  /** Removes what expires up to then, the earliest first, and gives the count. */
  removeExpired(until: number, onRemove?: (entry: StoredEntry) => void): number {
    const removed = this.#below === null ? this.#removeBuffered(until, onRemove) : this.#removeBoth(until, onRemove)
    this.#size -= removed
    return removed
  }

  /** All entries, or those whose key begins with a prefix. Nothing may change meanwhile. One object may be used for all. */
  *entries(prefix?: ByteSlice): Generator<StoredEntry> {
    if (this.#below !== null) {
      for (const stored of this.#below.entries(prefix)) {
        if (stored.expiresAt <= this.#expired || this.#changes.get(stored.key) !== null) continue
        // Of a long prefix LMDB compares the beginning.
        if (prefix === undefined || startsWith(stored.key, prefix)) yield stored
      }
    }
    for (const { key, value, expiresAt } of this.#changes.entries()) {
      if (bufferedState(value) === 'removed' || (prefix !== undefined && !startsWith(key, prefix))) continue
      yield { key, value: this.#unmarked(value), expiresAt }
    }
  }

  compact(): void {
    this.#changes.compact()
  }

  #stored(key: ByteSlice): LmdbRecord | null {
    const record = this.#below?.get(key) ?? null
    return record === null || record.expiresAt <= this.#expired ? null : record
  }

  #stateFor(key: ByteSlice): BufferedState {
    const buffered = this.#changes.get(key)
    const state = buffered === null ? (this.#stored(key) === null ? null : 'replaced') : bufferedState(buffered.value)
    if (state === null || state === 'removed') this.#size++
    return state === null || state === 'new' ? 'new' : 'replaced'
  }

  #write(state: BufferedState, { key, value, expiresAt }: NewEntry): void {
    const entry = this.#entry
    entry.key = key
    entry.value = this.#marker.mark(state, value)
    entry.expiresAt = expiresAt
    this.#changes.put(entry)
  }

  #bury(key: ByteSlice): void {
    this.#write('removed', { key, value: emptySlice, expiresAt: Number.NaN })
  }

  #unmarked(value: ByteSlice): ByteSlice {
    const shown = this.#shown
    shown.bytes = value.bytes
    shown.start = value.start + 1
    shown.end = value.end
    return shown
  }

  #removeBuffered(until: number, onRemove?: (entry: StoredEntry) => void): number {
    if (onRemove === undefined) return this.#changes.removeExpired(until)
    return this.#changes.removeExpired(until, ({ key, value, expiresAt }) =>
      onRemove({ key, value: this.#unmarked(value), expiresAt }),
    )
  }

  #removeBoth(until: number, onRemove?: (entry: StoredEntry) => void): number {
    const buffered: (StoredEntry & { readonly state: BufferedState })[] = []
    const count = this.#changes.removeExpired(until, ({ key, value, expiresAt }) => {
      const state = bufferedState(value)
      if (onRemove === undefined && state === 'new') return
      buffered.push({ key: copyOf(key), value: copyOf(this.#unmarked(value)), expiresAt, state })
    })
    for (const { key, state } of buffered) if (state === 'replaced') this.#bury(key)
    let removed = count
    let next = 0
    for (const stored of this.#storedExpiring(until)) {
      if (onRemove !== undefined) {
        while (next < buffered.length && (buffered[next] as StoredEntry).expiresAt <= stored.expiresAt)
          onRemove(buffered[next++] as StoredEntry)
        onRemove(stored)
      }
      removed++
    }
    if (onRemove !== undefined) while (next < buffered.length) onRemove(buffered[next++] as StoredEntry)
    this.#expired = Math.max(this.#expired, until)
    return removed
  }

  *#storedExpiring(until: number): Generator<StoredEntry> {
    if (until <= this.#expired) return
    // What is buffered was told of, or lives on under another time. What was 'new' when it expired had nothing below it.
    for (const stored of (this.#below as WorkingCopy).expiring(this.#expired, until)) {
      if (this.#changes.get(stored.key) === null) yield stored
    }
  }
}

function copyOf({ bytes, start, end }: ByteSlice): ByteSlice {
  return { bytes: bytes.slice(start, end), start: 0, end: end - start }
}
