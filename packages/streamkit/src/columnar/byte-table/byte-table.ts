import type { ByteSlice } from '../byte-slice.ts'
import { hashBytes } from '../hash-bytes.ts'
import { EntryPages, type NewEntry, type Page, type PageGroup } from './entry-pages.ts'
import { type EntryView, entryView } from './entry-view.ts'
import { type ExpiryGroup, ExpiryGroups, type ExpiryGroupsOptions } from './expiry-groups.ts'
import { SlotTable } from './slot-table.ts'

export interface ByteTableOptions extends ExpiryGroupsOptions {
  /** Bytes of a page, a power of two from 1024 on. Default 65,536. */
  readonly pageBytes?: number
  /** Default: as many as 32 bits can number, 16 GiB of them. */
  readonly maxPages?: number
  /** There are `2 ** shardBits` shards. Default 8. */
  readonly shardBits?: number
  /** A group with more bytes than this left after an expiry is cut into smaller ones. Default 262,144. */
  readonly refineBytes?: number
}

/**
 * A map from bytes to bytes with an expiry for each entry, in typed arrays: millions of entries without an object for any of them. It grows in small steps, has no
 * limit of 2 ** 24 entries, and gives memory back.
 *
 * Keys, values and expiries that are handed in are copied. Views that are handed out are valid until the next change.
 */
export class ByteTable {
  readonly #pages: EntryPages
  readonly #slots: SlotTable
  readonly #groups: ExpiryGroups
  readonly #never: PageGroup = { pages: new Set(), open: null }
  readonly #refineBytes: number
  readonly #view = entryView()
  readonly #moving = entryView()

  constructor(options: ByteTableOptions = {}) {
    this.#pages = new EntryPages(options.pageBytes ?? 65_536, options.maxPages)
    this.#slots = new SlotTable(this.#pages, options.shardBits ?? 8)
    this.#groups = new ExpiryGroups(options)
    this.#refineBytes = options.refineBytes ?? 262_144
  }

  get size(): number {
    return this.#slots.count
  }
  /** Of entries and of the table around them. */
  get allocatedBytes(): number {
    return this.#pages.allocatedBytes + this.#slots.allocatedBytes
  }
  /** Of entries. */
  get liveBytes(): number {
    return this.#pages.liveBytes
  }

  get(key: ByteSlice): EntryView | null {
    const ref = this.#slots.find(hashOf(key), key)
    if (ref === 0) return null
    this.#pages.read(ref, this.#view)
    return this.#view
  }

