/** Bytes `[start, end)` of a buffer. Mutable on purpose: one slice is reused for all rows of a loop. */
export interface ByteSlice {
  bytes: Uint8Array
  start: number
  end: number
}

/** Nothing: the value of an entry that is only a key. Never written to. */
export const emptySlice: ByteSlice = { bytes: new Uint8Array(0), start: 0, end: 0 }

/** Copies `slice` to `to[at ..]`. Keys are short: below this length a loop beats the call into the engine and its view. */
const shortCopy = 48

export function copySlice(slice: ByteSlice, to: Uint8Array, at: number): void {
  const { bytes, start, end } = slice
  if (end - start > shortCopy) {
    to.set(bytes.subarray(start, end), at)
    return
  }
  for (let from = start, i = at; from < end; from++, i++) to[i] = bytes[from] as number
}
