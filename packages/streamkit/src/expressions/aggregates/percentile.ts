import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'
import { arrayType, doubleType } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import { compareDoubles } from '../ordering.ts'
import { argumentAt, requireArguments } from '../signature.ts'
import { inputOf, percentagesOf } from './aggregate-signature.ts'
import { Frequencies } from './frequencies.ts'

/** Values in rising order, and how many there are up to each. */
interface Ranks {
  readonly values: readonly number[]
  readonly counts: readonly number[]
}

/** Exact percentiles, between two values where the rank is between two: every different value is kept. State: that of {@link Frequencies}. */
class Percentile implements Accumulator {
  readonly #counts = new Frequencies(doubleType)
  readonly #percentages: readonly number[]
  readonly #isArray: boolean

  constructor(percentages: readonly number[], isArray: boolean) {
    this.#percentages = percentages
    this.#isArray = isArray
  }

  ensure(count: number): void {
    this.#counts.ensure(count)
  }

  update(args: readonly ColumnVector[], groups: Int32Array, length: number): void {
    const [values, , frequencies] = args
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0) continue
      const value = valueAt(values as ColumnVector, i)
      const times = frequencies === undefined ? 1 : valueAt(frequencies, i)
      if (value !== null && times !== null) this.#add(group, value, Number(times))
    }
  }

  #add(group: number, value: unknown, times: number): void {
    if (times < 0)
      throw new ExecutionException('NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION', {
        frequencyExpression: 'frequency',
        negativeValue: times,
      })
    if (times > 0) this.#counts.add(group, value, times)
  }

  merge(group: number, from: KeyReader): void {
    this.#counts.merge(group, from)
  }

  write(group: number, to: KeyWriter): void {
    this.#counts.write(group, to)
  }

  result(group: number, into: ColumnBuilder): void {
    const entries = [...this.#counts.entries(group)].sort(([a], [b]) => compareDoubles(a as number, b as number))
    if (entries.length === 0 || this.#percentages.length === 0) {
      into.append(null)
      return
    }
    let total = 0
    const counts = entries.map(([, count]) => (total += count))
    const ranks: Ranks = { values: entries.map(([value]) => value as number), counts }
    const found = this.#percentages.map((percentage) => valueAtRank(ranks, (total - 1) * percentage))
    into.append(this.#isArray ? found : found[0])
  }
}

/** The value at a rank from 0, which may be between two values. */
function valueAtRank({ values, counts }: Ranks, rank: number): number {
  const [low, high] = [Math.floor(rank), Math.ceil(rank)]
  const at = (position: number): number => values[counts.findIndex((count) => count > position)] as number
  const [below, above] = [at(low), at(high)]
  if (low === high || below === above) return below
  return (high - rank) * below + (rank - low) * above
}

const percentile: AggregateDefinition = {
  name: 'percentile',
  signature: (site) => {
    requireArguments('percentile', site, [2, 3])
    percentagesOf('percentile', site)
    const percentages = argumentAt(site, 1).dataType
    const inputs = [inputOf('percentile', site, [0, 'double']), percentages]
    if (site.args.length === 3) inputs.push(inputOf('percentile', site, [2, 'integral']))
    const isArray = percentages.kind === 'array'
    return { inputs, dataType: isArray ? arrayType(doubleType, false) : doubleType, nullable: true }
  },
  accumulator: (site, { dataType }) => new Percentile(percentagesOf('percentile', site), dataType.kind === 'array'),
}

const median: AggregateDefinition = {
  name: 'median',
  signature: (site) => {
    requireArguments('median', site, [1])
    return { inputs: [inputOf('median', site, [0, 'double'])], dataType: doubleType, nullable: true }
  },
  accumulator: () => new Percentile([0.5], false),
}

export const percentileAggregates: readonly AggregateDefinition[] = [percentile, median]
