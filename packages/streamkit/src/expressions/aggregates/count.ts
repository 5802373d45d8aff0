import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { safeBigintType } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import { requireArguments } from '../signature.ts'
import { inputOf } from './aggregate-signature.ts'
import { roomFor } from './room-for.ts'

/** Rows of each group. State: the count, a whole number in 8 bytes. */
abstract class Counts implements Accumulator {
  protected counts = new Float64Array(0)

  ensure(count: number): void {
    this.counts = roomFor(this.counts, count)
  }

  abstract update(args: readonly ColumnVector[], groups: Int32Array, length: number): void

  merge(group: number, from: KeyReader): void {
    this.counts[group] = (this.counts[group] as number) + from.wholeNumber()
  }

  write(group: number, to: KeyWriter): void {
    to.wholeNumberAt(this.counts, group)
  }

  result(group: number, into: ColumnBuilder): void {
    into.append(this.counts[group])
  }
}

/** Rows in which no argument is null. */
class CountNotNull extends Counts {
  update(args: readonly ColumnVector[], groups: Int32Array, length: number): void {
    const masks = args.map((arg) => arg.nulls).filter((mask) => mask !== null)
    if (masks.length === 0) this.#all(groups, length)
    else if (masks.length === 1) this.#without(masks[0] as Uint8Array, groups, length)
    else this.#without(anyOf(masks, length), groups, length)
  }

  #all(groups: Int32Array, length: number): void {
    const { counts } = this
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group >= 0) counts[group] = (counts[group] as number) + 1
    }
  }

  #without(nulls: Uint8Array, groups: Int32Array, length: number): void {
    const { counts } = this
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group >= 0 && nulls[i] !== 1) counts[group] = (counts[group] as number) + 1
    }
  }
}

/** One mask of the nulls of several columns. */
function anyOf(masks: readonly Uint8Array[], length: number): Uint8Array {
  const any = new Uint8Array(length)
  for (const mask of masks) for (let i = 0; i < length; i++) if (mask[i] === 1) any[i] = 1
  return any
}

/** Rows in which the condition is true. */
class CountIf extends Counts {
  update([condition]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    if (condition?.kind !== 'boolean') return // a column of nulls only
    const { counts } = this
    const { values, nulls } = condition
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0 || values[i] !== 1 || (nulls !== null && nulls[i] === 1)) continue
      counts[group] = (counts[group] as number) + 1
    }
  }
}

export const countAggregates: readonly AggregateDefinition[] = [
  {
    name: 'count',
    signature: (site) => ({
      inputs: site.args.map((arg) => arg.dataType),
      dataType: safeBigintType,
      nullable: false,
    }),
    accumulator: () => new CountNotNull(),
  },
  {
    name: 'count_if',
    signature: (site) => {
      requireArguments('count_if', site, [1])
      return { inputs: [inputOf('count_if', site, [0, 'boolean'])], dataType: safeBigintType, nullable: false }
    },
    accumulator: () => new CountIf(),
  },
]
