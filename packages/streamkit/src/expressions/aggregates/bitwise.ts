import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import type { DataType } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import { fitSafe } from '../numbers/overflow.ts'
import { requireArguments } from '../signature.ts'
import { inputOf } from './aggregate-signature.ts'
import { roomFor } from './room-for.ts'

type Combine = (a: number, b: number) => number

/**
 * The bits of all values that are not null, combined; halves of 32 bits, so that no bigint is made.
 *
 * State: a byte, 1 if there was a value; then the 64 bits, little-endian.
 */
class Bits implements Accumulator {
  readonly #type: DataType
  readonly #combine: Combine
  #present = new Uint8Array(0)
  /** Lower and upper half of each group. */
  #halves = new Int32Array(0)

  constructor(type: DataType, combine: Combine) {
    this.#type = type
    this.#combine = combine
  }

  ensure(count: number): void {
    this.#present = roomFor(this.#present, count)
    this.#halves = roomFor(this.#halves, count * 2)
  }

  update([vector]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    const values = vector as ColumnVector
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0) continue
      const value = valueAt(values, i)
      if (typeof value === 'number') this.#add(group, Math.floor(value / 0x1_0000_0000) | 0, toInt32(value))
      else if (typeof value === 'bigint')
        this.#add(group, Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value)))
    }
  }

  #add(group: number, high: number, low: number): void {
    const halves = this.#halves
    const at = group * 2
    const isFirst = this.#present[group] === 0
    this.#present[group] = 1
    halves[at] = isFirst ? low : this.#combine(halves[at] as number, low)
    halves[at + 1] = isFirst ? high : this.#combine(halves[at + 1] as number, high)
  }

  merge(group: number, from: KeyReader): void {
    if (from.tag() === 0) return
    const low = from.int32()
    this.#add(group, from.int32(), low)
  }

  write(group: number, to: KeyWriter): void {
    to.tag(this.#present[group] as number)
    if (this.#present[group] === 1)
      to.int64Words((this.#halves[group * 2] as number) >>> 0, this.#halves[group * 2 + 1] as number)
  }

  result(group: number, into: ColumnBuilder): void {
    into.append(this.#present[group] === 0 ? null : this.#value(group))
  }

  #value(group: number): unknown {
    const low = this.#halves[group * 2] as number
    const high = this.#halves[group * 2 + 1] as number
    if (this.#type.kind !== 'bigint') return low
    if (this.#type.as === 'bigint') return (BigInt(high) << 32n) | BigInt(low >>> 0)
    return fitSafe(high * 0x1_0000_0000 + (low >>> 0))
  }
}

/** The lower 32 bits of a safe integer. */
function toInt32(value: number): number {
  return (value - Math.floor(value / 0x1_0000_0000) * 0x1_0000_0000) | 0
}

function define(name: string, combine: Combine): AggregateDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      const input = inputOf(name, site, [0, 'integral'])
      return { inputs: [input], dataType: input, nullable: true }
    },
    accumulator: (_, { dataType }) => new Bits(dataType, combine),
  }
}

export const bitwiseAggregates: readonly AggregateDefinition[] = [
  define('bit_and', (a, b) => a & b),
  define('bit_or', (a, b) => a | b),
  define('bit_xor', (a, b) => a ^ b),
]
