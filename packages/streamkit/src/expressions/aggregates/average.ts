import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { type DataType, type DecimalType, decimalType, doubleType, maxDecimalPrecision } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import type { CallSite } from '../function-definition.ts'
import { bigIntToUnscaled, divideHalfUp, powerOfTen } from '../numbers/decimal-arithmetic.ts'
import { type EvalMode, fitDecimal } from '../numbers/overflow.ts'
import { requireArguments } from '../signature.ts'
import { inputOf } from './aggregate-signature.ts'
import { DoubleSums } from './double-sums.ts'
import { ExactSums } from './exact-sums.ts'
import { roomFor } from './room-for.ts'
import { decimalOverflow, decimalRange, sumType } from './sum.ts'

/** Digits before and behind the point that a mean of decimals has more than its argument. */
const moreDigits = 4

function averageType(input: DataType): DataType {
  if (input.kind !== 'decimal') return doubleType
  return decimalType(
    Math.min(maxDecimalPrecision, input.precision + moreDigits),
    Math.min(maxDecimalPrecision, input.scale + moreDigits),
  )
}

/** Decimals, exactly. State: the number of values in 8 bytes, then their sum as {@link ExactSums} has it. */
class DecimalAverage implements Accumulator {
  readonly #sums: ExactSums
  readonly #type: DecimalType
  readonly #mode: EvalMode
  /** What turns a sum into one of the result's scale. */
  readonly #unit: bigint
  #counts = new Float64Array(0)

  constructor(input: DecimalType, type: DecimalType, mode: EvalMode) {
    this.#sums = new ExactSums(decimalRange((sumType(input) as DecimalType).precision))
    this.#type = type
    this.#mode = mode
    this.#unit = powerOfTen(type.scale - input.scale)
  }

  ensure(count: number): void {
    this.#sums.ensure(count)
    this.#counts = roomFor(this.#counts, count)
  }

  update([vector]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    const values = vector as ColumnVector
    const { nulls } = values
    const counts = this.#counts
    this.#sums.update(values, groups, length)
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group >= 0 && (nulls === null || nulls[i] !== 1)) counts[group] = (counts[group] as number) + 1
    }
  }

  merge(group: number, from: KeyReader): void {
    this.#counts[group] = (this.#counts[group] as number) + from.wholeNumber()
    this.#sums.merge(group, from)
  }

  write(group: number, to: KeyWriter): void {
    to.wholeNumberAt(this.#counts, group)
    this.#sums.write(group, to)
  }

  result(group: number, into: ColumnBuilder): void {
    into.append(this.#sums.isEmpty(group) ? null : this.#mean(group))
  }

  #mean(group: number): unknown {
    const sum = this.#sums.sum(group)
    if (sum === null) return this.#mode === 'ansi' ? decimalOverflow() : null
    const mean = divideHalfUp(sum * this.#unit, BigInt(this.#counts[group] as number))
    const fitted = fitDecimal(mean, this.#type, this.#mode)
    return fitted === null ? null : bigIntToUnscaled(fitted, this.#type)
  }
}

function defineAverage(name: string, modeOf: (site: CallSite) => EvalMode): AggregateDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      const input = inputOf(name, site, [0, 'numeric'])
      return { inputs: [input], dataType: averageType(input), nullable: true }
    },
    accumulator: (site, { inputs, dataType }) =>
      dataType.kind === 'decimal'
        ? new DecimalAverage(inputs[0] as DecimalType, dataType, modeOf(site))
        : new DoubleSums((sum, count) => sum / count),
  }
}

const ansiOrLegacy = (site: CallSite): EvalMode => (site.conf.ansi ? 'ansi' : 'legacy')

export const averageAggregates: readonly AggregateDefinition[] = [
  defineAverage('avg', ansiOrLegacy),
  defineAverage('mean', ansiOrLegacy),
  defineAverage('try_avg', () => 'try'),
]
