import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { invariant } from '../../errors/invariant.ts'
import type { Accumulator } from '../aggregate-definition.ts'
import { roomFor } from './room-for.ts'

/** Where doubles are added up: both are as long as there are groups. */
export interface DoubleTotals {
  readonly sums: Float64Array
  readonly counts: Float64Array
}

/** Adds a numeric column to sums and counts of its values that are not null. */
export function addDoubles(totals: DoubleTotals, vector: ColumnVector, groups: Int32Array): void {
  const { sums, counts } = totals
  const { nulls } = vector
  if (vector.kind === 'int64') {
    addWords(totals, vector, groups)
    return
  }
  if (vector.kind === 'object') return // a column of nulls only
  invariant(vector.kind === 'int32' || vector.kind === 'float64', `a sum of ${vector.kind}`)
  const { values } = vector
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i] as number
    if (group < 0 || (nulls !== null && nulls[i] === 1)) continue
    sums[group] = (sums[group] as number) + (values[i] as number)
    counts[group] = (counts[group] as number) + 1
  }
}

/** 64-bit integers by their halves: each is rounded once, as a cast rounds it. */
function addWords(
  { sums, counts }: DoubleTotals,
  { values, nulls }: ColumnVector & { kind: 'int64' },
  groups: Int32Array,
): void {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i] as number
    if (group < 0 || (nulls !== null && nulls[i] === 1)) continue
    const value = (words[2 * i + 1] as number) * 0x1_0000_0000 + ((words[2 * i] as number) >>> 0)
    sums[group] = (sums[group] as number) + value
    counts[group] = (counts[group] as number) + 1
  }
}

/** Adds doubles; `finish` makes the result of a sum of so many values, of which there is one at least. State: the number of values in 8 bytes, the sum in 8 bytes. */
export class DoubleSums implements Accumulator {
  #sums = new Float64Array(0)
  #counts = new Float64Array(0)
  readonly #finish: (sum: number, count: number) => number

  constructor(finish: (sum: number, count: number) => number) {
    this.#finish = finish
  }

  ensure(count: number): void {
    this.#sums = roomFor(this.#sums, count)
    this.#counts = roomFor(this.#counts, count)
  }

  update([values]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    addDoubles({ sums: this.#sums, counts: this.#counts }, values as ColumnVector, groups.subarray(0, length))
  }

  merge(group: number, from: KeyReader): void {
    this.#counts[group] = (this.#counts[group] as number) + from.wholeNumber()
    this.#sums[group] = (this.#sums[group] as number) + from.float64()
  }

  write(group: number, to: KeyWriter): void {
    to.wholeNumberAt(this.#counts, group)
    to.exactFloat64(this.#sums[group] as number)
  }

  result(group: number, into: ColumnBuilder): void {
    const count = this.#counts[group] as number
    into.append(count === 0 ? null : this.#finish(this.#sums[group] as number, count))
  }
}
