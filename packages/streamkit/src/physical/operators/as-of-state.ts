import { type ByteSlice, copySlice, emptySlice } from '../../columnar/byte-slice.ts'
import type { StateStore } from '../../contracts/state-store.ts'
import {
  type AsOfReach,
  type AsOfVersions,
  expiryOf,
  firstNeeded,
  mergeVersions,
  noVersions,
  readVersions,
  writeVersions,
} from './as-of-versions.ts'
import { takeExpired } from './take-expired.ts'

/** A row of the left side whose time has come. */
export interface DueRow {
  readonly key: ByteSlice
  /** Microseconds since 1970. */
  readonly time: number
  readonly row: ByteSlice
}

/** The first byte of a key. */
export const asOfTag = { waiting: 0, versions: 1, counts: 2 } as const
const countsKey: ByteSlice = { bytes: Uint8Array.of(asOfTag.counts), start: 0, end: 1 }
const numberBytes = 8
/** So many keys are remembered by their versions at a time. */
const maxRead = 1000

/**
 * The state of an as-of join of two streams, in one store:
 * - `0, key, number` → the time of a row of the left side that waits, and the row; it expires at that time
 * - `1, key` → the rows of the right side that may still belong to one of the left ({@link AsOfVersions}); expires when the first of them no longer does
 * - `2` → the number of the next row that waits, how many wait, how many versions there are
 *
 * Numbers are little-endian doubles. What is due and what is no longer needed is found by expiry: nothing is searched.
 */
export class AsOfState {
  readonly #store: StateStore
  readonly #reach: AsOfReach
  readonly #counts: Float64Array
  readonly #before: readonly number[]
  #at = new Uint8Array(256)
  /** What the versions were that this batch has cut: rows that are due still need them. */
  readonly #cut = new Map<string, AsOfVersions>()
  /** Versions as they were read, since the last {@link add}. */
  readonly #read = new Map<string, AsOfVersions>()

  constructor(store: StateStore, reach: AsOfReach) {
    this.#store = store
    this.#reach = reach
    const found = store.get(countsKey)
    this.#counts = found === null ? new Float64Array(3) : new Float64Array(bytesOf(found).buffer)
    this.#before = [...this.#counts]
  }

  /** Rows of the left side that wait for their time. */
  get waiting(): number {
    return this.#counts[1] as number
  }

  /** Rows of the right side that are kept. */
  get versions(): number {
    return this.#counts[2] as number
  }

  /** Keeps a row of the left side until the watermark has reached its time. */
  wait(key: ByteSlice, time: number, row: ByteSlice): void {
    const end = this.#seek(asOfTag.waiting, key, numberBytes)
    const [number] = this.#counts as unknown as [number]
    new DataView(this.#at.buffer).setFloat64(end, number, true)
    const value = new Uint8Array(numberBytes + row.end - row.start)
    new DataView(value.buffer).setFloat64(0, time, true)
    copySlice(row, value, numberBytes)
    this.#store.put(
      { bytes: this.#at, start: 0, end: end + numberBytes },
      { bytes: value, start: 0, end: value.length },
      time,
    )
    this.#counts[0] = number + 1
    this.#counts[1] = this.waiting + 1
  }

  /** Adds versions of a key. */
  add(key: ByteSlice, later: AsOfVersions): void {
    this.#read.clear()
    const end = this.#seek(asOfTag.versions, key, 0)
    const at: ByteSlice = { bytes: this.#at, start: 0, end }
    const found = this.#store.get(at)
    const earlier = found === null ? noVersions : readVersions(found)
    const all = earlier === noVersions ? later : mergeVersions(earlier, later)
    this.#put(at, all, 0)
    this.#counts[2] = this.versions + all.times.length - earlier.times.length
  }

  /** The versions of a key, those among them that this batch has cut off. They stay valid. */
  versionsOf(key: ByteSlice): AsOfVersions {
    const end = this.#seek(asOfTag.versions, key, 0)
    const name = latin1(this.#at, 1, end)
    const known = this.#cut.get(name) ?? this.#read.get(name)
    if (known !== undefined) return known
    const found = this.#store.get({ bytes: this.#at, start: 0, end })
    const versions = found === null ? noVersions : readVersions(copyOf(found))
    if (this.#read.size === maxRead) this.#read.clear()
    this.#read.set(name, versions)
    return versions
  }

  /** Takes out the rows whose time the watermark (microseconds) has reached, the earliest first, and forgets the versions that belong to none after it. */
  takeDue(watermark: number): { readonly due: readonly DueRow[]; readonly forgotten: number } {
    const due: DueRow[] = []
    for (const { key, value } of takeExpired(this.#store, watermark)) {
      const { bytes, start, end } = key
      if (bytes[start] === asOfTag.waiting) {
        due.push(dueRow({ bytes, start: start + 1, end: end - numberBytes }, copyOf(value)))
      } else this.#cut.set(latin1(bytes, start + 1, end), readVersions(copyOf(value)))
    }
    let forgotten = 0
    for (const [key, versions] of this.#cut) {
      const first = firstNeeded(versions.times, watermark, this.#reach)
      forgotten += first
      if (first === versions.times.length) continue
      const bytes = Buffer.from(key, 'latin1')
      const end = this.#seek(asOfTag.versions, { bytes, start: 0, end: bytes.length }, 0)
      this.#put({ bytes: this.#at, start: 0, end }, versions, first)
    }
    this.#counts[1] = this.waiting - due.length
    this.#counts[2] = this.versions - forgotten
    return { due, forgotten }
  }

  /** Writes down what is counted. To be called once, at the end of a batch. */
  finish(): void {
    if (this.#before.every((count, i) => count === this.#counts[i])) return
    const bytes = new Uint8Array(this.#counts.buffer)
    this.#store.put(countsKey, { bytes, start: 0, end: bytes.length })
  }

  #put(at: ByteSlice, versions: AsOfVersions, first: number): void {
    const expiry = expiryOf(versions.times, first, this.#reach)
    this.#store.put(at, writeVersions(versions, first), expiry ?? undefined)
  }

  /** Puts tag and key into the bytes at hand, with room behind. Gives the end of the key. */
  #seek(tag: number, key: ByteSlice, room: number): number {
    const end = 1 + key.end - key.start
    if (end + room > this.#at.length) this.#at = new Uint8Array((end + room) * 2)
    this.#at[0] = tag
    copySlice(key, this.#at, 1)
    return end
  }
}

/** From the key and a value of its own. */
function dueRow(key: ByteSlice, { bytes, end }: ByteSlice): DueRow {
  const time = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true)
  return { key: copyOf(key), time, row: { bytes, start: numberBytes, end } }
}

function copyOf(slice: ByteSlice): ByteSlice {
  if (slice.end === slice.start) return emptySlice
  const bytes = bytesOf(slice)
  return { bytes, start: 0, end: bytes.length }
}

function bytesOf({ bytes, start, end }: ByteSlice): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(end - start)
  copy.set(bytes.subarray(start, end))
  return copy
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}
