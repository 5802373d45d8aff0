import {
  type BigIntType,
  type DecimalType,
  decimalType,
  type IntegralType,
  maxDecimalPrecision,
} from '../../types/data-type.ts'
import type { LiteralValue } from '../expression.ts'
import { digitCount } from './decimal-arithmetic.ts'

/** Digits after the point that a result keeps even when it must lose precision. */
const minimumAdjustedScale = 6

/** The decimal that holds every value of an integer type. */
export function decimalOfIntegral(type: IntegralType | BigIntType): DecimalType {
  switch (type.kind) {
    case 'tinyint':
      return decimalType(3, 0)
    case 'smallint':
      return decimalType(5, 0)
    case 'int':
      return decimalType(10, 0)
    case 'bigint':
      return decimalType(20, 0)
  }
}

/** The same for a constant: as many digits as it has. */
export function decimalOfLiteral(type: IntegralType | BigIntType, value: LiteralValue): DecimalType {
  if (type.kind === 'tinyint' || (typeof value !== 'number' && typeof value !== 'string'))
    return decimalOfIntegral(type)
  return decimalType(digitCount(BigInt(value)), 0)
}

/** Beyond 38 digits the integral part is kept and the fraction cut, but not below 6 digits. */
function adjusted(precision: number, scale: number): DecimalType {
  if (precision <= maxDecimalPrecision) return decimalType(precision, scale)
  const kept = Math.max(maxDecimalPrecision - (precision - scale), Math.min(scale, minimumAdjustedScale))
  return decimalType(maxDecimalPrecision, kept)
}

export type DecimalOperator = 'add' | 'subtract' | 'multiply' | 'divide' | 'remainder'

/** The type of `a operator b`, Spark's rules with precision loss allowed. */
export function decimalResult(operator: DecimalOperator, a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale)
  const [wholeA, wholeB] = [a.precision - a.scale, b.precision - b.scale]
  switch (operator) {
    case 'add':
    case 'subtract':
      return adjusted(Math.max(wholeA, wholeB) + scale + 1, scale)
    case 'multiply':
      return adjusted(a.precision + b.precision + 1, a.scale + b.scale)
    case 'divide': {
      const fraction = Math.max(minimumAdjustedScale, a.scale + b.precision + 1)
      return adjusted(wholeA + b.scale + fraction, fraction)
    }
    case 'remainder':
      return adjusted(Math.min(wholeA, wholeB) + scale, scale)
  }
}

/** The decimal that holds both; when 38 digits are too few, the fraction gives way. */
export function widerDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale)
  const precision = Math.max(a.precision - a.scale, b.precision - b.scale) + scale
  return bounded(precision, scale)
}

/** At most 38 digits: the fraction is cut by what is too much. */
export function bounded(precision: number, scale: number): DecimalType {
  if (precision <= maxDecimalPrecision) return decimalType(precision, scale)
  return decimalType(maxDecimalPrecision, Math.max(0, scale - (precision - maxDecimalPrecision)))
}
