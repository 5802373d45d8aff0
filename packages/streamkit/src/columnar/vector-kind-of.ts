import { type DataType, isCompactDecimal } from '../types/data-type.ts'
import type { VectorKind } from './column-vector.ts'

/** The kind of vector that computed values of a type are kept in. Text that was read may also be `utf8`. */
export function vectorKindOf(type: DataType): Exclude<VectorKind, 'utf8'> {
  switch (type.kind) {
    case 'boolean':
      return 'boolean'
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'date':
      return 'int32'
    case 'bigint':
      return type.as === 'bigint' ? 'int64' : 'float64'
    case 'float':
    case 'double':
    case 'timestamp':
    case 'timestamp_ntz':
      return 'float64'
    case 'decimal':
      return isCompactDecimal(type) ? 'float64' : 'object'
    case 'string':
      return 'string'
    default:
      return 'object'
  }
}
