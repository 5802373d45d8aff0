import { type ByteSlice, copySlice, emptySlice } from '../../columnar/byte-slice.ts'
import type { StateStore } from '../../contracts/state-store.ts'

export type JoinSide = 0 | 1

/** What is kept of a row. `row` is valid until the next call. */
export interface StoredRow {
  matched: boolean
  /** Microseconds; NaN: never. */
  expiresAt: number
  readonly row: ByteSlice
}

/** The first byte of a key. The rows of a side are numbered from 0 without holes within each key. */
const countTag = [0, 1] as const
const rowTag = [2, 3] as const
const totalKey: ByteSlice = { bytes: Uint8Array.of(4), start: 0, end: 1 }

const indexBytes = 4
/** Whether it has matched (1 byte), when it expires (8). */
const headerBytes = 9

/**
 * The state of both sides of a stream-stream join, in one store:
 * - `side, key` → the number of rows with that key (Spark's keyToNumValues)
 * - `side + 2, key, index` → whether the row has matched, when it expires, the row (keyWithIndexToValue)
 * - `4` → the number of rows of all keys
 *
 * Numbers are little-endian. Rows are added at the end of their key; where one goes, the last takes its number: nothing is searched, however many rows a key has.
 */
export class JoinState {
  readonly #store: StateStore
  readonly #stored: StoredRow = { matched: false, expiresAt: Number.NaN, row: { ...emptySlice } }
  readonly #at: ByteSlice = { bytes: new Uint8Array(256), start: 0, end: 0 }
  readonly #value: ByteSlice = { bytes: new Uint8Array(256), start: 0, end: 0 }
  #view = new DataView(this.#at.bytes.buffer)
  #valueView = new DataView(this.#value.bytes.buffer)
  /** By side and key: the numbers of the rows that are taken out at the end of the batch's side. */
  readonly #taken = new Map<string, Set<number>>()
  /** Of the key that is sought; null: not looked up yet. */
  #takenHere: Set<number> | null = null
  #side: JoinSide = 0
  #keyEnd = 0
  #total: number
  readonly #totalBefore: number

  constructor(store: StateStore) {
    this.#store = store
    const total = store.get(totalKey)
    this.#total = total === null ? 0 : float64At(total.bytes, total.start)
    this.#totalBefore = this.#total
  }

  /** The rows of all keys, of both sides. */
  get total(): number {
    return this.#total
  }

  /** The key that the following calls are about. It is copied. */
  seek(side: JoinSide, key: ByteSlice): void {
    const length = key.end - key.start
    if (length + 1 + indexBytes > this.#at.bytes.length) {
      this.#at.bytes = new Uint8Array((length + 1 + indexBytes) * 2)
      this.#view = new DataView(this.#at.bytes.buffer)
    }
    copySlice(key, this.#at.bytes, 1)
    this.#side = side
    this.#keyEnd = length + 1
    this.#takenHere = null
  }

  /** The number of rows of the key. */
  count(): number {
    const found = this.#store.get(this.#countKey())
    return found === null ? 0 : uint32At(found.bytes, found.start)
  }

  /** Points `into` at a row of the key, by its number below {@link count}. Valid until the next call. */
  point(index: number, into: ByteSlice): void {
    const { bytes, start, end } = this.#store.get(this.#rowKey(index)) as ByteSlice
    into.bytes = bytes
    into.start = start + headerBytes
    into.end = end
  }

  /** A row of the key, by its number below {@link count}. */
  row(index: number): StoredRow {
    const { bytes, start, end } = this.#store.get(this.#rowKey(index)) as ByteSlice
    return this.#pointed(bytes, start, end)
  }

  /** Adds a row to the key. `expiresAt` NaN: it never goes by itself. */
  append(row: ByteSlice, { matched, expiresAt }: { readonly matched: boolean; readonly expiresAt: number }): void {
    const count = this.count()
    this.#put(count, { matched, expiresAt, row })
    this.#putCount(count + 1)
    this.#total++
  }

  /** Remembers that a row of the key has matched; says whether it had not before. */
  markMatched(index: number): boolean {
    const stored = this.row(index)
    if (stored.matched) return false
    stored.matched = true
    this.#put(index, stored)
    return true
  }

  /** Takes a row of the key out, once: it stays in its place until {@link removeTaken}. Says whether it was there. */
  take(index: number): boolean {
    const taken = this.#takenOfKey()
    if (taken.has(index)) return false
    taken.add(index)
    return true
  }

  isTaken(index: number): boolean {
    return this.#taken.size > 0 && this.#takenOfKey().has(index)
  }

  /** Whether nothing is left of the key that could be taken. */
  isAllTaken(count: number): boolean {
    return this.#taken.size > 0 && this.#takenOfKey().size === count
  }

  /** Removes what was taken out. Gives the count. */
  removeTaken(): number {
    let removed = 0
    for (const [group, indexes] of this.#taken) {
      if (indexes.size === 0) continue
      const bytes = Buffer.from(group, 'latin1')
      this.seek(bytes[0] === rowTag[0] ? 0 : 1, { bytes, start: 1, end: bytes.length })
      for (const index of indexes) this.#store.remove(this.#rowKey(index))
      this.#closeHoles(bytes, [...indexes])
      removed += indexes.size
    }
    this.#taken.clear()
    this.#takenHere = null
    this.#total -= removed
    return removed
  }

  /** Removes the rows that have expired and tells of each, the earliest first. Gives the count. */
  removeExpired(until: number, onRemove: (side: JoinSide, stored: StoredRow) => void): number {
    /** By side and key: the numbers of the rows that are gone. */
    const gone = new Map<string, number[]>()
    const removed = this.#store.removeExpired(until, (key, value) => {
      const group = latin1(key.bytes, key.start, key.end - indexBytes)
      const index = uint32At(key.bytes, key.end - indexBytes)
      const others = gone.get(group)
      if (others === undefined) gone.set(group, [index])
      else others.push(index)
      onRemove(key.bytes[key.start] === rowTag[0] ? 0 : 1, this.#pointed(value.bytes, value.start, value.end))
    })
    for (const [group, indexes] of gone) this.#closeHoles(Buffer.from(group, 'latin1'), indexes)
    this.#total -= removed
    return removed
  }

