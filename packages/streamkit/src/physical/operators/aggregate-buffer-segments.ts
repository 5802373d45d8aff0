import type { StateSegment } from '../../contracts/state-layout.ts'
import { sumType } from '../../expressions/aggregates/sum.ts'
import type { AggregateCall } from '../../plan/resolved-plan.ts'
import {
  arrayType,
  binaryType,
  type DataType,
  doubleType,
  type StructField,
  type StructType,
  safeBigintType,
  stringType,
  structField,
} from '../../types/data-type.ts'

/**
 * What the accumulators write, for who reads the state, under Spark's names of their buffers. A name that was there before gets a number: `count`, `count_2`. From the first aggregate on whose buffer has
 * no columns (sketches, frequencies, ordered pairs), all that follows is one binary column, `buffers`.
 */
export function bufferSegments(calls: readonly AggregateCall[], input: StructType): readonly StateSegment[] {
  const names = new Names()
  const segments: StateSegment[] = []
  for (const call of calls) {
    const types = call.args.map((ordinal) => (input.fields[ordinal] as StructField).dataType)
    const own = segmentsOf(call, types, names)
    if (own === null) return [...segments, { kind: 'bytes', field: structField('buffers', binaryType, false) }]
    segments.push(...own)
  }
  return segments
}

/** Names of columns, each once. */
class Names {
  readonly #used = new Map<string, number>()

  field(name: string, dataType: DataType, nullable = true): StructField {
    const count = (this.#used.get(name) ?? 0) + 1
    this.#used.set(name, count)
    return structField(count === 1 ? name : `${name}_${count}`, dataType, nullable)
  }
}

/** Null: bytes. */
function segmentsOf(
  { name, dataType, userAggregate }: AggregateCall,
  types: readonly DataType[],
  names: Names,
): readonly StateSegment[] | null {
  if (userAggregate !== undefined) {
    const fields = userAggregate.state.fields.map((field) => names.field(field.name, field.dataType, field.nullable))
    return [{ kind: 'values', fields }]
  }
  switch (name) {
    case 'count':
    case 'count_if':
      return [{ kind: 'number', encoding: 'int64', field: names.field('count', safeBigintType, false) }]
    case 'sum':
    case 'try_sum': {
      const field = names.field('sum', dataType)
      return [dataType.kind === 'double' ? { kind: 'doubleSum', sum: field, count: null } : { kind: 'exactSum', field }]
    }
    case 'avg':
    case 'mean':
    case 'try_avg':
      return averageSegments(dataType, types, names)
    case 'min':
    case 'max':
      return [{ kind: 'values', fields: [names.field(name, dataType)] }]
    case 'first':
    case 'first_value':
    case 'any_value':
      return [{ kind: 'optional', field: names.field('first', dataType) }]
    case 'last':
    case 'last_value':
      return [{ kind: 'optional', field: names.field('last', dataType) }]
    case 'collect_list':
    case 'collect_set':
    case 'array_agg':
      return [{ kind: 'elements', field: names.field('buf', dataType, false) }]
    case 'listagg':
    case 'string_agg':
      return [{ kind: 'elements', field: names.field('buf', arrayType(stringType, false), false) }]
    default:
      return momentNames(name)?.map((moment) => doubleOf(names.field(moment, doubleType, false))) ?? null
  }
}

function averageSegments(
  dataType: DataType,
  [input]: readonly DataType[],
  names: Names,
): readonly StateSegment[] | null {
  const count = names.field('count', safeBigintType, false)
  if (dataType.kind === 'double') return [{ kind: 'doubleSum', sum: names.field('sum', doubleType), count }]
  if (input?.kind !== 'decimal') return null
  return [
    { kind: 'number', encoding: 'int64', field: count },
    { kind: 'exactSum', field: names.field('sum', sumType(input)) },
  ]
}

function doubleOf(field: StructField): StateSegment {
  return { kind: 'number', encoding: 'float64', field }
}

function momentNames(name: string): readonly string[] | null {
  switch (name) {
    case 'variance':
    case 'var_samp':
    case 'var_pop':
    case 'stddev':
    case 'stddev_samp':
    case 'stddev_pop':
    case 'std':
      return ['n', 'avg', 'm2']
    case 'skewness':
      return ['n', 'avg', 'm2', 'm3']
    case 'kurtosis':
      return ['n', 'avg', 'm2', 'm3', 'm4']
    case 'corr':
    case 'covar_pop':
    case 'covar_samp':
      return ['n', 'xAvg', 'yAvg', 'ck', 'xMk', 'yMk']
    default:
      return null
  }
}
