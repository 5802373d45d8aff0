/** Spark's variant of 32-bit Murmur3 over the values of a row: the hash of one value is the seed of the next. */
export class Murmur3 {
  #hash = 0

  reset(seed: number): void {
    this.#hash = seed | 0
  }

  digest(): number {
    return this.#hash
  }

  int(value: number): void {
    this.#mix(value)
    this.#finish(4)
  }

  long(upper: number, lower: number): void {
    this.#mix(lower)
    this.#mix(upper)
    this.#finish(8)
  }

  /** Words of four bytes, little endian; what is left is mixed in byte by byte, signed: that is Spark's own. */
  bytes(bytes: Uint8Array, length: number = bytes.length): void {
    const aligned = length - (length % 4)
    for (let at = 0; at < aligned; at += 4) this.#mix(wordAt(bytes, at))
    for (let at = aligned; at < length; at++) this.#mix(((bytes[at] as number) << 24) >> 24)
    this.#finish(length)
  }

  #mix(word: number): void {
    let k = Math.imul(word, 0xcc9e2d51)
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
    const h = this.#hash ^ k
    this.#hash = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  }

  #finish(length: number): void {
    let h = this.#hash ^ length
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    this.#hash = h ^ (h >>> 16)
  }
}

/** Without a view of the bytes, which would have to be made for each value. */
function wordAt(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
  return low | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)
}
