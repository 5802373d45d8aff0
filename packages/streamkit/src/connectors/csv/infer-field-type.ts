import { parseTimestamp } from '../../expressions/datetime/parse-timestamp.ts'
import { dateTimePattern } from '../../expressions/datetime/pattern/datetime-pattern.ts'
import { timeZone } from '../../expressions/datetime/time-zone.ts'
import { parseDecimalText } from '../../expressions/numbers/decimal-text.ts'
import {
  bigintType,
  booleanType,
  type DataType,
  dateType,
  doubleType,
  intType,
  stringType,
  timestampType,
  voidType,
} from '../../types/data-type.ts'
import type { CsvOptions } from './csv-options.ts'
import { javaDouble } from './decode/double-decoder.ts'
import { parseWhole } from './decode/integer-decoder.ts'
import { compatibleType } from './merge-field-types.ts'

/** The type of a column after one more value; void before the first that says anything. */
export type FieldInference = (soFar: DataType, text: string) => DataType

type Try = (text: string) => DataType

/** Spark's CSVInferSchema: a value is tried as the type that the column has so far, then as ever wider ones. `zone` is that of times without one. */
export function fieldInference(options: CsvOptions, zone: string): FieldInference {
  const tries = typeTries(options, zone)
  const compatible = compatibleType(options)
  return (soFar, text) => {
    if (soFar.kind === 'string') return soFar
    const found = (tries.get(soFar.kind) as Try)(text)
    return found === soFar ? soFar : compatible(soFar, found)
  }
}

function typeTries(options: CsvOptions, zone: string): ReadonlyMap<DataType['kind'], Try> {
  const isDate = dateTest(options)
  const isTimestamp = timestampTest(options, zone)
  const words = new Set([options.nanValue, options.positiveInf, options.negativeInf])
  const tryBoolean: Try = (text) => (/^(?:true|false)$/i.test(text) ? booleanType : stringType)
  const tryTimestamp: Try = (text) => (isTimestamp(text) ? timestampType : tryBoolean(text))
  const tryDate: Try = (text) => (isDate(text) ? dateType : tryTimestamp(text))
  const tryDouble: Try = (text) => {
    if (javaDouble(text) !== null || words.has(text)) return doubleType
    return options.preferDate ? tryDate(text) : tryTimestamp(text)
  }
  const tryDecimal: Try = (text) => wholeDecimal(text) ?? tryDouble(text)
  const tryBigint: Try = (text) => {
    const value = parseWhole(text)
    return value !== null && BigInt.asIntN(64, value) === value ? bigintType : tryDecimal(text)
  }
  const tryInt: Try = (text) => {
    if (/^[+-]?[0-9]{1,9}$/.test(text)) return intType
    const value = parseWhole(text)
    return value !== null && BigInt.asIntN(32, value) === value ? intType : tryBigint(text)
  }
  return new Map<DataType['kind'], Try>([
    ['void', tryInt],
    ['int', tryInt],
    ['bigint', tryBigint],
    ['decimal', tryDecimal],
    ['double', tryDouble],
    ['date', tryDate],
    ['timestamp', tryTimestamp],
    ['boolean', tryBoolean],
  ])
}

/** A number without a fraction that a DECIMAL holds: what is too large for BIGINT, or written like `5.`. */
function wholeDecimal(text: string): DataType | null {
  if (/[\0-\x20\x7f]/.test(text)) return null
  const parsed = parseDecimalText(text)
  // one with digits behind the point becomes a double, one with a positive exponent has a negative scale
  if (parsed === null || parsed.scale !== 0) return null
  const precision = String(parsed.unscaled).replace('-', '').length
  return precision <= 38 ? { kind: 'decimal', precision, scale: 0 } : null
}

function dateTest(options: CsvOptions): (text: string) => boolean {
  const pattern = dateTimePattern(options.dateFormat ?? 'yyyy-MM-dd')
  pattern.check('parse')
  return (text) => pattern.parseDate(text) !== null
}

function timestampTest(options: CsvOptions, sessionTimeZone: string): (text: string) => boolean {
  const zone = timeZone(options.timeZone ?? sessionTimeZone)
  if (options.timestampFormat === null) return (text) => attempt(() => parseTimestamp(text, zone))
  const pattern = dateTimePattern(options.timestampFormat)
  pattern.check('parse')
  return (text) => attempt(() => pattern.parse(text, zone))
}

/** A time that no column holds is none. */
function attempt(parse: () => number | null): boolean {
  try {
    return parse() !== null
  } catch {
    return false
  }
}

/** The type of a column when all values were seen: one without any is STRING. */
export function settledType(type: DataType): DataType {
  return type === voidType ? stringType : type
}
