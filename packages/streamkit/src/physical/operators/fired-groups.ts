import { type ByteSlice, copySlice } from '../../columnar/byte-slice.ts'
import type { StateStore } from '../../contracts/state-store.ts'

/** The first byte of the key of a group. */
export const groupTag = 0
const markKey: ByteSlice = { bytes: Uint8Array.of(1), start: 0, end: 1 }

/**
 * What is known of all groups of an aggregation with allowed lateness, kept with its state under the key `1`: three doubles, little-endian.
 *
 * The times are those of the watermarks under which batches ran, and not computed from the lateness of this run: a run may have another one than the run before.
 */
export class FiredGroups {
  readonly #store: StateStore
  readonly #before: readonly [firedUntil: number, forgottenUntil: number, count: number]
  readonly #key: ByteSlice = { bytes: new Uint8Array(256), start: 0, end: 0 }
  /** How many groups have come out and are kept. */
  count: number

  constructor(store: StateStore) {
    this.#store = store
    const mark = store.get(markKey)
    this.#before = mark === null ? [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 0] : marksOf(mark)
    this.count = this.#before[2]
    if (mark === null) this.#write(this.#before)
  }

  /** Groups up to this time, microseconds, are gone. */
  get forgottenUntil(): number {
    return this.#before[1]
  }

  /** Whether a group of that time came out in an earlier batch. */
  hasFired(time: number): boolean {
    return time <= this.#before[0]
  }

  /** At the end of a batch: the watermark by which groups came out, and how much longer they are kept. */
  advance(evictionMicros: number, latenessMicros: number): void {
    const [firedUntil, forgottenUntil, count] = this.#before
    const now = [
      Math.max(firedUntil, evictionMicros),
      Math.max(forgottenUntil, evictionMicros - latenessMicros),
      this.count,
    ] as const
    if (now[0] !== firedUntil || now[1] !== forgottenUntil || now[2] !== count) this.#write(now)
  }

  /** The key in the store of a group; valid until the next call. */
  keyOf(group: ByteSlice): ByteSlice {
    const length = group.end - group.start
    if (length >= this.#key.bytes.length) this.#key.bytes = new Uint8Array(length * 2 + 1)
    this.#key.bytes[0] = groupTag
    copySlice(group, this.#key.bytes, 1)
    this.#key.end = length + 1
    return this.#key
  }

  /** Points `into` at the group of a key of the store. */
  groupOf(key: ByteSlice, into: ByteSlice): ByteSlice {
    into.bytes = key.bytes
    into.start = key.start + 1
    into.end = key.end
    return into
  }

  #write(marks: readonly number[]): void {
    const bytes = new Uint8Array(24)
    const view = new DataView(bytes.buffer)
    for (const [i, mark] of marks.entries()) view.setFloat64(i * 8, mark, true)
    this.#store.put(markKey, { bytes, start: 0, end: bytes.length })
  }
}

function marksOf({ bytes, start }: ByteSlice): readonly [number, number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, 24)
  return [view.getFloat64(0, true), view.getFloat64(8, true), view.getFloat64(16, true)]
}
