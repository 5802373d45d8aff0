import { type ByteSlice, emptySlice } from '../byte-slice.ts'

/** An entry of a table. One object is pointed at many entries, one after the other. */
export interface EntryView {
  ref: number
  readonly key: ByteSlice
  readonly value: ByteSlice
  /** NaN: it never expires. */
  expiresAt: number
  /** What it takes in its page. */
  sizeBytes: number
}

export function entryView(): EntryView {
  return { ref: 0, key: { ...emptySlice }, value: { ...emptySlice }, expiresAt: Number.NaN, sizeBytes: 0 }
}