  /** Writes down what is counted. To be called once, at the end of a batch. */
  finish(): void {
    if (this.#total === this.#totalBefore) return
    const value = new Uint8Array(8)
    new DataView(value.buffer).setFloat64(0, this.#total, true)
    this.#store.put(totalKey, { bytes: value, start: 0, end: 8 })
  }

  #takenOfKey(): Set<number> {
    if (this.#takenHere !== null) return this.#takenHere
    this.#at.bytes[0] = rowTag[this.#side]
    const group = latin1(this.#at.bytes, 0, this.#keyEnd)
    const found = this.#taken.get(group) ?? new Set<number>()
    this.#taken.set(group, found)
    this.#takenHere = found
    return found
  }

  /** The highest first: then the last row of the key is never one that is gone. */
  #closeHoles(group: Uint8Array, indexes: number[]): void {
    this.seek(group[0] === rowTag[0] ? 0 : 1, { bytes: group, start: 1, end: group.length })
    const before = this.count()
    let count = before
    if (indexes.length < before) {
      for (const index of indexes.sort((a, b) => b - a)) {
        count--
        if (index === count) continue
        this.#put(index, this.row(count))
        this.#store.remove(this.#rowKey(count))
      }
    } else count = 0
    this.#putCount(count)
  }

  #put(index: number, { matched, expiresAt, row }: StoredRow): void {
    const length = row.end - row.start + headerBytes
    const value = this.#value
    if (length > value.bytes.length) {
      value.bytes = new Uint8Array(length * 2)
      this.#valueView = new DataView(value.bytes.buffer)
    }
    value.bytes[0] = matched ? 1 : 0
    this.#valueView.setFloat64(1, expiresAt, true)
    copySlice(row, value.bytes, headerBytes)
    value.end = length
    this.#store.put(this.#rowKey(index), value, Number.isNaN(expiresAt) ? undefined : expiresAt)
  }

  #putCount(count: number): void {
    const key = this.#countKey()
    if (count === 0) {
      this.#store.remove(key)
      return
    }
    this.#valueView.setUint32(0, count, true)
    this.#value.end = 4
    this.#store.put(key, this.#value)
  }

  #countKey(): ByteSlice {
    this.#at.bytes[0] = countTag[this.#side]
    this.#at.end = this.#keyEnd
    return this.#at
  }

  #rowKey(index: number): ByteSlice {
    this.#at.bytes[0] = rowTag[this.#side]
    this.#view.setUint32(this.#keyEnd, index, true)
    this.#at.end = this.#keyEnd + indexBytes
    return this.#at
  }

  #pointed(bytes: Uint8Array, start: number, end: number): StoredRow {
    const stored = this.#stored
    stored.matched = bytes[start] === 1
    stored.expiresAt = float64At(bytes, start + 1)
    stored.row.bytes = bytes
    stored.row.start = start + headerBytes
    stored.row.end = end
    return stored
  }
}

function uint32At(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
  return (low | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)) >>> 0
}

/** Eight bytes that are read as a double, without a view of the state. */
const double = new Float64Array(1)
const doubleBytes = new Uint8Array(double.buffer)

function float64At(bytes: Uint8Array, at: number): number {
  for (let i = 0; i < 8; i++) doubleBytes[i] = bytes[at + i] as number
  return double[0] as number
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}
