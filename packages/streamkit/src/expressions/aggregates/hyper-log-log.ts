// HyperLogLog++ over registers of one byte each: the same registers and the same estimate as Spark's.

import { biasTable, leastTableBits, mostTableBits } from './bias-tables.ts'

/** How many measured estimates a bias is the mean of. */
const neighbours = 6

/** Up to this estimate empty registers are counted instead, by the bits of a register's index. */
const thresholds = [10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 15500, 20000, 50000, 120000, 350000]

/** Fewer registers are not enough for the tables of biases. */
export const leastBits: number = leastTableBits

/** The bits of a register's index that bring the relative standard deviation down to `rsd`. */
export function bitsFor(rsd: number): number {
  return Math.ceil((2 * Math.log(1.106 / rsd)) / Math.log(2))
}

/** Puts a 64-bit hash in: its first bits name the register, which keeps the longest run of zeros behind them. */
export function addHash(registers: Uint8Array, bits: number, [upper, lower]: readonly [number, number]): void {
  const index = upper >>> (32 - bits)
  // what is behind the index, and a one behind that as an end to count to
  const restUpper = (upper << bits) | (lower >>> (32 - bits))
  const restLower = (lower << bits) | (1 << (bits - 1))
  const zeros = restUpper === 0 ? 32 + Math.clz32(restLower) : Math.clz32(restUpper)
  if (zeros + 1 > (registers[index] as number)) registers[index] = zeros + 1
}

/** How many different hashes there were. */
export function estimate(registers: Uint8Array, bits: number): number {
  const m = registers.length
  let inverse = 0
  let empty = 0
  for (let i = 0; i < m; i++) {
    const register = registers[i] as number
    inverse += 1 / 2 ** register
    if (register === 0) empty++
  }
  const raw = (alpha(bits, m) * m * m) / inverse
  if (empty > 0) {
    const counted = m * Math.log(m / empty)
    const isSmall = bits <= mostTableBits && counted <= (thresholds[bits - leastTableBits] as number)
    if (isSmall || raw <= 2.5 * m) return Math.round(counted)
  }
  return Math.round(bits <= mostTableBits && raw < 5 * m ? raw - bias(raw, bits) : raw)
}

function alpha(bits: number, m: number): number {
  if (bits === 4) return 0.673
  if (bits === 5) return 0.697
  return bits === 6 ? 0.709 : 0.7213 / (1 + 1.079 / m)
}

/** The mean bias of the estimates nearest to `raw`. */
function bias(raw: number, bits: number): number {
  const { estimates, biases } = biasTable(bits)
  const distance = (i: number): number => (raw - (estimates[i] as number)) ** 2
  let low = Math.max(firstNotBelow(estimates, raw) - neighbours + 1, 0)
  let high = Math.min(low + neighbours, estimates.length)
  while (high < estimates.length && distance(high) < distance(low)) {
    low++
    high++
  }
  let sum = 0
  for (let i = low; i < high; i++) sum += biases[i] as number
  return sum / (high - low)
}

function firstNotBelow(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}
