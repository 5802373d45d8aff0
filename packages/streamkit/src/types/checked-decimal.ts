import { AnalysisException } from '../errors/streamkit-error.ts'
import { type DecimalType, decimalType, maxDecimalPrecision } from './data-type.ts'

/** The decimal type with this precision and scale. Throws INVALID_DECIMAL_TYPE unless 1 <= precision <= 38 and 0 <= scale <= precision. */
export function checkedDecimal(precision: number, scale: number): DecimalType {
  const valid =
    Number.isInteger(precision) &&
    Number.isInteger(scale) &&
    precision >= 1 &&
    precision <= maxDecimalPrecision &&
    scale >= 0 &&
    scale <= precision
  if (!valid) throw new AnalysisException('INVALID_DECIMAL_TYPE', { precision, scale })
  return decimalType(precision, scale)
}
