import { addTo, constantOf, type Halves, high, low, multiply, rotateLeft, toBigInt } from './int64.ts'

const prime1 = constantOf(0x9e3779b185ebca87n)
const prime2 = constantOf(0xc2b2ae3d27d4eb4fn)
const prime3 = constantOf(0x165667b19e3779f9n)
const prime4 = constantOf(0x85ebca77c2b2ae63n)
const prime5 = constantOf(0x27d4eb2f165667c5n)
const prime1And2 = constantOf(0x9e3779b185ebca87n + 0xc2b2ae3d27d4eb4fn)
const minusPrime1 = constantOf(-0x9e3779b185ebca87n)
const eight: Halves = { high: 0, low: 8 }
const four: Halves = { high: 0, low: 4 }

/**
 * Spark's xxHash64 over the values of a row: the hash of one value is the seed of the next. Hash, then read; not to be interleaved.
 */
export class XxHash64 {
  #high = 0
  #low = 0

  reset(seed: number): void {
    this.#high = seed < 0 ? -1 : 0
    this.#low = seed | 0
  }

  digest(): bigint {
    return toBigInt(this.#high, this.#low)
  }

  /** Upper 32 bits of {@link digest}, as a signed number. */
  get upper(): number {
    return this.#high
  }
  /** Lower 32 bits of {@link digest}, as a signed number. */
  get lower(): number {
    return this.#low
  }

  int(value: number): void {
    addTo(this.#high, this.#low, prime5)
    addTo(high, low, four)
    const h = high
    const l = low
    multiply(0, value, prime1)
    rotateLeft(h ^ high, l ^ low, 23)
    multiply(high, low, prime2)
    addTo(high, low, prime3)
    this.#finish()
  }

  long(upper: number, lower: number): void {
    addTo(this.#high, this.#low, prime5)
    addTo(high, low, eight)
    this.#mixWord(high, low, { high: upper, low: lower })
    this.#finish()
  }

  bytes(bytes: Uint8Array, length: number = bytes.length): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, length)
    let at = 0
    if (length >= 32) at = this.#stripes(view)
    else addTo(this.#high, this.#low, prime5)
    addTo(high, low, { high: 0, low: length })
    for (; at + 8 <= length; at += 8) {
      this.#mixWord(high, low, { high: view.getInt32(at + 4, true), low: view.getInt32(at, true) })
    }
    if (at + 4 <= length) {
      const h = high
      const l = low
      multiply(0, view.getInt32(at, true), prime1)
      rotateLeft(h ^ high, l ^ low, 23)
      multiply(high, low, prime2)
      addTo(high, low, prime3)
      at += 4
    }
    for (; at < length; at++) {
      const h = high
      const l = low
      multiply(0, view.getUint8(at), prime5)
      rotateLeft(h ^ high, l ^ low, 11)
      multiply(high, low, prime1)
    }
    this.#finish()
  }

  /** Mixes eight bytes into the hash `h`, `l`; the result is in `high` and `low`. */
  #mixWord(h: number, l: number, word: Halves): void {
    round(0, 0, word)
    rotateLeft(h ^ high, l ^ low, 27)
    multiply(high, low, prime1)
    addTo(high, low, prime4)
  }

  /** Takes 32 bytes at a time; gives where it stopped. */
  #stripes(view: DataView): number {
    const seed: Halves = { high: this.#high, low: this.#low }
    const lanes = [prime1And2, prime2, { high: 0, low: 0 }, minusPrime1].map((start): Halves => {
      addTo(seed.high, seed.low, start)
      return { high, low }
    })
    let at = 0
    for (; at + 32 <= view.byteLength; at += 32) {
      for (const [i, lane] of lanes.entries()) {
        const offset = at + 8 * i
        round(lane.high, lane.low, { high: view.getInt32(offset + 4, true), low: view.getInt32(offset, true) })
        lanes[i] = { high, low }
      }
    }
    let sum: Halves = { high: 0, low: 0 }
    for (const [i, bits] of [1, 7, 12, 18].entries()) {
      const lane = lanes[i] as Halves
      rotateLeft(lane.high, lane.low, bits)
      addTo(high, low, sum)
      sum = { high, low }
    }
    for (const lane of lanes) {
      round(0, 0, lane)
      multiply(sum.high ^ high, sum.low ^ low, prime1)
      addTo(high, low, prime4)
      sum = { high, low }
    }
    return at
  }

  /** The avalanche. */
  #finish(): void {
    multiply(high, low ^ (high >>> 1), prime2)
    multiply(high ^ (high >>> 29), low ^ ((low >>> 29) | (high << 3)), prime3)
    this.#high = high
    this.#low = low ^ high
  }
}

/** rotl(accumulator + word · prime2, 31) · prime1 */
function round(h: number, l: number, word: Halves): void {
  multiply(word.high, word.low, prime2)
  addTo(high, low, { high: h, low: l })
  rotateLeft(high, low, 31)
  multiply(high, low, prime1)
}
