import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { textReader, valueAt } from '../../columnar/vector-access.ts'
import type { DataType } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import { type Compare, compareOf } from '../ordering.ts'
import { requireArguments } from '../signature.ts'
import { inputOf } from './aggregate-signature.ts'
import { ValueSlots } from './value-slots.ts'

/**
 * The greatest or least value that is not null. Of equal ones (0.0 and -0.0) the first stays; NaN is greater than everything.
 *
 * State: the value, or null where there is none.
 */
class Extremum implements Accumulator {
  readonly #slots: ValueSlots
  /** 1: the greatest, -1: the least. */
  readonly #sign: 1 | -1
  readonly #compare: Compare

  constructor(type: DataType, sign: 1 | -1) {
    this.#slots = new ValueSlots(type)
    this.#sign = sign
    this.#compare = compareOf(type) as Compare
  }

  ensure(count: number): void {
    this.#slots.ensure(count)
  }

  update([vector]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    const values = vector as ColumnVector
    const numbers = this.#slots.numbers
    if (numbers !== null && (values.kind === 'int32' || values.kind === 'float64')) {
      if (this.#sign === 1) this.#greatest(numbers, values, groups.subarray(0, length))
      else this.#least(numbers, values, groups.subarray(0, length))
    } else this.#any(values, groups, length)
  }

  #greatest(best: Float64Array, { values, nulls }: NumberVector, groups: Int32Array): void {
    const { present } = this.#slots
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number
      if (group < 0 || (nulls !== null && nulls[i] === 1)) continue
      const value = values[i] as number
      // not `value <= best` rather than `value > best`: a NaN replaces everything but a NaN
      if (present[group] === 1 && (value <= (best[group] as number) || Number.isNaN(best[group]))) continue
      best[group] = value
      present[group] = 1
    }
  }

  #least(best: Float64Array, { values, nulls }: NumberVector, groups: Int32Array): void {
    const { present } = this.#slots
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number
      if (group < 0 || (nulls !== null && nulls[i] === 1)) continue
      const value = values[i] as number
      if (present[group] === 1 && (value >= (best[group] as number) || Number.isNaN(value))) continue
      best[group] = value
      present[group] = 1
    }
  }

  /** Text is cut out of what was read to be compared, and copied to be kept. */
  #any(vector: ColumnVector, groups: Int32Array, length: number): void {
    const { nulls } = vector
    const read = vector.kind === 'utf8' ? textReader(vector) : (i: number) => valueAt(vector, i)
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0 || (nulls !== null && nulls[i] === 1)) continue
      if (this.#isBetter(group, read(i))) this.#slots.setFrom(group, vector, i)
    }
  }

  #isBetter(group: number, value: unknown): boolean {
    if (value === null) return false
    return this.#slots.present[group] === 0 || this.#compare(value, this.#slots.get(group)) * this.#sign > 0
  }

  merge(group: number, from: KeyReader): void {
    const value = this.#slots.read(from)
    if (this.#isBetter(group, value)) this.#slots.set(group, value)
  }

  write(group: number, to: KeyWriter): void {
    this.#slots.write(group, to)
  }

  result(group: number, into: ColumnBuilder): void {
    into.append(this.#slots.get(group))
  }
}

type NumberVector = ColumnVector & { readonly kind: 'int32' | 'float64' }

function defineExtremum(name: string, sign: 1 | -1): AggregateDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      const input = inputOf(name, site, [0, 'orderable'])
      return { inputs: [input], dataType: input, nullable: true }
    },
    accumulator: (_, { dataType }) => new Extremum(dataType, sign),
  }
}

export const extremumAggregates: readonly AggregateDefinition[] = [defineExtremum('max', 1), defineExtremum('min', -1)]
