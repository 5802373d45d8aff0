import { Murmur3 } from '../hash/murmur3.ts'

/**
 * Spark's generator of random numbers (XORShiftRandom), bit for bit: the same seed gives the same numbers as there.
 *
 * The 64 bits of state are kept in two halves: BigInt is an order of magnitude slower.
 */
export class XorShiftRandom {
  #high: number
  #low: number
  /** Gaussian numbers come in pairs. */
  #spare: number | null = null

  constructor(seed: bigint) {
    const bytes = new Uint8Array(8)
    new DataView(bytes.buffer).setBigInt64(0, BigInt.asIntN(64, seed))
    const hash = new Murmur3()
    hash.reset(arraySeed)
    hash.bytes(bytes)
    this.#low = hash.digest()
    // The hash goes on from its own result.
    hash.bytes(bytes)
    this.#high = hash.digest()
  }

  /** At least 0 and below 1, in steps of 2^-53: `java.util.Random.nextDouble`. */
  nextDouble(): number {
    const high = this.#next() & 0x3ffffff
    const low = this.#next() & 0x7ffffff
    return (high * 0x8000000 + low) * 2 ** -53
  }

  /** 32 bits, signed: `java.util.Random.nextInt`. */
  nextInt(): number {
    return this.#next()
  }

  /** From the normal distribution with mean 0 and deviation 1, by the polar method: `java.util.Random.nextGaussian`. */
  nextGaussian(): number {
    if (this.#spare !== null) {
      const spare = this.#spare
      this.#spare = null
      return spare
    }
    for (;;) {
      const x = 2 * this.nextDouble() - 1
      const y = 2 * this.nextDouble() - 1
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const factor = Math.sqrt((-2 * Math.log(square)) / square)
      this.#spare = y * factor
      return x * factor
    }
  }

  /** The low half after one step. */
  #next(): number {
    let [high, low] = [this.#high, this.#low]
    // x ^= x << 21
    ;[high, low] = [high ^ ((high << 21) | (low >>> 11)), low ^ (low << 21)]
    // x ^= x >>> 35
    low ^= high >>> 3
    // x ^= x << 4
    ;[high, low] = [high ^ ((high << 4) | (low >>> 28)), low ^ (low << 4)]
    this.#high = high
    this.#low = low
    return low
  }
}

/** scala.util.hashing.MurmurHash3.arraySeed */
const arraySeed = 0x3c074a61
