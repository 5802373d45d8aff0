import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import {
  type BigIntType,
  type DataType,
  type DecimalType,
  decimalType,
  doubleType,
  isIntegral,
  maxDecimalPrecision,
  safeBigintType,
} from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import type { CallSite } from '../function-definition.ts'
import { bigIntToUnscaled, powerOfTen } from '../numbers/decimal-arithmetic.ts'
import { type EvalMode, fitSafe, overflow } from '../numbers/overflow.ts'
import { requireArguments } from '../signature.ts'
import { inputOf } from './aggregate-signature.ts'
import { DoubleSums } from './double-sums.ts'
import { ExactSums, int64Range, type SumRange } from './exact-sums.ts'

/** Digits that a sum of decimals has more than its argument. */
const moreDigits = 10

/** The type of a sum: DOUBLE of fractions, BIGINT of integers, ten digits more of decimals. */
export function sumType(input: DataType): DataType {
  if (input.kind === 'bigint') return input
  if (isIntegral(input)) return safeBigintType
  if (input.kind !== 'decimal') return doubleType
  return decimalType(Math.min(maxDecimalPrecision, input.precision + moreDigits), input.scale)
}

/** Whole numbers and decimals, exactly. State: that of {@link ExactSums}. */
class ExactSum implements Accumulator {
  readonly #sums: ExactSums
  readonly #finish: (sum: bigint | null, safe: number) => unknown

  constructor(sums: ExactSums, finish: (sum: bigint | null, safe: number) => unknown) {
    this.#sums = sums
    this.#finish = finish
  }

  ensure(count: number): void {
    this.#sums.ensure(count)
  }

  update([values]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    this.#sums.update(values as ColumnVector, groups, length)
  }

  merge(group: number, from: KeyReader): void {
    this.#sums.merge(group, from)
  }

  write(group: number, to: KeyWriter): void {
    this.#sums.write(group, to)
  }

  result(group: number, into: ColumnBuilder): void {
    const sums = this.#sums
    into.append(sums.isEmpty(group) ? null : this.#finish(sums.sum(group), sums.safeSum(group)))
  }
}

/** 64-bit sums. A result that is kept as a number must be a safe integer: a greater one is an error (null for try_sum), never a rounded number. */
function bigIntSum(type: BigIntType, mode: EvalMode): Accumulator {
  const onOverflow = mode === 'ansi' ? 'throw' : mode === 'try' ? 'stick' : 'wrap'
  const sums = new ExactSums(int64Range(onOverflow, () => overflow('long overflow: a sum')))
  if (type.as === 'bigint') return new ExactSum(sums, (sum) => sum)
  return new ExactSum(sums, (sum, safe) => {
    if (!Number.isNaN(safe)) return safe
    return mode === 'try' ? null : fitSafe(Number(sum))
  })
}

/** The buffer of a sum of decimals: beyond its digits it is lost for ever. */
export function decimalRange(precision: number): SumRange {
  const limit = powerOfTen(precision)
  return { limit, lowest: 1n - limit, onOverflow: 'stick', overflow: decimalOverflow }
}

export function decimalOverflow(): never {
  return overflow('Overflow in sum of decimals: it')
}

function decimalSum(type: DecimalType, mode: EvalMode): Accumulator {
  return new ExactSum(new ExactSums(decimalRange(type.precision)), (sum) => {
    if (sum === null) return mode === 'ansi' ? decimalOverflow() : null
    return bigIntToUnscaled(sum, type)
  })
}

function defineSum(name: string, modeOf: (site: CallSite) => EvalMode): AggregateDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      const input = inputOf(name, site, [0, 'numeric'])
      return { inputs: [input], dataType: sumType(input), nullable: true }
    },
    accumulator: (site, { dataType }) => {
      if (dataType.kind === 'bigint') return bigIntSum(dataType, modeOf(site))
      return dataType.kind === 'decimal' ? decimalSum(dataType, modeOf(site)) : new DoubleSums((sum) => sum)
    },
  }
}

export const sumAggregates: readonly AggregateDefinition[] = [
  defineSum('sum', (site) => (site.conf.ansi ? 'ansi' : 'legacy')),
  defineSum('try_sum', () => 'try'),
]
