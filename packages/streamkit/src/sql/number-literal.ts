import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Literal } from '../expressions/expression.ts'
import { decimalTypeOfText, literal } from '../expressions/literal.ts'
import {
  bigintType,
  type DataType,
  decimalType,
  doubleType,
  floatType,
  intType,
  isCompactDecimal,
  maxDecimalPrecision,
  simpleString,
  smallintType,
  tinyintType,
} from '../types/data-type.ts'

const integers: Readonly<Record<string, { readonly type: DataType; readonly bits: number }>> = {
  Y: { type: tinyintType, bits: 8 },
  S: { type: smallintType, bits: 16 },
  L: { type: bigintType, bits: 64 },
}

const parts = /^(-?)(.*?)(BD|[LSYDF])?$/i

/**
 * The constant that a number means: whole numbers are INT, BIGINT or DECIMAL by their size, those with a point DECIMAL, those with an exponent DOUBLE; a suffix (L, S, Y, D, F, BD) says another type.
 * Throws INVALID_NUMERIC_LITERAL_RANGE.
 */
export function numberLiteral(text: string): Literal {
  const [, sign = '', body = '', written = ''] = parts.exec(text) as RegExpExecArray
  const suffix = written.toUpperCase()
  const digits = sign + body
  const integer = integers[suffix]
  if (integer !== undefined) return integerLiteral(digits, integer)
  if (suffix === 'BD') return decimalLiteral(digits)
  if (suffix === 'F') return literal(floatOf(digits), floatType)
  if (suffix === 'D' || /e/i.test(body)) return literal(doubleOf(digits), doubleType)
  if (body.includes('.')) return decimalLiteral(digits)
  return wholeLiteral(digits)
}

function wholeLiteral(digits: string): Literal {
  const value = BigInt(digits)
  if (BigInt.asIntN(32, value) === value) return literal(Number(value), intType)
  return BigInt.asIntN(64, value) === value ? literal(value, bigintType) : decimalLiteral(digits)
}

function integerLiteral(digits: string, { type, bits }: { readonly type: DataType; readonly bits: number }): Literal {
  const value = BigInt(digits)
  if (BigInt.asIntN(bits, value) !== value) {
    const limit = 2n ** BigInt(bits - 1)
    throw outOfRange(digits, type, [String(-limit), String(limit - 1n)])
  }
  return literal(bits === 64 ? value : Number(value), type)
}

function doubleOf(digits: string): number {
  const value = Number(digits)
  const limit = String(Number.MAX_VALUE)
  if (!Number.isFinite(value)) throw outOfRange(digits, doubleType, [`-${limit}`, limit])
  return value
}

function floatOf(digits: string): number {
  const value = Math.fround(Number(digits))
  const limit = '3.4028234663852886E+38'
  if (!Number.isFinite(value)) throw outOfRange(digits, floatType, [`-${limit}`, limit])
  return value
}

/** `1.50` has two digits behind the point, `1e3BD` none; zeros before count for nothing. */
function decimalLiteral(text: string): Literal {
  const [mantissa = '', exponent = '0'] = text.split(/e/i)
  const point = mantissa.indexOf('.')
  const scale = (point < 0 ? 0 : mantissa.length - point - 1) - Number(exponent)
  const unscaled = BigInt(mantissa.replace('.', '')) * (scale < 0 ? 10n ** BigInt(-scale) : 1n)
  const fixed = Math.max(scale, 0)
  const digits = String(unscaled).replace('-', '').length
  const type =
    point < 0 || Number(exponent) !== 0 ? decimalType(Math.max(digits, fixed), fixed) : decimalTypeOfText(mantissa)
  if (type.kind !== 'decimal' || type.precision > maxDecimalPrecision) {
    throw outOfRange(text, decimalType(maxDecimalPrecision, fixed), [`-${'9'.repeat(38)}`, '9'.repeat(38)])
  }
  return literal(isCompactDecimal(type) ? Number(unscaled) : unscaled, type)
}

function outOfRange(
  digits: string,
  type: DataType,
  [minValue, maxValue]: readonly [string, string],
): AnalysisException {
  const typeName = type.kind === 'decimal' ? 'decimal' : simpleString(type)
  return new AnalysisException('INVALID_NUMERIC_LITERAL_RANGE', {
    rawStrippedQualifier: digits,
    minValue,
    maxValue,
    typeName,
  })
}
