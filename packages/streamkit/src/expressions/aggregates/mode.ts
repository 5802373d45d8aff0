import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import { booleanType, type DataType } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import { type Compare, compareOf } from '../ordering.ts'
import { argumentAt, requireArguments } from '../signature.ts'
import { constantArgument } from './aggregate-signature.ts'
import { Frequencies } from './frequencies.ts'

/** The most frequent value; of several the least if `least`, else the one that was seen first. State: that of {@link Frequencies}. */
class Mode implements Accumulator {
  readonly #counts: Frequencies
  readonly #compare: Compare | null

  constructor(type: DataType, least: boolean) {
    this.#counts = new Frequencies(type)
    this.#compare = least ? (compareOf(type) as Compare) : null
  }

  ensure(count: number): void {
    this.#counts.ensure(count)
  }

  update([vector]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0) continue
      const value = valueAt(vector as ColumnVector, i)
      if (value !== null) this.#counts.add(group, value, 1)
    }
  }

  merge(group: number, from: KeyReader): void {
    this.#counts.merge(group, from)
  }

  write(group: number, to: KeyWriter): void {
    this.#counts.write(group, to)
  }

  result(group: number, into: ColumnBuilder): void {
    const compare = this.#compare
    let mode: unknown = null
    let most = 0
    for (const [value, count] of this.#counts.entries(group)) {
      if (count < most || (count === most && (compare === null || compare(value, mode) >= 0))) continue
      mode = value
      most = count
    }
    into.append(mode)
  }
}

const mode: AggregateDefinition = {
  name: 'mode',
  signature: (site) => {
    requireArguments('mode', site, [1, 2])
    const { dataType } = argumentAt(site, 0)
    if (site.args.length === 1) return { inputs: [dataType], dataType, nullable: true }
    constantArgument('mode', site, { index: 1, inputName: 'deterministic', type: booleanType })
    return { inputs: [dataType, booleanType], dataType, nullable: true }
  },
  accumulator: (site, { dataType }) => new Mode(dataType, site.args[1]?.literal === true),
}

export const modeAggregates: readonly AggregateDefinition[] = [mode]
