import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { valueAt } from '../../columnar/vector-access.ts'

import { AnalysisException } from '../../errors/streamkit-error.ts'
import { arrayType, type DataType, intType, isCompactDecimal } from '../../types/data-type.ts'
import { Decimal } from '../../types/decimal.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import type { CallSite } from '../function-definition.ts'
import { decimalToText } from '../numbers/decimal-text.ts'
import { argumentAt, describeCall, requireArguments } from '../signature.ts'
import { constantArgument, constantNumbers, inputOf, percentagesOf } from './aggregate-signature.ts'
import { QuantileSummary } from './quantile-summary.ts'

const defaultAccuracy = 10_000
const mostAccuracy = 2 ** 31 - 1

interface PercentileQuery {
  readonly input: DataType
  readonly percentages: readonly number[]
  /** Whether the result is an array. */
  readonly isArray: boolean
  readonly accuracy: number
}

/**
 * Approximate percentiles: elements of the input, by a {@link QuantileSummary} for each group.
 *
 * State: the number of values in 8 bytes, the number of samples (LEB128), then each sample: its value as a double, gap and span in 8 bytes each. Compressed.
 */
class PercentileApprox implements Accumulator {
  readonly #query: PercentileQuery
  readonly #groups: (QuantileSummary | undefined)[] = []

  constructor(query: PercentileQuery) {
    this.#query = query
  }

  ensure(count: number): void {
    if (this.#groups.length < count) this.#groups.length = count
  }

  update([vector]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    const values = vector as ColumnVector
    const read = doublesOf(values, this.#query.input)
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0 || (values.nulls !== null && values.nulls[i] === 1)) continue
      this.#of(group).add(read(i))
    }
  }

  #of(group: number): QuantileSummary {
    let summary = this.#groups[group]
    if (summary === undefined) {
      summary = new QuantileSummary(1 / this.#query.accuracy)
      this.#groups[group] = summary
    }
    return summary
  }

  merge(group: number, from: KeyReader): void {
    const count = from.wholeNumber()
    const length = from.count()
    if (count === 0) return
    const [values, gaps, spans] = [new Array<number>(length), new Array<number>(length), new Array<number>(length)]
    for (let i = 0; i < length; i++) {
      values[i] = from.float64()
      gaps[i] = from.wholeNumber()
      spans[i] = from.wholeNumber()
    }
    this.#of(group).merge({ values, gaps, spans }, count)
  }

  write(group: number, to: KeyWriter): void {
    const summary = this.#groups[group]
    to.wholeNumber(summary?.count ?? 0)
    to.count(summary?.samples.values.length ?? 0)
    if (summary === undefined) return
    const { values, gaps, spans } = summary.samples
    for (let i = 0; i < values.length; i++) {
      to.exactFloat64(values[i] as number)
      to.wholeNumber(gaps[i] as number)
      to.wholeNumber(spans[i] as number)
    }
  }

  result(group: number, into: ColumnBuilder): void {
    const { percentages, isArray, input } = this.#query
    const found = this.#groups[group]?.quantiles(percentages) ?? []
    if (found.length === 0) into.append(null)
    else into.append(isArray ? found.map((value) => fromDouble(value, input)) : fromDouble(found[0] as number, input))
  }
}

/** The values of a column as doubles that sort alike. Small decimals are their unscaled integers, which fit. */
function doublesOf(vector: ColumnVector, type: DataType): (row: number) => number {
  if (vector.kind === 'int32' || vector.kind === 'float64') {
    const { values } = vector
    return (i) => values[i] as number
  }
  if (type.kind === 'decimal') return (i) => Number(decimalToText(valueAt(vector, i) as bigint, type.scale))
  return (i) => Number(valueAt(vector, i))
}

/** The internal value that a double stands for. */
function fromDouble(value: number, type: DataType): unknown {
  if (type.kind === 'bigint' && type.as === 'bigint') return BigInt(value)
  if (type.kind !== 'decimal' || isCompactDecimal(type)) return value
  return Decimal.from(value).setScale(type.scale).unscaled
}

function accuracyOf(name: string, site: CallSite): number {
  if (site.args.length < 3) return defaultAccuracy
  const constant = constantArgument(name, site, { index: 2, inputName: 'accuracy', type: intType })
  const [accuracy] = constantNumbers(constant, argumentAt(site, 2).dataType)
  if (Number.isInteger(accuracy) && (accuracy as number) > 0 && (accuracy as number) <= mostAccuracy)
    return accuracy as number
  throw new AnalysisException('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', {
    sqlExpr: describeCall(name, site),
    exprName: 'accuracy',
    valueRange: `[1, ${mostAccuracy}]`,
    currentValue: String(accuracy),
  })
}

function valueType(name: string, site: CallSite): DataType {
  const { dataType } = argumentAt(site, 0)
  const isTime = dataType.kind === 'date' || dataType.kind === 'timestamp' || dataType.kind === 'timestamp_ntz'
  return isTime ? dataType : inputOf(name, site, [0, 'numeric'])
}

function define(name: string): AggregateDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [2, 3])
      percentagesOf(name, site)
      accuracyOf(name, site)
      const input = valueType(name, site)
      const [, ...others] = site.args.map((arg) => arg.dataType)
      const isArray = argumentAt(site, 1).dataType.kind === 'array'
      return { inputs: [input, ...others], dataType: isArray ? arrayType(input, false) : input, nullable: true }
    },
    accumulator: (site, { inputs }) => {
      const input = inputs[0] as DataType

      const isArray = argumentAt(site, 1).dataType.kind === 'array'
      const [percentages, accuracy] = [percentagesOf(name, site), accuracyOf(name, site)]
      return new PercentileApprox({ input, percentages, isArray, accuracy })
    },
  }
}

export const percentileApproxAggregates: readonly AggregateDefinition[] = [
  define('percentile_approx'),
  define('approx_percentile'),
]
