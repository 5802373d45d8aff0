import { createHash } from 'node:crypto'
import { copySlice } from '../../columnar/byte-slice.ts'
import type { ByteSlice } from '../../contracts/state-store.ts'

/**
 * Keys of the LMDB table. The first byte says what it is:
 * - 0: one record about the whole, see working-copy.ts
 * - 1: an entry: the key of the state. LMDB limits keys; of one that is longer than 1,024 bytes these, then the SHA-256 of all of it
 * - 2: when an entry expires: the time as 8 bytes that sort as numbers do, then the key of the entry without its first byte; no value
 */
export const metaKey: Uint8Array = Uint8Array.of(0)
const entryTag = 1
const expiryTag = 2
/** A key of the state that is longer is cut. */
export const longestKey = 1024
const hashBytes = 32
const timeBytes = 8

/** Behind all entries, behind all expiries. */
export const entriesEnd: Uint8Array = Uint8Array.of(expiryTag)
export const entriesStart: Uint8Array = Uint8Array.of(entryTag)

const scratch = new Uint8Array(1 + timeBytes + longestKey + hashBytes)
const view = new DataView(scratch.buffer)

/** The key of an entry. Valid until the next call of any function here. */
export function entryKey(key: ByteSlice): Uint8Array {
  scratch[0] = entryTag
  return scratch.subarray(0, appendKey(key, 1))
}

/** The key that says when an entry expires. Valid until the next call. */
export function expiryKey(expiresAt: number, key: ByteSlice): Uint8Array {
  scratch[0] = expiryTag
  writeTime(expiresAt)
  return scratch.subarray(0, appendKey(key, 1 + timeBytes))
}

/** The first key of an expiry at that time. A copy. */
export function expiryStart(expiresAt: number): Uint8Array {
  if (expiresAt === Number.NEGATIVE_INFINITY) return Uint8Array.of(expiryTag)
  scratch[0] = expiryTag
  writeTime(expiresAt)
  return scratch.slice(0, 1 + timeBytes)
}

/** Behind the last key of an expiry at that time. A copy. */
export function expiryEnd(expiresAt: number): Uint8Array {
  if (expiresAt === Number.POSITIVE_INFINITY) return Uint8Array.of(expiryTag + 1)
  const key = expiryStart(expiresAt)
  // The next number: there is one, for no finite time has all bits set.
  for (let i = timeBytes; ; i--) {
    key[i] = ((key[i] as number) + 1) & 0xff
    if (key[i] !== 0) return key
  }
}

/** The key of the entry that an expiry is about. A copy. */
export function entryKeyOfExpiry(key: Uint8Array): Uint8Array {
  const entry = key.slice(timeBytes)
  entry[0] = entryTag
  return entry
}

/** The first key of an entry that begins with a prefix, and one behind the last. Copies. */
export function entryRange(prefix: ByteSlice | undefined): readonly [start: Uint8Array, end: Uint8Array] {
  if (prefix === undefined) return [entriesStart, entriesEnd]
  const length = Math.min(longestKey, prefix.end - prefix.start)
  const start = new Uint8Array(1 + length)
  start[0] = entryTag
  start.set(prefix.bytes.subarray(prefix.start, prefix.start + length), 1)
  const end = start.slice()
  for (let i = length; i > 0; i--) {
    end[i] = ((end[i] as number) + 1) & 0xff
    if (end[i] !== 0) return [start, end.subarray(0, i + 1)]
  }
  return [start, entriesEnd]
}

/** Whether the record of the entry has to say what the key is. */
export function isLongKey(key: ByteSlice): boolean {
  return key.end - key.start > longestKey
}

/** Whether this is the key of an entry whose key is long. */
export function isCutKey(key: Uint8Array): boolean {
  return key.length > 1 + longestKey
}

function appendKey(key: ByteSlice, at: number): number {
  if (!isLongKey(key)) {
    copySlice(key, scratch, at)
    return at + key.end - key.start
  }
  scratch.set(key.bytes.subarray(key.start, key.start + longestKey), at)
  const hash = createHash('sha256').update(key.bytes.subarray(key.start, key.end)).digest()
  scratch.set(hash, at + longestKey)
  return at + longestKey + hashBytes
}

/** A double as bytes whose order is that of the numbers. */
function writeTime(expiresAt: number): void {
  // -0 and 0 are one time.
  view.setFloat64(1, expiresAt + 0)
  const high = view.getUint32(1)
  if (high < 0x8000_0000) view.setUint32(1, high + 0x8000_0000)
  else {
    view.setUint32(1, ~high >>> 0)
    view.setUint32(5, ~view.getUint32(5) >>> 0)
  }
}
