import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { invariant } from '../../errors/invariant.ts'
import { roomFor } from './room-for.ts'

/** What a sum becomes when it leaves the range of its buffer: an error, what is left of 64 bits, or nothing for ever. */
export type OnOverflow = 'throw' | 'wrap' | 'stick'

/** The range of the buffer and what happens outside. */
export interface SumRange {
  /** The least number that is too great; everything below its negative is too small. */
  readonly limit: bigint
  /** Two's complement has one number more below zero. */
  readonly lowest: bigint
  readonly onOverflow: OnOverflow
  /** Called for `throw`. */
  readonly overflow: () => never
}

/** First byte of a sum in state. */
const form = { empty: 0, int64: 1, overflowed: 2, int128: 3 } as const

const maxSafe = Number.MAX_SAFE_INTEGER
const twoTo32 = 0x1_0000_0000

/**
 * Exact sums of whole numbers, one a group.
 *
 * A sum that is a safe integer is kept in a double; a greater one, which is rare, as a bigint beside it, and NaN in its place: adding to NaN gives NaN, so that one comparison a row finds both
 * the sum that has just become too great and the one that was.
 *
 * State: a byte; 0: no number was added; 1: the sum in 8 bytes; 2: it has overflowed for ever; 3: the sum in 16 bytes. Little-endian, two's complement.
 */
export class ExactSums {
  readonly #range: SumRange
  #sums = new Float64Array(0)
  /** Whether a number was added. */
  #seen = new Uint8Array(0)
  /** Sums that are no safe integers; null: overflowed. */
  readonly #great = new Map<number, bigint | null>()

  constructor(range: SumRange) {
    this.#range = range
  }

  ensure(count: number): void {
    this.#sums = roomFor(this.#sums, count)
    this.#seen = roomFor(this.#seen, count)
  }

  isEmpty(group: number): boolean {
    return this.#seen[group] === 0
  }

  /** The sum of a group; null if it has overflowed. */
  sum(group: number): bigint | null {
    const sum = this.#sums[group] as number
    return Number.isNaN(sum) ? (this.#great.get(group) ?? null) : BigInt(sum)
  }

  /** The sum of a group as a number; NaN if it is no safe integer. */
  safeSum(group: number): number {
    return this.#sums[group] as number
  }

  update(vector: ColumnVector, groups: Int32Array, length: number): void {
    switch (vector.kind) {
      case 'int32':
      case 'float64':
        this.#addNumbers(vector.values, vector.nulls, groups.subarray(0, length))
        break
      case 'int64':
        this.#addWords(vector.values, vector.nulls, groups.subarray(0, length))
        break
      case 'object':
        this.#addObjects(vector.values, vector.nulls, groups.subarray(0, length))
        break
      default:
        invariant(false, `a sum of ${vector.kind}`)
    }
  }

  #addNumbers(values: Int32Array | Float64Array, nulls: Uint8Array | null, groups: Int32Array): void {
    const sums = this.#sums
    const seen = this.#seen
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number
      if (group < 0 || (nulls !== null && nulls[i] === 1)) continue
      const sum = (sums[group] as number) + (values[i] as number)
      seen[group] = 1
      if (sum <= maxSafe && sum >= -maxSafe) sums[group] = sum
      else this.#addGreat(group, BigInt(values[i] as number))
    }
  }

  /** Reads 64-bit integers by their halves: no bigint is made while they are safe. */
  #addWords(values: BigInt64Array, nulls: Uint8Array | null, groups: Int32Array): void {
    const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
    const sums = this.#sums
    const seen = this.#seen
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number
      if (group < 0 || (nulls !== null && nulls[i] === 1)) continue
      const high = words[2 * i + 1] as number
      const value = high * twoTo32 + ((words[2 * i] as number) >>> 0)
      const sum = (sums[group] as number) + value
      seen[group] = 1
      if (sum <= maxSafe && sum >= -maxSafe && value <= maxSafe && value >= -maxSafe) sums[group] = sum
      else this.#addGreat(group, values[i] as bigint)
    }
  }

  #addObjects(values: readonly unknown[], nulls: Uint8Array | null, groups: Int32Array): void {
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number
      if (group >= 0 && (nulls === null || nulls[i] !== 1) && values[i] !== null) this.add(group, values[i] as bigint)
    }
  }

  add(group: number, value: bigint): void {
    this.#seen[group] = 1
    this.#addGreat(group, value)
  }

  #addGreat(group: number, value: bigint): void {
    const before = this.sum(group)
    this.#set(group, before === null ? null : this.#fit(before + value))
  }

  #fit(sum: bigint): bigint | null {
    const { limit, lowest, onOverflow, overflow } = this.#range
    if (sum < limit && sum >= lowest) return sum
    if (onOverflow === 'throw') overflow()
    return onOverflow === 'wrap' ? BigInt.asIntN(64, sum) : null
  }

  #set(group: number, sum: bigint | null): void {
    if (sum !== null && sum <= maxSafe && sum >= -maxSafe) {
      this.#sums[group] = Number(sum)
      this.#great.delete(group)
    } else {
      this.#sums[group] = Number.NaN
      this.#great.set(group, sum)
    }
  }

  merge(group: number, from: KeyReader): void {
    const read = from.tag()
    switch (read) {
      case form.empty:
        return
      case form.int64:
        this.add(group, from.bigInt64())
        return
      case form.int128: {
        const low = from.bigInt64()
        this.add(group, (from.bigInt64() << 64n) | BigInt.asUintN(64, low))
        return
      }
      default:
        invariant(read === form.overflowed, `a sum has the unknown form ${read}`)
        this.#seen[group] = 1
        this.#set(group, null)
    }
  }

  write(group: number, to: KeyWriter): void {
    if (this.isEmpty(group)) {
      to.tag(form.empty)
      return
    }
    const safe = this.safeSum(group)
    if (!Number.isNaN(safe)) {
      to.tag(form.int64)
      to.wholeNumberAt(this.#sums, group)
      return
    }
    const sum = this.sum(group)
    if (sum === null) to.tag(form.overflowed)
    else if (BigInt.asIntN(64, sum) === sum) {
      to.tag(form.int64)
      to.bigInt64(sum)
    } else {
      to.tag(form.int128)
      to.bigInt128(sum)
    }
  }
}

/** 64 bits, as a BIGINT is summed up. */
export function int64Range(onOverflow: OnOverflow, overflow: () => never): SumRange {
  return { limit: 1n << 63n, lowest: -(1n << 63n), onOverflow, overflow }
}
