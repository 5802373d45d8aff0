import {
  arrayType,
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
} from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { numericModifier, type PgType } from './pg-type.ts'

/** How a column is read: its type here, and whether the server sends it as text because it has no type here. */
export interface ReadType {
  readonly dataType: DataType
  readonly asText: boolean
}

const simple: Readonly<Record<string, DataType>> = {
  bool: booleanType,
  int2: smallintType,
  int4: intType,
  int8: bigintType,
  float4: floatType,
  float8: doubleType,
  date: dateType,
  timestamp: timestampNtzType,
  timestamptz: timestampType,
  bytea: binaryType,
}
/** Types whose binary form is their text. */
const plainText = new Set(['text', 'varchar', 'bpchar', 'name', 'json', 'xml', 'citext'])
/** A numeric without precision, as Spark reads it. */
const unboundedNumeric = decimalType(maxDecimalPrecision, 18)

/**
 * The type of a column that is read: as in Spark's JDBC source, but exact. bigint is read as bigint, numeric(p,s) as decimal(p,s), numeric as decimal(38,18), arrays as
 * arrays, and all that has no type here (uuid, jsonb, inet, ranges, ...) as its text.
 */
export function readTypeOf(type: PgType, column: string): ReadType {
  if (type.kind === 'array' && type.element !== null) {
    const element = readTypeOf(type.element, column)
    return { dataType: arrayType(element.dataType), asText: element.asText }
  }
  if (type.kind === 'base' && type.name === 'numeric') return { dataType: decimalOf(type, column), asText: false }
  const known = type.kind === 'base' ? simple[type.name] : undefined
  if (known !== undefined) return { dataType: known, asText: false }
  return { dataType: stringType, asText: !(type.kind === 'enum' || plainText.has(type.name)) }
}

function decimalOf(type: PgType, column: string): DataType {
  const modifier = numericModifier(type)
  if (modifier === null) return unboundedNumeric
  const scale = Math.max(modifier.scale, 0)
  const precision = Math.max(modifier.precision - Math.min(modifier.scale, 0), scale)
  if (precision <= maxDecimalPrecision) return decimalType(precision, scale)
  const hint = `Read it by a query that casts it, such as SELECT CAST("${column}" AS numeric(38, 10)) AS "${column}".`
  const reason = `a decimal has at most ${maxDecimalPrecision} digits`
  throw raise('UNSUPPORTED_READ', { column, type: type.sql, reason, hint })
}
