import {
  arrayType,
  type BigIntType,
  bigintType,
  type DataType,
  doubleType,
  isFractional,
  isIntegral,
  isNumeric,
  mapType,
  sameType,
  structType,
} from '../types/data-type.ts'
import type { ExpressionConf } from './expression.ts'
import { decimalOfIntegral, widerDecimal } from './numbers/decimal-precision.ts'

const integralOrder = ['tinyint', 'smallint', 'int', 'bigint']

/** Whether values of both types have one internal form: equal names and equally represented 64-bit integers. */
export function sameRepresentation(a: DataType, b: DataType): boolean {
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'bigint':
      return a.as === (b as typeof a).as
    case 'array':
      return sameRepresentation(a.element, (b as typeof a).element)
    case 'map':
      return sameRepresentation(a.key, (b as typeof a).key) && sameRepresentation(a.value, (b as typeof a).value)
    case 'struct': {
      const other = (b as typeof a).fields
      return (
        a.fields.length === other.length &&
        a.fields.every((f, i) => f.name === other[i]?.name && sameRepresentation(f.dataType, other[i].dataType))
      )
    }
    default:
      return sameType(a, b)
  }
}

/**
 * The type that both sides of a comparison, and all values of `coalesce`, `case`, `greatest`, `array` and the like, are cast to; null if
 * there is none. ANSI: text gives way to the other type (to bigint beside integers, double beside fractions). Legacy: see
 * {@link comparisonType} for comparisons; elsewhere text wins.
 */
export function commonType(a: DataType, b: DataType, conf: ExpressionConf): DataType | null {
  if (sameRepresentation(a, b)) return mergeNullability(a, b)
  if (a.kind === 'void') return b
  if (b.kind === 'void') return a
  if (a.kind === 'string' || b.kind === 'string') {
    const other = a.kind === 'string' ? b : a
    return conf.ansi ? withTextAnsi(other) : withTextLegacy(other)
  }
  if (isNumeric(a) && isNumeric(b)) return commonNumeric(a, b)
  return commonDatetime(a, b) ?? commonNested(a, b, conf)
}

/** {@link commonType} over many. */
export function commonTypeOf(types: readonly DataType[], conf: ExpressionConf): DataType | null {
  let common: DataType | null = types[0] ?? null
  for (const type of types.slice(1)) {
    if (common === null) return null
    common = commonType(common, type, conf)
  }
  return common
}

/** The type that a comparison is made in. */
export function comparisonType(a: DataType, b: DataType, conf: ExpressionConf): DataType | null {
  if (conf.ansi || (a.kind === 'string') === (b.kind === 'string')) return commonType(a, b, conf)
  const other = a.kind === 'string' ? b : a
  if (other.kind === 'decimal') return doubleType
  return isNested(other) ? null : other.kind === 'void' ? (a.kind === 'string' ? a : b) : other
}

/** The narrowest numeric type that holds both. */
export function commonNumeric(a: DataType, b: DataType): DataType | null {
  if (!isNumeric(a) || !isNumeric(b)) return null
  if (a.kind === 'decimal' || b.kind === 'decimal') {
    if (isFractional(a) || isFractional(b)) return doubleType
    const left = isIntegral(a) ? decimalOfIntegral(a) : a
    const right = isIntegral(b) ? decimalOfIntegral(b) : b
    return left.kind === 'decimal' && right.kind === 'decimal' ? widerDecimal(left, right) : null
  }
  if (isFractional(a) || isFractional(b)) return a.kind === 'float' && b.kind === 'float' ? a : doubleType
  if (a.kind === 'bigint' && b.kind === 'bigint') return exactOf(a, b)
  return integralOrder.indexOf(a.kind) >= integralOrder.indexOf(b.kind) ? a : b
}

/** Safe numbers beside exact bigints become bigints: nothing is lost. */
function exactOf(a: BigIntType, b: BigIntType): BigIntType {
  return a.as === 'bigint' || b.as === 'bigint' ? bigintType : a
}

function withTextAnsi(other: DataType): DataType | null {
  if (isIntegral(other)) return bigintType
  if (isNumeric(other)) return doubleType
  return isNested(other) ? null : other
}

function withTextLegacy(other: DataType): DataType | null {
  return isNested(other) || other.kind === 'binary' || other.kind === 'boolean' ? null : { kind: 'string' }
}

function isNested(type: DataType): boolean {
  return type.kind === 'array' || type.kind === 'map' || type.kind === 'struct'
}

function commonDatetime(a: DataType, b: DataType): DataType | null {
  const kinds = [a.kind, b.kind]
  const isTime = (kind: string) => kind === 'date' || kind === 'timestamp' || kind === 'timestamp_ntz'
  if (!kinds.every(isTime)) return null
  return kinds.includes('timestamp') ? { kind: 'timestamp' } : { kind: 'timestamp_ntz' }
}

function commonNested(a: DataType, b: DataType, conf: ExpressionConf): DataType | null {
  if (a.kind === 'array' && b.kind === 'array') {
    const element = commonType(a.element, b.element, conf)
    return element && arrayType(element, a.containsNull || b.containsNull)
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const key = commonType(a.key, b.key, conf)
    const value = commonType(a.value, b.value, conf)
    return key && value && mapType(key, value, a.valueContainsNull || b.valueContainsNull)
  }
  if (a.kind !== 'struct' || b.kind !== 'struct' || a.fields.length !== b.fields.length) return null
  const fields = []
  for (const [i, field] of a.fields.entries()) {
    const other = b.fields[i] as typeof field
    const dataType = commonType(field.dataType, other.dataType, conf)
    if (dataType === null || field.name.toLowerCase() !== other.name.toLowerCase()) return null
    fields.push({ name: field.name, dataType, nullable: field.nullable || other.nullable })
  }
  return structType(fields)
}

/** Of two types that differ in nullability only, the one that allows the nulls of both. */
function mergeNullability(a: DataType, b: DataType): DataType {
  if (a.kind === 'array' && b.kind === 'array') {
    return arrayType(mergeNullability(a.element, b.element), a.containsNull || b.containsNull)
  }
  if (a.kind === 'map' && b.kind === 'map') {
    return mapType(
      mergeNullability(a.key, b.key),
      mergeNullability(a.value, b.value),
      a.valueContainsNull || b.valueContainsNull,
    )
  }
  if (a.kind !== 'struct' || b.kind !== 'struct') return a
  return structType(
    a.fields.map((f, i) => {
      const other = b.fields[i] as typeof f
      return { ...f, dataType: mergeNullability(f.dataType, other.dataType), nullable: f.nullable || other.nullable }
    }),
  )
}
