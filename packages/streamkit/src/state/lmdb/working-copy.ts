import { emptySlice } from '../../columnar/byte-slice.ts'
import type { ByteTable } from '../../columnar/byte-table/byte-table.ts'
import type { ByteSlice } from '../../contracts/state-store.ts'
import { messageOf } from '../../errors/streamkit-error.ts'
import type { RestoredState } from '../changelog/restore-state.ts'
import { bufferedState } from './buffered-state.ts'
import { LmdbEnvironment, type LmdbEnvironmentOptions } from './lmdb-environment.ts'
import {
  entryKey,
  entryKeyOfExpiry,
  entryRange,
  expiryEnd,
  expiryKey,
  expiryStart,
  isCutKey,
  metaKey,
} from './lmdb-keys.ts'
import { type LmdbRecord, LmdbRecordWriter, readRecord } from './lmdb-record.ts'

/** What is known of a whole state. */
export interface CopyFigures {
  readonly keys: number
  readonly bytes: number
}

/** What a working copy says of itself. */
export interface CopyMeta {
  /** All changes up to there are in it. */
  readonly at: RestoredState
  readonly figures: CopyFigures
  /** Some changes up to there may be in it: the deltas in between bring the others. */
  readonly towards: { readonly at: RestoredState; readonly figures: CopyFigures } | null
  /** Who wrote last. */
  readonly writer: string
}

/** What LMDB says, or what it gives, is not what was written. */
export class DamagedCopy extends Error {}

/** Operations that are queued before other work gets its turn. */
const turnOperations = 20_000

/** What was changed in memory. What LMDB has that expires up to `expired` is gone. */
export interface BufferedChanges {
  readonly table: ByteTable
  readonly expired: number
}

/** An entry in LMDB. */
export interface StoredEntry {
  readonly key: ByteSlice
  readonly value: ByteSlice
  readonly expiresAt: number
}

/**
 * The state in LMDB, as of some version: a copy of what the files of the checkpoint hold, made to be read from, and thrown away where it does not fit them.
 */
export class WorkingCopy {
  readonly #environment: LmdbEnvironment
  readonly #records = new LmdbRecordWriter()

  constructor(options: LmdbEnvironmentOptions) {
    this.#environment = guard(() => new LmdbEnvironment(options))
  }

