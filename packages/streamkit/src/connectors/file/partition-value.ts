import { parseDate } from '../../expressions/datetime/parse-date.ts'
import { parseTimestamp, parseTimestampNtz } from '../../expressions/datetime/parse-timestamp.ts'
import { dateTimePattern } from '../../expressions/datetime/pattern/datetime-pattern.ts'
import { timeZone } from '../../expressions/datetime/time-zone.ts'
import { fitsPrecision } from '../../expressions/numbers/decimal-arithmetic.ts'
import { parseDecimalText, scaleParsed } from '../../expressions/numbers/decimal-text.ts'
import { parseDouble } from '../../expressions/numbers/parse-number.ts'
import {
  bigintType,
  type DataType,
  dateType,
  doubleType,
  intType,
  isCompactDecimal,
  maxDecimalPrecision,
  stringType,
  timestampType,
  voidType,
} from '../../types/data-type.ts'
import { nullPartition, unescapePathName } from './partition-path.ts'

const wholeNumber = /^[+-]?[0-9]+$/

/** The type that one value of a path shows, as Spark finds it; `zone` is the session's. */
export function partitionType(raw: string, zone: string): DataType {
  if (raw === nullPartition) return voidType
  if (wholeNumber.test(raw)) {
    const value = BigInt(raw.replace(/^\+/, ''))
    if (BigInt.asIntN(32, value) === value) return intType
    if (BigInt.asIntN(64, value) === value) return bigintType
  }
  const decimal = wholeDecimal(raw)
  if (decimal !== null) return decimal
  if (doubleOf(raw) !== null) return doubleType
  if (isTime(unescapePathName(raw), zone)) return timestampType
  return dateTimePattern('yyyy-MM-dd').parseDate(raw) === null ? stringType : dateType
}

/** Numbers without a fraction: `1e3` is one of four digits. */
function wholeDecimal(raw: string): DataType | null {
  const parsed = /[\0-\x20]/.test(raw) ? null : parseDecimalText(raw)
  if (parsed === null || parsed.scale > 0 || parsed.scale < -maxDecimalPrecision) return null
  const precision = String(parsed.unscaled).replace('-', '').length - parsed.scale
  return precision <= maxDecimalPrecision ? { kind: 'decimal', precision, scale: 0 } : null
}

/** Java's numbers: `1e3`, `1.5d`, `NaN`; the words in no other case. */
function doubleOf(text: string): number | null {
  const value = parseDouble(text)
  return value === null || Number.isFinite(value) || /[0-9]/.test(text) || /^[+-]?(?:NaN|Infinity)$/.test(text.trim())
    ? value
    : null
}

function isTime(text: string, zone: string): boolean {
  const forms = ['yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd HH:mm:ss.S']
  return forms.some((form) => dateTimePattern(form).parse(text, timeZone(zone)) !== null)
}

/** The value of a partition column as a batch keeps it; undefined if the text is none of that type. */
export function partitionValue(raw: string, type: DataType, zone: string): unknown {
  if (raw === nullPartition) return null
  const parsed = parsedValue(raw, type, zone)
  return parsed === null ? undefined : parsed
}

function parsedValue(raw: string, type: DataType, zone: string): unknown {
  const text = unescapePathName(raw)
  switch (type.kind) {
    case 'string':
      return text
    case 'boolean':
      return /^true$/i.test(raw) ? true : /^false$/i.test(raw) ? false : null
    case 'tinyint':
      return wholeOf(raw, 8)
    case 'smallint':
      return wholeOf(raw, 16)
    case 'int':
      return wholeOf(raw, 32)
    case 'bigint': {
      if (!wholeNumber.test(raw)) return null
      const value = BigInt(raw.replace(/^\+/, ''))
      if (type.as === 'number') return Number.isSafeInteger(Number(value)) ? Number(value) : null
      return BigInt.asIntN(64, value) === value ? value : null
    }
    case 'float':
    case 'double': {
      const value = doubleOf(raw)
      return value === null || type.kind === 'double' ? value : Math.fround(value)
    }
    case 'decimal': {
      const parsed = parseDecimalText(raw)
      const value = parsed === null ? null : scaleParsed(parsed, type.scale)
      if (value === null || !fitsPrecision(value, type.precision)) return null
      return isCompactDecimal(type) ? Number(value) : value
    }
    case 'date':
      return parseDate(text)
    case 'timestamp':
      return parseTimestamp(text, timeZone(zone))
    case 'timestamp_ntz':
      return parseTimestampNtz(text)
    default:
      return null
  }
}

function wholeOf(text: string, bits: number): number | null {
  if (!wholeNumber.test(text)) return null
  const value = BigInt(text.replace(/^\+/, ''))
  return BigInt.asIntN(bits, value) === value ? Number(value) : null
}
