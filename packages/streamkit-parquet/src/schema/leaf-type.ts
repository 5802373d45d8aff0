import {
  bigintType,
  binaryType,
  booleanType,
  type DataType,
  dateType,
  decimalType,
  doubleType,
  floatType,
  intType,
  maxDecimalPrecision,
  smallintType,
  stringType,
  timestampNtzType,
  timestampType,
  tinyintType,
} from '@streamkit/core/connector'
import type { Annotation, ParquetLeaf } from './parquet-node.ts'

/** The type that Spark gives to a leaf, null for what there is no type for. */
export function leafType(leaf: ParquetLeaf): DataType | null {
  const { annotation, physical } = leaf
  switch (annotation.kind) {
    case 'none':
      return plainType(leaf)
    case 'integer':
      return integerType(annotation, physical)
    case 'decimal':
      return decimalOf(annotation, leaf)
    case 'string':
      return physical === 'BYTE_ARRAY' ? stringType : null
    case 'date':
      return physical === 'INT32' ? dateType : null
    case 'timestamp':
      return physical !== 'INT64' ? null : annotation.isUtc ? timestampType : timestampNtzType
    case 'uuid':
      return physical === 'FIXED_LEN_BYTE_ARRAY' ? binaryType : null
    default:
      return null
  }
}

/** The type as the format calls it, for messages. */
export function parquetTypeName({ physical, annotation, length }: ParquetLeaf): string {
  const name = physical === 'FIXED_LEN_BYTE_ARRAY' ? `${physical}(${length})` : physical
  switch (annotation.kind) {
    case 'none':
      return name
    case 'integer':
      return `${name} (INTEGER(${annotation.bits},${annotation.isSigned}))`
    case 'decimal':
      return `${name} (DECIMAL(${annotation.precision},${annotation.scale}))`
    case 'timestamp':
      return `${name} (TIMESTAMP(${annotation.unit},${annotation.isUtc}))`
    case 'other':
      return `${name} (${annotation.name})`
    default:
      return `${name} (${annotation.kind.toUpperCase()})`
  }
}

function plainType({ physical, length }: ParquetLeaf): DataType | null {
  switch (physical) {
    case 'BOOLEAN':
      return booleanType
    case 'INT32':
      return intType
    case 'INT64':
      return bigintType
    case 'INT96':
      return timestampType
    case 'FLOAT':
      return floatType
    case 'DOUBLE':
      return doubleType
    case 'BYTE_ARRAY':
      return binaryType
    default:
      return length > 0 ? binaryType : null
  }
}

/** Unsigned numbers get the next wider type, where all of them fit. */
function integerType({ bits, isSigned }: Extract<Annotation, { kind: 'integer' }>, physical: string): DataType | null {
  if (physical !== (bits === 64 ? 'INT64' : 'INT32')) return null
  switch (bits) {
    case 8:
      return isSigned ? tinyintType : smallintType
    case 16:
      return isSigned ? smallintType : intType
    case 32:
      return isSigned ? intType : bigintType
    default:
      return isSigned ? bigintType : decimalType(20, 0)
  }
}

function decimalOf({ precision, scale }: Extract<Annotation, { kind: 'decimal' }>, leaf: ParquetLeaf): DataType | null {
  if (precision < 1 || precision > maxDecimalPrecision || scale < 0 || scale > precision) return null
  const { physical, length } = leaf
  if (physical === 'BYTE_ARRAY' || physical === 'INT32' || physical === 'INT64') return decimalType(precision, scale)
  return physical === 'FIXED_LEN_BYTE_ARRAY' && length > 0 ? decimalType(precision, scale) : null
}
