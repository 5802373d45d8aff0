import { ExecutionException } from '../../errors/streamkit-error.ts'
import { type ByteSlice, copySlice } from '../byte-slice.ts'
import type { EntryView } from './entry-view.ts'
import { SpareBuffers } from './spare-buffers.ts'

/** Pages whose entries belong together: they expire at about the same time. */
export interface PageGroup {
  readonly pages: Set<Page>
  /** Where the next entry goes. */
  open: Page | null
}

export interface Page {
  readonly number: number
  group: PageGroup
  /** Bytes: of the buffer, written so far, of entries that are not removed. */
  capacity: number
  used: number
  live: number
}

export interface NewEntry {
  readonly key: ByteSlice
  readonly value: ByteSlice
  /** NaN: it never expires. */
  readonly expiresAt: number
}

/** The sign. */
const removedBit = 1 << 31
const expiryBit = 0x4000_0000
const escaped = 0x7fff
const firstPageBytes = 1024
const growthStepBytes = 8192
/** What is kept of buffers that were outgrown or emptied, for the next pages. */
const spareBytes = 4 * 1024 * 1024
const noBytes = new Uint8Array(0)
const noWords = new Uint32Array(0)
const double = new Float64Array(1)
const doubleWords = new Uint32Array(double.buffer)

/**
 * Keys and values, packed into pages of bytes. An entry is known by its ref, a signed 32-bit integer: the number of the page, then the word of the page at which it begins.
 *
 * An entry, in words of four bytes:
 * - header: bit 31 removed · bit 30 has an expiry · 15 bits length of the key · 15 bits length of the value
 * - if the length of the key is 0x7fff: two words with the real lengths
 * - if it has an expiry: a double in two words
 * - the key, directly after it the value, then up to three bytes to the next word
 */
export class EntryPages {
  readonly #unitBits: number
  readonly #unitMask: number
  readonly #pageBytes: number
  readonly #maxPages: number
  readonly #pages: (Page | null)[] = [null]
  /** Buffers of the pages by number: what lookups read, apart from the rest. */
  readonly #bytes: Uint8Array[] = [noBytes]
  readonly #words: Uint32Array[] = [noWords]
  readonly #free: number[] = []
  readonly #spare = new SpareBuffers(spareBytes)
  #allocatedBytes = 0
  #liveBytes = 0

  /** `pageBytes`: a power of two from 1024 on. Refs reach `2 ** 32` words, 16 GiB, whatever it is; `maxPages` is for tests. */
  constructor(pageBytes: number, maxPages: number = Number.POSITIVE_INFINITY) {
    this.#pageBytes = pageBytes
    this.#unitBits = Math.log2(pageBytes / 4)
    this.#unitMask = pageBytes / 4 - 1
    this.#maxPages = Math.min(maxPages, 2 ** (32 - this.#unitBits))
  }

  get allocatedBytes(): number {
    return this.#allocatedBytes
  }
  get liveBytes(): number {
    return this.#liveBytes
  }
  pageOf(ref: number): Page {
    return this.#pages[ref >>> this.#unitBits] as Page
  }
  pages(): readonly Page[] {
    return this.#pages.filter((page) => page !== null)
  }

