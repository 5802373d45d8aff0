import { type ByteSlice, copySlice } from './byte-slice.ts'
import { hashBytes } from './hash-bytes.ts'

const firstSlots = 1024
const firstBytes = 16_384

/**
 * Numbers keys from 0 in the order in which they first come: the groups of one batch. Keys are copied; nothing is allocated for a key that is known. It only grows.
 */
export class GroupTable {
  #size = 0
  /** Number of the key plus 1, 0 where the slot is free. */
  #slots = new Int32Array(firstSlots)
  #hashes = new Int32Array(firstSlots)
  /** Key i is in bytes `[ends[i - 1], ends[i])`. Doubles: there may be more bytes than 32 bits count. */
  #ends = new Float64Array(firstSlots)
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(firstBytes)
  #used = 0

  /** How many keys there are. */
  get size(): number {
    return this.#size
  }

  /** The number of a key: the next one if it is new. */
  numberOf(key: ByteSlice): number {
    const hash = hashBytes(key.bytes, key.start, key.end)
    const slot = this.#slotOf(key, hash)
    const found = this.#slots[slot] as number
    return found === 0 ? this.#add(key, hash, slot) : found - 1
  }

  /** The number of a key, -1 if it has none. */
  find(key: ByteSlice): number {
    return (this.#slots[this.#slotOf(key, hashBytes(key.bytes, key.start, key.end))] as number) - 1
  }

  /** Points `into` at a key: valid until the next new one. */
  key(number: number, into: ByteSlice): void {
    into.bytes = this.#bytes
    into.start = this.#startOf(number)
    into.end = this.#ends[number] as number
  }

  /** The slot of a key, or the free one where it belongs. */
  #slotOf(key: ByteSlice, hash: number): number {
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (let found = this.#slots[slot] as number; found !== 0; found = this.#slots[slot] as number) {
      if (this.#hashes[found - 1] === hash && this.#isKey(found - 1, key)) break
      slot = (slot + 1) & mask
    }
    return slot
  }

  #startOf(number: number): number {
    return number === 0 ? 0 : (this.#ends[number - 1] as number)
  }

  #isKey(number: number, key: ByteSlice): boolean {
    const start = this.#startOf(number)
    const length = key.end - key.start
    if ((this.#ends[number] as number) - start !== length) return false
    const [known, given] = [this.#bytes, key.bytes]
    for (let i = start, j = key.start; j < key.end; i++, j++) if (known[i] !== given[j]) return false
    return true
  }

  #add(key: ByteSlice, hash: number, slot: number): number {
    const number = this.#size++
    if (number === this.#ends.length) {
      this.#ends = grown(this.#ends, new Float64Array(number * 2))
      this.#hashes = grown(this.#hashes, new Int32Array(number * 2))
    }
    const end = this.#used + key.end - key.start
    if (end > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(end, this.#bytes.length * 2))
      bytes.set(this.#bytes.subarray(0, this.#used))
      this.#bytes = bytes
    }
    copySlice(key, this.#bytes, this.#used)
    this.#ends[number] = end
    this.#hashes[number] = hash
    this.#used = end
    this.#slots[slot] = number + 1
    if (this.#size * 2 > this.#slots.length) this.#rehash()
    return number
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let number = 0; number < this.#size; number++) {
      let slot = (this.#hashes[number] as number) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = number + 1
    }
    this.#slots = slots
  }
}

function grown<A extends Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from)
  return to
}
