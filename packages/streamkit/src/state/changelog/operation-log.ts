import type { ByteSlice } from '../../contracts/state-store.ts'

const mostSpareBlocks = 16

/** First byte of a record. */
export const operation = { put: 1, putExpiring: 2, remove: 3, removeExpired: 4 } as const

/**
 * The changes of a batch as bytes, in the order in which they were made, in blocks of whole records.
 *
 * A record: its kind, then
 * - put: length of the key, length of the value (LEB128), key, value
 * - putExpiring: length of the key, length of the value, expiry (a double, little-endian), key, value
 * - remove: length of the key, key
 * - removeExpired: up to when (a double): one record for all keys that went
 */
export class OperationLog {
  readonly #blockBytes: number
  #full: Uint8Array[] = []
  readonly #spare: Uint8Array[] = []
  #fullBytes = 0
  #block: Uint8Array
  #view: DataView
  #length = 0
  #records = 0

  /** A block is closed when it has this many bytes. */
  constructor(blockBytes = 262_144) {
    this.#blockBytes = blockBytes
    this.#block = new Uint8Array(Math.min(4096, blockBytes))
    this.#view = new DataView(this.#block.buffer)
  }

  get records(): number {
    return this.#records
  }
  get sizeBytes(): number {
    return this.#fullBytes + this.#length
  }

  /** An expiry of NaN: never. */
  put(key: ByteSlice, value: ByteSlice, expiresAt: number): void {
    const keyLength = key.end - key.start
    const valueLength = value.end - value.start
    this.#begin(19 + keyLength + valueLength)
    const expires = !Number.isNaN(expiresAt)
    this.#block[this.#length++] = expires ? operation.putExpiring : operation.put
    this.#count(keyLength)
    this.#count(valueLength)
    if (expires) this.#double(expiresAt)
    this.#copy(key)
    this.#copy(value)
  }

  remove(key: ByteSlice): void {
    const length = key.end - key.start
    this.#begin(6 + length)
    this.#block[this.#length++] = operation.remove
    this.#count(length)
    this.#copy(key)
  }

  removeExpired(until: number): void {
    this.#begin(9)
    this.#block[this.#length++] = operation.removeExpired
    this.#double(until)
  }

  /** The closed blocks, taken out: for who writes as it goes. */
  takeFull(): readonly Uint8Array[] {
    const full = this.#full
    this.#full = []
    this.#fullBytes = 0
    return full
  }

  /** All blocks. They stay valid and stay here. */
  blocks(): readonly Uint8Array[] {
    return this.#length === 0 ? this.#full : [...this.#full, this.#block.subarray(0, this.#length)]
  }

  clear(): void {
    // Blocks that were full are as good as new for the next batch.
    for (const { buffer } of this.#full) {
      if (buffer.byteLength >= this.#blockBytes && this.#spare.length < mostSpareBlocks)
        this.#spare.push(new Uint8Array(buffer))
    }
    this.#full = []
    this.#fullBytes = 0
    this.#length = 0
    this.#records = 0
  }

  #begin(needed: number): void {
    this.#records++
    if (this.#length + needed <= this.#block.length) return
    if (this.#length > 0 && this.#length + needed > this.#blockBytes) {
      this.#full.push(this.#block.subarray(0, this.#length))
      this.#fullBytes += this.#length
      this.#replace(Math.max(needed, this.#blockBytes), 0)
    } else this.#replace(Math.max(needed, Math.min(this.#blockBytes, (this.#length + needed) * 2)), this.#length)
  }

  #replace(capacity: number, kept: number): void {
    const spare = capacity === this.#blockBytes ? this.#spare.pop() : undefined
    const block = spare ?? new Uint8Array(capacity)
    block.set(this.#block.subarray(0, kept))
    this.#block = block
    this.#view = new DataView(block.buffer)
    this.#length = kept
  }

  #count(value: number): void {
    let left = value
    while (left >= 0x80) {
      this.#block[this.#length++] = (left & 0x7f) | 0x80
      left >>>= 7
    }
    this.#block[this.#length++] = left
  }

  #double(value: number): void {
    this.#view.setFloat64(this.#length, value, true)
    this.#length += 8
  }

  #copy({ bytes, start, end }: ByteSlice): void {
    const block = this.#block
    let at = this.#length
    if (end - start > 48) block.set(bytes.subarray(start, end), at)
    else for (let i = start; i < end; i++) block[at++] = bytes[i] as number
    this.#length += end - start
  }
}
