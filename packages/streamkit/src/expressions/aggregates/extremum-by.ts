import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { textReader, valueAt } from '../../columnar/vector-access.ts'
import type { DataType } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import { type Compare, compareOf } from '../ordering.ts'
import { argumentAt, requireArguments } from '../signature.ts'
import { inputOf } from './aggregate-signature.ts'
import { ValueSlots } from './value-slots.ts'

/**
 * The value, null too, of the row with the greatest or least ordering; of equal ones the last, as in Spark. Rows without an ordering do not count.
 *
 * State: the ordering, or null where there is none; behind one, the value.
 */
class ExtremumBy implements Accumulator {
  readonly #values: ValueSlots
  readonly #orderings: ValueSlots
  readonly #compare: Compare
  readonly #sign: 1 | -1

  constructor(value: DataType, ordering: DataType, sign: 1 | -1) {
    this.#values = new ValueSlots(value)
    this.#orderings = new ValueSlots(ordering)
    this.#compare = compareOf(ordering) as Compare
    this.#sign = sign
  }

  ensure(count: number): void {
    this.#values.ensure(count)
    this.#orderings.ensure(count)
  }

  update([values, orderings]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    const by = orderings as ColumnVector
    const read = by.kind === 'utf8' ? textReader(by) : (i: number) => valueAt(by, i)
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0 || (by.nulls !== null && by.nulls[i] === 1)) continue
      if (!this.#isAtLeast(group, read(i))) continue
      this.#orderings.setFrom(group, by, i)
      this.#values.setFrom(group, values as ColumnVector, i)
    }
  }

  #isAtLeast(group: number, ordering: unknown): boolean {
    if (ordering === null) return false
    const orderings = this.#orderings
    return orderings.present[group] === 0 || this.#compare(ordering, orderings.get(group)) * this.#sign >= 0
  }

  merge(group: number, from: KeyReader): void {
    const ordering = this.#orderings.read(from)
    if (ordering === null) return
    const value = this.#values.read(from)
    if (!this.#isAtLeast(group, ordering)) return
    this.#orderings.set(group, ordering)
    this.#values.set(group, value)
  }

  write(group: number, to: KeyWriter): void {
    this.#orderings.write(group, to)
    if (this.#orderings.present[group] === 1) this.#values.write(group, to)
  }

  result(group: number, into: ColumnBuilder): void {
    into.append(this.#values.get(group))
  }
}

function define(name: string, sign: 1 | -1): AggregateDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [2])
      const { dataType } = argumentAt(site, 0)
      return { inputs: [dataType, inputOf(name, site, [1, 'orderable'])], dataType, nullable: true }
    },
    accumulator: (_, { inputs, dataType }) => new ExtremumBy(dataType, inputs[1] as DataType, sign),
  }
}

export const extremumByAggregates: readonly AggregateDefinition[] = [define('max_by', 1), define('min_by', -1)]
