import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { booleanType, type DataType } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import type { CallSite } from '../function-definition.ts'
import { argumentAt, requireArguments } from '../signature.ts'
import { constantArgument } from './aggregate-signature.ts'
import { roomFor } from './room-for.ts'
import { ValueSlots } from './value-slots.ts'

interface Choice {
  readonly takes: 'first' | 'last'
  readonly ignoreNulls: boolean
}

/**
 * The value of the first or last row, of those without null if nulls are ignored.
 *
 * State: a byte; 0: there was no row; 1: there was one, and its value follows.
 */
class FirstOrLast implements Accumulator {
  readonly #slots: ValueSlots
  readonly #choice: Choice
  /** Whether a row was taken: its value may be null. */
  #taken = new Uint8Array(0)

  constructor(type: DataType, choice: Choice) {
    this.#slots = new ValueSlots(type)
    this.#choice = choice
  }

  ensure(count: number): void {
    this.#slots.ensure(count)
    this.#taken = roomFor(this.#taken, count)
  }

  update([vector]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    const values = vector as ColumnVector
    if (this.#choice.takes === 'first') this.#first(values, groups, length)
    else this.#last(values, groups, length)
  }

  #first(vector: ColumnVector, groups: Int32Array, length: number): void {
    const taken = this.#taken
    const skipped = this.#choice.ignoreNulls ? vector.nulls : null
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0 || taken[group] === 1 || (skipped !== null && skipped[i] === 1)) continue
      taken[group] = 1
      this.#slots.setFrom(group, vector, i)
    }
  }

  #last(vector: ColumnVector, groups: Int32Array, length: number): void {
    const taken = this.#taken
    const skipped = this.#choice.ignoreNulls ? vector.nulls : null
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0 || (skipped !== null && skipped[i] === 1)) continue
      taken[group] = 1
      this.#slots.setFrom(group, vector, i)
    }
  }

  merge(group: number, from: KeyReader): void {
    if (from.tag() === 0) return
    const value = this.#slots.read(from)
    if (this.#choice.takes === 'first' && this.#taken[group] === 1) return
    this.#taken[group] = 1
    this.#slots.set(group, value)
  }

  write(group: number, to: KeyWriter): void {
    to.tag(this.#taken[group] as number)
    if (this.#taken[group] === 1) this.#slots.write(group, to)
  }

  result(group: number, into: ColumnBuilder): void {
    into.append(this.#slots.get(group))
  }
}

function ignoresNulls(site: CallSite): boolean {
  return site.parameters.ignoreNulls === true || site.args[1]?.literal === true
}

function define(name: string, takes: 'first' | 'last'): AggregateDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1, 2])
      const { dataType } = argumentAt(site, 0)
      if (site.args.length === 1) return { inputs: [dataType], dataType, nullable: true }
      constantArgument(name, site, { index: 1, inputName: 'ignoreNulls', type: booleanType })
      return { inputs: [dataType, booleanType], dataType, nullable: true }
    },
    accumulator: (site, { dataType }) => new FirstOrLast(dataType, { takes, ignoreNulls: ignoresNulls(site) }),
  }
}

export const firstLastAggregates: readonly AggregateDefinition[] = [
  define('first', 'first'),
  define('first_value', 'first'),
  define('any_value', 'first'),
  define('last', 'last'),
  define('last_value', 'last'),
]
