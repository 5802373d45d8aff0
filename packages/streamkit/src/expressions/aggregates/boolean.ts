import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { booleanType } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import { requireArguments } from '../signature.ts'
import { inputOf } from './aggregate-signature.ts'
import { roomFor } from './room-for.ts'

/** What was seen of the values of a group. */
const seen = { false: 1, true: 2 } as const

/**
 * Whether all, or any, of the values that are not null are true.
 *
 * State: a byte; bit 0: a false was seen; bit 1: a true was seen.
 */
class Truths implements Accumulator {
  /** The result where both were seen. */
  readonly #mixed: boolean
  #seen = new Uint8Array(0)

  constructor(mixed: boolean) {
    this.#mixed = mixed
  }

  ensure(count: number): void {
    this.#seen = roomFor(this.#seen, count)
  }

  update([vector]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    if (vector?.kind !== 'boolean') return // a column of nulls only
    const { values, nulls } = vector
    const all = this.#seen
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0 || (nulls !== null && nulls[i] === 1)) continue
      all[group] = (all[group] as number) | (values[i] === 1 ? seen.true : seen.false)
    }
  }

  merge(group: number, from: KeyReader): void {
    this.#seen[group] = (this.#seen[group] as number) | from.tag()
  }

  write(group: number, to: KeyWriter): void {
    to.tag(this.#seen[group] as number)
  }

  result(group: number, into: ColumnBuilder): void {
    const bits = this.#seen[group]
    into.append(bits === 0 ? null : bits === seen.true ? true : bits === seen.false ? false : this.#mixed)
  }
}

function define(name: string, mixed: boolean): AggregateDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      return { inputs: [inputOf(name, site, [0, 'boolean'])], dataType: booleanType, nullable: true }
    },
    accumulator: () => new Truths(mixed),
  }
}

export const booleanAggregates: readonly AggregateDefinition[] = [
  ...['bool_and', 'every'].map((name) => define(name, false)),
  ...['bool_or', 'some', 'any'].map((name) => define(name, true)),
]