  /** Adds the entry if its key is new, and says whether it was. An expiry of NaN: never. */
  putIfAbsent(entry: NewEntry): boolean {
    const { key } = entry
    const hash = hashOf(key)
    if (this.#slots.find(hash, key) !== 0) return false
    this.#slots.addFound(hash, this.#pages.append(this.#groupOf(entry.expiresAt), entry))
    return true
  }

  put(entry: NewEntry): void {
    const { key, value, expiresAt } = entry
    const hash = hashOf(key)
    const ref = this.#slots.find(hash, key)
    const group = this.#groupOf(expiresAt)
    if (ref === 0) {
      this.#slots.addFound(hash, this.#pages.append(group, entry))
      return
    }
    const view = this.#view
    this.#pages.read(ref, view)
    const sameLength = view.value.end - view.value.start === value.end - value.start
    if (sameLength && this.#pages.pageOf(ref).group === group) {
      this.#pages.overwrite(view, value, expiresAt)
      return
    }
    // The argument may be the value of this very entry: it is copied before the entry goes.
    this.#slots.replaceFound(hash, this.#pages.append(group, entry))
    this.#pages.remove(view)
  }

  remove(key: ByteSlice): boolean {
    const hash = hashOf(key)
    const ref = this.#slots.find(hash, key)
    if (ref === 0) return false
    this.#slots.removeFound(hash)
    this.#pages.read(ref, this.#view)
    this.#pages.remove(this.#view)
    return true
  }

  /** Removes what expires up to then, the earliest first, and gives the count. */
  removeExpired(until: number, onRemove?: (entry: EntryView) => void): number {
    let removed = 0
    for (const group of this.#groups.expiring(until)) removed += this.#removeFrom(group, until, onRemove)
    if (removed > 0) this.#groups.dropEmpty()
    return removed
  }

  /**
   * Removes what expires up to then, the earliest first, as it is read: each entry goes when the next one is asked for, what is not read at the end. Nothing may change meanwhile. One view is pointed at
   * each.
   */
  *takeExpired(until: number): Generator<EntryView> {
    const view = this.#view
    try {
      for (const group of this.#groups.expiring(until)) {
        for (const ref of this.#expiredOf(group, until)) {
          this.#pages.read(ref, view)
          yield view
          this.#pages.read(ref, view)
          this.#slots.removeRef(hashOf(view.key), ref)
          this.#pages.remove(view)
        }
      }
    } finally {
      this.removeExpired(until)
      this.#groups.dropEmpty()
    }
  }

  /** When the first entry expires, or a time before that; null if none does. */
  earliestExpiry(): number | null {
    return this.#groups.earliest
  }

  /** All entries, in no order. Nothing may change meanwhile. One view is pointed at each. */
  *entries(): Generator<EntryView> {
    const view = entryView()
    for (const page of this.#pages.pages()) {
      for (let ref = this.#pages.seek(page, 0, view); ref !== 0; ) {
        yield view
        ref = this.#pages.seek(page, this.#pages.endOf(view), view)
      }
    }
  }

  /**
   * All entries, about in the order of their keys: by the four bytes behind what all keys begin with. For who writes them into a sorted structure, where neighbours
   * are cheap. Nothing may change meanwhile.
   */
  *entriesByKey(): Generator<EntryView> {
    const refs = new Int32Array(this.size)
    const view = entryView()
    let first: Uint8Array | null = null
    let common = 0
    let count = 0
    for (const { ref, key } of this.entries()) {
      refs[count++] = ref
      if (first === null) {
        first = key.bytes.slice(key.start, key.end)
        common = first.length
      } else common = commonLength(first, key, common)
    }
    // A number holds 32 bits of the key and 21 of the place; what is beyond that comes in the next run.
    for (let from = 0; from < count; from += sortedAtOnce) {
      const order = new Float64Array(Math.min(sortedAtOnce, count - from))
      for (let i = 0; i < order.length; i++) {
        this.#pages.read(refs[from + i] as number, view)
        order[i] = wordAt(view.key, common) * sortedAtOnce + i
      }
      for (const place of order.sort()) {
        this.#pages.read(refs[from + (place % sortedAtOnce)] as number, view)
        yield view
      }
    }
  }

  /** Moves entries together where removed ones lie between them. The work is bounded by what was removed since the last time. */
  compact(): void {
    this.#slots.shrink()
    const waste = this.#pages.allocatedBytes - this.#pages.liveBytes
    if (waste < this.#refineBytes || waste * 4 < this.#pages.allocatedBytes) return
    for (const page of this.#pages.pages()) {
      if (page.live * 2 >= page.used || page === page.group.open) continue
      this.#moveEntries(page, () => page.group)
    }
  }

  #groupOf(expiresAt: number): PageGroup {
    return Number.isNaN(expiresAt) ? this.#never : this.#groups.groupOf(expiresAt)
  }

  #removeFrom(group: ExpiryGroup, until: number, onRemove?: (entry: EntryView) => void): number {
    if (onRemove !== undefined) this.#tell(group, until, onRemove)
    let removed = 0
    let min = Number.POSITIVE_INFINITY
    for (const page of [...group.pages]) {
      const view = this.#view
      for (let ref = this.#pages.seek(page, 0, view); ref !== 0; ) {
        const next = this.#pages.endOf(view)
        if (view.expiresAt <= until) {
          removed++
          this.#slots.removeRef(hashOf(view.key), ref)
          this.#pages.remove(view)
        } else if (view.expiresAt < min) min = view.expiresAt
        ref = this.#pages.seek(page, next, view)
      }
    }
    group.min = min
    if (min === Number.POSITIVE_INFINITY) for (const page of [...group.pages]) this.#pages.release(page)
    else this.#refine(group)
    return removed
  }

  /** Tells of what is about to be removed, in the order of the expiry. */
  #tell(group: ExpiryGroup, until: number, onRemove: (entry: EntryView) => void): void {
    for (const ref of this.#expiredOf(group, until)) {
      this.#pages.read(ref, this.#view)
      onRemove(this.#view)
    }
  }

  /** The refs of what expires up to then, the earliest first. */
  #expiredOf(group: ExpiryGroup, until: number): Int32Array {
    let refs = new Int32Array(1024)
    let times = new Float64Array(1024)
    let count = 0
    let isSorted = true
    const view = this.#view
    for (const page of group.pages) {
      for (let ref = this.#pages.seek(page, 0, view); ref !== 0; ) {
        if (view.expiresAt <= until) {
          if (count === refs.length) [refs, times] = [doubled(refs, Int32Array), doubled(times, Float64Array)]
          if (count > 0 && view.expiresAt < (times[count - 1] as number)) isSorted = false
          times[count] = view.expiresAt
          refs[count++] = ref
        }
        ref = this.#pages.seek(page, this.#pages.endOf(view), view)
      }
    }
    if (isSorted) return refs.subarray(0, count)
    const order = Int32Array.from({ length: count }, (_, i) => i)
    order.sort((a, b) => (times[a] as number) - (times[b] as number))
    return order.map((i) => refs[i] as number)
  }

  /** A watermark that goes through a big group step by step would search it at every step. */
  #refine(group: ExpiryGroup): void {
    const pages = [...group.pages]
    const live = pages.reduce((sum, page) => sum + page.live, 0)
    const finer = live <= this.#refineBytes ? null : this.#groups.refine(group)
    if (finer === null) return
    for (const page of pages) this.#moveEntries(page, (expiresAt) => finer.groupOf(expiresAt))
  }

  #moveEntries(page: Page, groupOf: (expiresAt: number) => PageGroup): void {
    const view = this.#moving
    for (let ref = this.#pages.seek(page, 0, view); ref !== 0; ) {
      const hash = hashOf(view.key)
      const next = this.#pages.endOf(view)
      this.#slots.moveRef(hash, ref, this.#pages.append(groupOf(view.expiresAt), view))
      ref = this.#pages.seek(page, next, view)
    }
    this.#pages.release(page)
  }
}

const sortedAtOnce = 2 ** 21

function doubled<A extends Int32Array | Float64Array>(from: A, type: new (length: number) => A): A {
  const to = new type(from.length * 2)
  to.set(from)
  return to
}

function commonLength(first: Uint8Array, { bytes, start, end }: ByteSlice, most: number): number {
  const limit = Math.min(most, end - start)
  for (let i = 0; i < limit; i++) if (first[i] !== bytes[start + i]) return i
  return limit
}

/** Four bytes of a key, big-endian; zeros behind its end. */
function wordAt({ bytes, start, end }: ByteSlice, offset: number): number {
  let word = 0
  for (let at = start + offset, i = 0; i < 4; i++, at++) word = word * 256 + (at < end ? (bytes[at] as number) : 0)
  return word
}

function hashOf({ bytes, start, end }: ByteSlice): number {
  return hashBytes(bytes, start, end)
}
