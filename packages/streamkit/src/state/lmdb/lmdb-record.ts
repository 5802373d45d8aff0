import { crc32 } from 'node:zlib'
import { copySlice } from '../../columnar/byte-slice.ts'
import type { NewEntry } from '../../columnar/byte-table/entry-pages.ts'
import type { ByteSlice } from '../../contracts/state-store.ts'
import { isLongKey } from './lmdb-keys.ts'

/**
 * What LMDB keeps of an entry: CRC-32 of the rest (4 bytes), the expiry (a double, NaN: never), the length of a key that is too long for LMDB or 0 (4 bytes), that key, the value.
 * Little-endian.
 */
export interface LmdbRecord {
  readonly expiresAt: number
  /** Null: it is in the key of LMDB. */
  readonly key: ByteSlice | null
  readonly value: ByteSlice
}

const headerBytes = 16
const slabBytes = 262_144

/** Lays out records, many in one buffer. */
export class LmdbRecordWriter {
  #slab = Buffer.alloc(0)
  #at = 0

  write({ key, value, expiresAt }: NewEntry): Uint8Array {
    const keyLength = isLongKey(key) ? key.end - key.start : 0
    const length = headerBytes + keyLength + value.end - value.start
    if (this.#at + length > this.#slab.length) {
      this.#slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, length))
      this.#at = 0
    }
    const record = this.#slab.subarray(this.#at, this.#at + length)
    this.#at += length
    record.writeDoubleLE(expiresAt, 4)
    record.writeUInt32LE(keyLength, 12)
    if (keyLength > 0) copySlice(key, record, headerBytes)
    copySlice(value, record, headerBytes + keyLength)
    record.writeUInt32LE(crc32(record.subarray(4)), 0)
    return record
  }
}

/** The record, or null if its bytes are not what was written. */
export function readRecord(bytes: Uint8Array): LmdbRecord | null {
  const record = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (record.length < headerBytes || crc32(record.subarray(4)) !== record.readUInt32LE(0)) return null
  const keyLength = record.readUInt32LE(12)
  const valueAt = headerBytes + keyLength
  return {
    expiresAt: record.readDoubleLE(4),
    key: keyLength === 0 ? null : { bytes: record, start: headerBytes, end: valueAt },
    value: { bytes: record, start: valueAt, end: record.length },
  }
}