  /** Puts an entry behind the last one of the group's open page. Gives its ref. */
  append(group: PageGroup, entry: NewEntry): number {
    const { key, value, expiresAt } = entry
    const keyLength = key.end - key.start
    const valueLength = value.end - value.start
    const isLarge = keyLength >= escaped || valueLength >= escaped
    const expires = !Number.isNaN(expiresAt)
    const headerWords = 1 + (isLarge ? 2 : 0) + (expires ? 2 : 0)
    const size = (headerWords + ((keyLength + valueLength + 3) >>> 2)) * 4
    const page = this.#pageWithRoom(group, size)
    const unit = page.used >>> 2
    const words = this.#words[page.number] as Uint32Array
    const header = (expires ? expiryBit : 0) | ((isLarge ? escaped : keyLength) << 15) | (isLarge ? 0 : valueLength)
    if (isLarge) {
      words[unit + 1] = keyLength
      words[unit + 2] = valueLength
    }
    if (expires) {
      double[0] = expiresAt
      words[unit + headerWords - 2] = doubleWords[0] as number
      words[unit + headerWords - 1] = doubleWords[1] as number
    }
    const bytes = this.#bytes[page.number] as Uint8Array
    setHeader(bytes, page.used, header)
    const keyAt = (unit + headerWords) << 2
    copySlice(key, bytes, keyAt)
    copySlice(value, bytes, keyAt + keyLength)
    page.used += size
    page.live += size
    this.#liveBytes += size
    return (page.number << this.#unitBits) | unit
  }

  /** Whether the entry has this key. */
  matches(ref: number, key: ByteSlice): boolean {
    const bytes = this.#bytes[ref >>> this.#unitBits] as Uint8Array
    let at = (ref & this.#unitMask) << 2
    const header = headerAt(bytes, at)
    let length = (header >>> 15) & escaped
    if (length === escaped) {
      length = (this.#words[ref >>> this.#unitBits] as Uint32Array)[(at >>> 2) + 1] as number
      at += 8
    }
    const { bytes: wanted, start, end } = key
    if (end - start !== length) return false
    at += (header & expiryBit) === 0 ? 4 : 12
    for (let i = start; i < end; i++) if (wanted[i] !== bytes[at++]) return false
    return true
  }

  /** Points `into` at an entry: valid until something is appended or removed. */
  read(ref: number, into: EntryView): void {
    const number = ref >>> this.#unitBits
    const unit = ref & this.#unitMask
    const words = this.#words[number] as Uint32Array
    const bytes = this.#bytes[number] as Uint8Array
    const header = headerAt(bytes, unit << 2)
    let at = unit + 1
    let keyLength = (header >>> 15) & escaped
    let valueLength = header & escaped
    if (keyLength === escaped) {
      keyLength = words[at++] as number
      valueLength = words[at++] as number
    }
    if ((header & expiryBit) === 0) into.expiresAt = Number.NaN
    else {
      doubleWords[0] = words[at++] as number
      doubleWords[1] = words[at++] as number
      into.expiresAt = double[0] as number
    }
    const { key, value } = into
    into.ref = ref
    key.bytes = bytes
    key.start = at << 2
    key.end = key.start + keyLength
    value.bytes = bytes
    value.start = key.end
    value.end = key.end + valueLength
    into.sizeBytes = ((value.end + 3) & ~3) - (unit << 2)
  }

  /** Writes a value of the same length, and an expiry if there was one, over those of an entry. */
  overwrite(view: EntryView, value: ByteSlice, expiresAt: number): void {
    copySlice(value, view.value.bytes, view.value.start)
    if (Number.isNaN(expiresAt)) return
    double[0] = expiresAt
    const words = this.#words[view.ref >>> this.#unitBits] as Uint32Array
    const at = view.key.start >>> 2
    words[at - 2] = doubleWords[0] as number
    words[at - 1] = doubleWords[1] as number
  }

  /** Removes an entry, and gives back its page when that was the last of it. */
  remove(view: EntryView): void {
    const page = this.pageOf(view.ref)
    const bytes = this.#bytes[page.number] as Uint8Array
    const at = (view.ref & this.#unitMask) << 2
    setHeader(bytes, at, headerAt(bytes, at) | removedBit)
    page.live -= view.sizeBytes
    this.#liveBytes -= view.sizeBytes
    if (page.live > 0) return
    if (page.group.open === page) page.used = 0
    else this.release(page)
  }

  /** The first entry of a page that begins at byte `from` or behind it, 0 if there is none. The next one begins behind its `sizeBytes`. */
  seek(page: Page, from: number, into: EntryView): number {
    const first = page.number << this.#unitBits
    for (let at = from; at < page.used; at += into.sizeBytes) {
      this.read(first | (at >>> 2), into)
      if (headerAt(this.#bytes[page.number] as Uint8Array, at) >= 0) return into.ref
    }
    return 0
  }

  /** The byte behind an entry in its page: where to {@link seek} on. */
  endOf(view: EntryView): number {
    return ((view.ref & this.#unitMask) << 2) + view.sizeBytes
  }

  /** Gives back a page with all that is on it. */
  release(page: Page): void {
    const { group, number } = page
    this.#liveBytes -= page.live
    this.#allocatedBytes -= page.capacity
    group.pages.delete(page)
    if (group.open === page) group.open = null
    this.#pages[number] = null
    this.#spare.give(this.#bytes[number] as Uint8Array)
    this.#bytes[number] = noBytes
    this.#words[number] = noWords
    this.#free.push(number)
    page.used = 0
    page.live = 0
  }

  #pageWithRoom(group: PageGroup, size: number): Page {
    const { open } = group
    if (open !== null) {
      const needed = open.used + size
      if (needed <= open.capacity) return open
      if (needed <= this.#pageBytes) {
        this.#grow(open, needed)
        return open
      }
    }
    const page = this.#newPage(group, size)
    group.pages.add(page)
    // An entry that has a page for itself leaves the open one open.
    if (size <= this.#pageBytes) group.open = page
    return page
  }

  #newPage(group: PageGroup, size: number): Page {
    const number = this.#free.pop() ?? this.#pages.length
    if (number >= this.#maxPages) throw new ExecutionException('STATE_FULL', { bytes: this.#allocatedBytes })
    const capacity = Math.max(size, firstPageBytes)
    const page: Page = { number, group, capacity, used: 0, live: 0 }
    this.#pages[number] = page
    this.#setBuffer(number, capacity)
    this.#allocatedBytes += capacity
    return page
  }

  /** A page begins small, for groups that stay small, and grows in steps, so that little of it is empty. */
  #grow(page: Page, needed: number): void {
    const step = Math.min(page.capacity, growthStepBytes)
    const capacity = Math.min(this.#pageBytes, Math.max(needed, page.capacity + step))
    const before = this.#bytes[page.number] as Uint8Array
    this.#setBuffer(page.number, capacity).set(before.subarray(0, page.used))
    this.#spare.give(before)
    this.#allocatedBytes += capacity - page.capacity
    page.capacity = capacity
  }

  #setBuffer(number: number, capacity: number): Uint8Array {
    const bytes = this.#spare.take(capacity)
    this.#bytes[number] = bytes
    this.#words[number] = new Uint32Array(bytes.buffer)
    return bytes
  }
}

/** Byte by byte: a view of words would be another object that a look-up waits for. */
function headerAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  )
}

function setHeader(bytes: Uint8Array, at: number, header: number): void {
  bytes[at] = header
  bytes[at + 1] = header >>> 8
  bytes[at + 2] = header >>> 16
  bytes[at + 3] = header >>> 24
}
