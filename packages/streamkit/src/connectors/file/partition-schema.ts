import { AnalysisException } from '../../errors/streamkit-error.ts'
import {
  type DataType,
  decimalType,
  doubleType,
  maxDecimalPrecision,
  type StructField,
  stringType,
  structField,
  timestampType,
} from '../../types/data-type.ts'
import { PartitionColumns, type PartitionEntry, type PartitionOf } from './partition-path.ts'
import { partitionType } from './partition-value.ts'

export interface PartitionInference {
  readonly timeZone: string
  /** Off: all partition columns are STRING. */
  readonly findTypes: boolean
}

/** The partition columns that the paths of files show, with the type that holds all their values. */
export function partitionFields(
  paths: readonly string[],
  partitionOf: PartitionOf,
  { timeZone, findTypes }: PartitionInference,
): readonly StructField[] {
  const columns = new PartitionColumns()
  let names: readonly string[] = []
  const types: DataType[] = []
  const known = new Map<string, DataType>()
  const typeOf = ({ raw }: PartitionEntry) => {
    if (!findTypes) return stringType
    const type = known.get(raw) ?? partitionType(raw, timeZone)
    known.set(raw, type)
    return type
  }
  for (const path of paths) {
    const entries = partitionOf(path)
    columns.check(entries, path)
    names = entries.map(({ name }) => name)
    entries.forEach((entry, i) => {
      const before = types[i]
      const found = typeOf(entry)
      types[i] = before === undefined ? found : widerType(before, found)
    })
  }
  const twice = names.find((name, i) => names.findIndex((other) => sameName(other, name)) < i)
  if (twice !== undefined) throw new AnalysisException('COLUMN_ALREADY_EXISTS', { columnName: twice })
  return names.map((name, i) => structField(name, types[i] as DataType))
}

/** Columns are the same whatever the case of their names. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** Spark's findWiderTypeForPartitionColumn: what would lose digits is text. */
function widerType(a: DataType, b: DataType): DataType {
  if (a.kind === 'void') return b
  if (b.kind === 'void' || (a.kind === b.kind && a.kind !== 'decimal')) return a
  const kinds = new Set<DataType['kind']>([a.kind, b.kind])
  const isPair = (one: DataType['kind'], other: DataType['kind']) => kinds.has(one) && kinds.has(other)
  if (isPair('int', 'bigint')) return a.kind === 'int' ? b : a
  if (isPair('int', 'double')) return doubleType
  if (isPair('date', 'timestamp')) return timestampType
  const [digitsA, digitsB] = [wholeDigits(a), wholeDigits(b)]
  if (digitsA === null || digitsB === null) return stringType
  return decimalType(Math.min(Math.max(digitsA, digitsB), maxDecimalPrecision), 0)
}

function wholeDigits(type: DataType): number | null {
  if (type.kind === 'decimal') return type.precision
  return type.kind === 'int' ? 10 : type.kind === 'bigint' ? 20 : null
}
