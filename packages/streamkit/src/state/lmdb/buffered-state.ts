import { type ByteSlice, copySlice } from '../../columnar/byte-slice.ts'

/** What a buffered entry means to the entries below: they have none of that key; theirs is replaced; theirs is gone. */
export type BufferedState = 'new' | 'replaced' | 'removed'

const marks: Readonly<Record<BufferedState, number>> = { new: 0, replaced: 1, removed: 2 }
const states: readonly BufferedState[] = ['new', 'replaced', 'removed']

/** The first byte of the value of a buffered entry. */
export function bufferedState(value: ByteSlice): BufferedState {
  return states[value.bytes[value.start] as number] as BufferedState
}

/** Puts the mark before values. */
export class ValueMarker {
  readonly #marked: ByteSlice = { bytes: new Uint8Array(256), start: 0, end: 0 }

  /** Valid until the next call. */
  mark(state: BufferedState, value: ByteSlice): ByteSlice {
    const length = value.end - value.start + 1
    const marked = this.#marked
    if (marked.bytes.length < length) marked.bytes = new Uint8Array(length * 2)
    marked.bytes[0] = marks[state]
    copySlice(value, marked.bytes, 1)
    marked.end = length
    return marked
  }
}
