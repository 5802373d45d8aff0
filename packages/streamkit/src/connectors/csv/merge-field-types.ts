import {
  type DataType,
  type DecimalType,
  decimalType,
  doubleType,
  maxDecimalPrecision,
  stringType,
  timestampType,
} from '../../types/data-type.ts'
import type { CsvOptions } from './csv-options.ts'

/** Dates of these forms are times as well, for the parser that takes over where no `timestampFormat` is given. */
const datesLikeTimes: ReadonlySet<string> = new Set([
  'yyyy-MM-dd',
  'yyyy-M-d',
  'yyyy-M-dd',
  'yyyy-MM-d',
  'yyyy-MM',
  'yyyy-M',
  'yyyy',
])

/** The type that holds the values of both; STRING where nothing else does. */
export function compatibleType(options: CsvOptions): (a: DataType, b: DataType) => DataType {
  const datesAreTimes = options.timestampFormat === null && datesLikeTimes.has(options.dateFormat ?? 'yyyy-MM-dd')
  return (a, b) => {
    if (a.kind === 'void') return b
    if (a.kind === 'decimal' && b.kind === 'decimal') return widerDecimal(a, b)
    if (a.kind === b.kind) return a
    const kinds = [a.kind, b.kind]
    if (kinds.includes('date') && kinds.includes('timestamp')) return datesAreTimes ? timestampType : stringType
    const rank = Math.max(rankOf(a), rankOf(b))
    if (rank < 0 || rankOf(a) < 0 || rankOf(b) < 0) return stringType
    if (rank === doubleRank) return doubleType
    if (a.kind === 'decimal') return heldBy(a, b)
    if (b.kind === 'decimal') return heldBy(b, a)
    return rankOf(a) > rankOf(b) ? a : b
  }
}

const doubleRank = 3

function rankOf(type: DataType): number {
  return ['int', 'bigint', 'decimal', 'double'].indexOf(type.kind)
}

/** A decimal that is too narrow for the whole numbers before it makes the column text: so does Spark. */
function heldBy(decimal: DecimalType, whole: DataType): DataType {
  return decimal.precision - decimal.scale >= (whole.kind === 'int' ? 10 : 20) ? decimal : stringType
}

function widerDecimal(a: DecimalType, b: DecimalType): DataType {
  const scale = Math.max(a.scale, b.scale)
  const range = Math.max(a.precision - a.scale, b.precision - b.scale)
  return range + scale > maxDecimalPrecision ? doubleType : decimalType(range + scale, scale)
}
