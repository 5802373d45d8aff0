import { daysOfIsoDate } from '../columnar/iso-text.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression, Literal, LiteralValue } from '../expressions/expression.ts'
import {
  bigintType,
  binaryType,
  booleanType,
  type DataType,
  dateType,
  decimalType,
  doubleType,
  intType,
  isCompactDecimal,
  maxDecimalPrecision,
  safeBigintType,
  stringType,
  timestampType,
  voidType,
} from '../types/data-type.ts'
import { Decimal } from '../types/decimal.ts'

/** What can be written where a column is asked for. */
export type LiteralInput =
  | null
  | boolean
  | string
  | number
  | bigint
  | Decimal
  | Date
  | Uint8Array
  | readonly LiteralInput[]

/**
 * The constant of a value: whole numbers are INT or BIGINT by their size, others DOUBLE; a Date is a TIMESTAMP; an array becomes a call of `array`.
 *
 * Throws UNSUPPORTED_FEATURE for what no column can hold.
 */
export function literalOf(value: unknown): Expression {
  if (Array.isArray(value)) return { kind: 'call', name: 'array', args: value.map(literalOf) }
  if (value === null) return literal(null, voidType)
  if (typeof value === 'string') return literal(value, stringType)
  if (typeof value === 'boolean') return literal(value, booleanType)
  if (typeof value === 'number') return numberLiteral(value)
  if (typeof value === 'bigint') return bigintLiteral(value)
  if (Decimal.is(value)) return decimalLiteral(value)
  if (value instanceof Date && !Number.isNaN(value.getTime())) return literal(value.getTime() * 1000, timestampType)
  if (value instanceof Uint8Array) return literal(hexOf(value), binaryType)
  return refuse(value)
}

/** The DATE of ISO text. */
export function dateLiteral(text: string): Literal {
  const days = daysOfIsoDate(text)
  if (days === null) refuse(text)
  return literal(days, dateType)
}

function literal(value: LiteralValue, dataType: DataType): Literal {
  return { kind: 'literal', value, dataType }
}

function numberLiteral(value: number): Literal {
  if (Object.is(value, -0)) return literal('-0', doubleType)
  if (!Number.isFinite(value)) return literal(String(value), doubleType)
  if (!Number.isSafeInteger(value)) return literal(value, doubleType)
  return literal(value, value === (value | 0) ? intType : safeBigintType)
}

function bigintLiteral(value: bigint): Literal {
  if (BigInt.asIntN(64, value) === value) return literal(value.toString(), bigintType)
  return decimalLiteral(Decimal.from(value))
}

function decimalLiteral(value: Decimal): Literal {
  const { unscaled, scale } = Decimal.ofUnscaled(value.unscaled, value.scale)
  const precision = Decimal.ofUnscaled(unscaled, scale).precision
  if (precision > maxDecimalPrecision) refuse(value)
  const type = decimalType(precision, scale)
  return literal(isCompactDecimal(type) ? Number(unscaled) : unscaled.toString(), type)
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function refuse(value: unknown): never {
  throw new AnalysisException('UNSUPPORTED_FEATURE', {
    feature: `A constant of ${typeof value === 'object' ? String(Object.prototype.toString.call(value)) : `${typeof value} (${String(value)})`}`,
    hint: 'Use null, a boolean, string, number, bigint, Decimal, valid Date, Uint8Array or an array of these.',
  })
}