  /** Null: it is new, or nothing that can be built on. */
  meta(): CopyMeta | null {
    const bytes = guard(() => this.#environment.get(metaKey))
    const record = bytes === null ? null : readRecord(bytes)
    if (record === null) return null
    const { value } = record
    return JSON.parse(new TextDecoder().decode(value.bytes.subarray(value.start, value.end))) as CopyMeta
  }

  get(key: ByteSlice): LmdbRecord | null {
    const bytes = guard(() => this.#environment.get(entryKey(key)))
    return bytes === null ? null : checked(bytes)
  }

  /** Entries that expire after `after` and up to `until`, the earliest first. */
  *expiring(after: number, until: number): Generator<StoredEntry> {
    const start = after === Number.NEGATIVE_INFINITY ? expiryStart(after) : expiryEnd(after)
    for (const found of guardEach(this.#environment.keys(start, expiryEnd(until)))) {
      const key = entryKeyOfExpiry(found)
      const bytes = guard(() => this.#environment.get(key))
      if (bytes === null) throw new DamagedCopy('an entry that is to expire is missing')
      yield storedEntry(key, bytes)
    }
  }

  /** The entries whose key begins with a prefix, in the order of their keys as far as LMDB keeps them. */
  *entries(prefix?: ByteSlice): Generator<StoredEntry> {
    for (const { key, value } of guardEach(this.#environment.range(...entryRange(prefix)))) {
      yield storedEntry(key, value)
    }
  }

  async clear(): Promise<void> {
    await this.#environment.clear()
  }

  /**
   * Takes in what was buffered since the version of `before`, so that this is the version of `after`. A crash meanwhile leaves something between the two, which is the latter
   * once the deltas between them are applied again: every key that differs is in them, and no expiry is there whose entry is not.
   */
  async take(
    changes: BufferedChanges,
    before: Omit<CopyMeta, 'towards'>,
    after: Pick<CopyMeta, 'at' | 'figures'>,
  ): Promise<void> {
    await this.#writeMeta({ ...before, towards: after })
    await this.takeUnnamed(changes)
    await this.#writeMeta({ ...before, ...after, towards: null })
  }

  /** The same without a word of which version this is. */
  async takeUnnamed({ table, expired }: BufferedChanges): Promise<void> {
    const environment = this.#environment
    let operations = 0
    if (expired > Number.NEGATIVE_INFINITY) {
      for (const key of guardEach(environment.keys(expiryStart(Number.NEGATIVE_INFINITY), expiryEnd(expired)))) {
        environment.remove(key)
        environment.remove(entryKeyOfExpiry(key))
        if (++operations % turnOperations === 0) await environment.settled()
      }
    }
    // In the order of the keys, where LMDB finds neighbours on one page; the expiries after, for the table has those about in their order.
    for (const entry of table.entriesByKey()) {
      this.#takeEntry(entry)
      if (++operations % turnOperations === 0) await environment.settled()
    }
    for (const { key, value, expiresAt } of table.entries()) {
      if (Number.isNaN(expiresAt) || bufferedState(value) === 'removed') continue
      environment.put(expiryKey(expiresAt, key), noBytes)
      if (++operations % turnOperations === 0) await environment.settled()
    }
    await environment.settled()
  }

  /** Whoever opens this next begins anew. */
  async giveUp(): Promise<void> {
    this.#environment.remove(metaKey)
    await this.#environment.settled()
  }

  async close(): Promise<void> {
    await this.#environment.close()
  }

  #takeEntry({ key, value, expiresAt }: StoredEntry): void {
    const environment = this.#environment
    const state = bufferedState(value)
    if (state !== 'new') {
      const old = this.get(key)
      if (old !== null && !Number.isNaN(old.expiresAt)) environment.remove(expiryKey(old.expiresAt, key))
    }
    if (state === 'removed') environment.remove(entryKey(key))
    else {
      const unmarked = { bytes: value.bytes, start: value.start + 1, end: value.end }
      const record = this.#records.write({ key, value: unmarked, expiresAt })
      environment.put(entryKey(key), record)
    }
  }

  async #writeMeta(meta: CopyMeta): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(meta))
    const value = { bytes, start: 0, end: bytes.length }
    const record = this.#records.write({ key: emptySlice, value, expiresAt: Number.NaN })
    this.#environment.put(metaKey, record)
    await this.#environment.settled()
  }
}

const noBytes = new Uint8Array(0)

function storedEntry(key: Uint8Array, bytes: Uint8Array): StoredEntry {
  const record = checked(bytes)
  if (isCutKey(key) !== (record.key !== null)) throw new DamagedCopy('an entry has the key of another')
  return {
    key: record.key ?? { bytes: key, start: 1, end: key.length },
    value: record.value,
    expiresAt: record.expiresAt,
  }
}

function checked(bytes: Uint8Array): LmdbRecord {
  const record = readRecord(bytes)
  if (record === null) throw new DamagedCopy('the checksum of an entry does not match')
  return record
}

/** What LMDB throws. */
function guard<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw damaged(error)
  }
}
function* guardEach<T>(items: Iterable<T>): Generator<T> {
  const iterator = guard(() => items[Symbol.iterator]())
  try {
    for (;;) {
      const next = guard(() => iterator.next())
      if (next.done === true) return
      yield next.value
    }
  } finally {
    iterator.return?.()
  }
}
function damaged(error: unknown): DamagedCopy {
  return error instanceof DamagedCopy ? error : new DamagedCopy(messageOf(error), { cause: error })
}
