import { unreachable } from '../../errors/invariant.ts'
import { type DataType, type DecimalType, type StructType, sqlType } from '../../types/data-type.ts'
import { parseDate } from '../datetime/parse-date.ts'
import { parseTimestamp, parseTimestampNtz } from '../datetime/parse-timestamp.ts'
import { exactMicros } from '../datetime/units.ts'
import { bigIntToUnscaled, fitsPrecision } from '../numbers/decimal-arithmetic.ts'
import { parseDecimalText, scaleParsed } from '../numbers/decimal-text.ts'
import { copyScalar, jsonAsText } from './copy-json.ts'
import type { JsonCursor } from './json-cursor.ts'
import type { JsonOptions } from './json-options.ts'
import { JsonSyntaxError } from './json-syntax-error.ts'

/** A value that does not fit its type: what was found, and what was wanted. */
export interface FieldProblem {
  readonly fieldName: string
  readonly fieldValue: string
  readonly dataType: string
}

/** Where converters report the first value that did not fit. */
export interface ConversionState {
  problem: FieldProblem | null
  fieldName: string
}

/** Stands for a value that could not be made; the reader is behind it. */
export const notConverted: unique symbol = Symbol('not converted')

/** Reads the next value as a type: an internal value, null, or {@link notConverted}. */
export type JsonConverter = (cursor: JsonCursor, state: ConversionState) => unknown

/** Makes the converter of a type, by the rules of Spark's JSON reader: a string is no number, a number no boolean. */
export function jsonConverter(type: DataType, options: JsonOptions): JsonConverter {
  switch (type.kind) {
    case 'array':
      return arrayConverter(jsonConverter(type.element, options), type)
    case 'map':
      return mapConverter(jsonConverter(type.value, options), type)
    case 'struct':
      return structConverter(type, options)
    case 'string':
      return textConverter(type, options)
    default:
      return scalarConverter(type, scalarReader(type, options), options.leniency.maxStringLength)
  }
}

/** A string without its quotes, everything else as it stands there. */
function exactText(cursor: JsonCursor): string {
  return cursor.kind() === 'string' ? cursor.string() : copyScalar(cursor)
}

/** Text of a string, or of whatever else stands there; a string that is longer than is allowed does not fit. */
function textConverter(
  type: DataType,
  { exactText: isExact, leniency: { maxStringLength } }: JsonOptions,
): JsonConverter {
  const read = isExact ? exactText : jsonAsText
  if (maxStringLength === Number.POSITIVE_INFINITY) return (cursor) => (readsNull(cursor) ? null : read(cursor))
  return (cursor, state) => {
    if (readsNull(cursor)) return null
    const isString = cursor.kind() === 'string'
    const text = read(cursor)
    return isString && text.length > maxStringLength ? misfit(text, state, type) : text
  }
}

function misfit(fieldValue: string, state: ConversionState, type: DataType): typeof notConverted {
  state.problem ??= { fieldName: state.fieldName, fieldValue, dataType: sqlType(type) }
  return notConverted
}

function readsNull(cursor: JsonCursor): boolean {
  if (cursor.kind() !== 'null') return false
  cursor.word()
  return true
}

function reject(cursor: JsonCursor, state: ConversionState, type: DataType): typeof notConverted {
  return misfit(jsonAsText(cursor), state, type)
}

function arrayConverter(element: JsonConverter, type: DataType): JsonConverter {
  return (cursor, state) => {
    if (readsNull(cursor)) return null
    if (cursor.kind() !== 'array') return reject(cursor, state, type)
    const values: unknown[] = []
    let whole = true
    cursor.array(() => {
      const value = element(cursor, state)
      if (value === notConverted) whole = false
      values.push(value)
    })
    return whole ? values : notConverted
  }
}

function mapConverter(convert: JsonConverter, type: DataType): JsonConverter {
  return (cursor, state) => {
    if (readsNull(cursor)) return null
    if (cursor.kind() !== 'object') return reject(cursor, state, type)
    const map = new Map<string, unknown>()
    let whole = true
    cursor.object((name) => {
      const value = convert(cursor, state)
      if (value === notConverted) whole = false
      map.set(name, value)
    })
    return whole ? map : notConverted
  }
}

/** A field that does not fit is null and the others are kept; of a name that comes twice the last that fits counts. */
function structConverter(type: StructType, options: JsonOptions): JsonConverter {
  const fields = new Map(
    type.fields.map((f, index) => [f.name, { index, convert: jsonConverter(f.dataType, options) }]),
  )
  return (cursor, state) => {
    if (readsNull(cursor)) return null
    if (cursor.kind() !== 'object') return reject(cursor, state, type)
    const values: unknown[] = new Array(type.fields.length).fill(null)
    cursor.object((name) => {
      const field = fields.get(name)
      if (field === undefined) {
        cursor.skip()
        return
      }
      state.fieldName = name
      const value = field.convert(cursor, state)
      if (value !== notConverted) values[field.index] = value
    })
    return values
  }
}

/** Where a value was read from. */
type Scalar = 'string' | 'int' | 'float' | 'true' | 'false'
/** Makes an internal value of the text of a scalar, or null if it does not fit. */
type ScalarReader = (text: string, kind: Scalar) => unknown

function scalarConverter(type: DataType, read: ScalarReader, maxStringLength: number): JsonConverter {
  return (cursor, state) => {
    const kind = cursor.kind()
    if (kind === 'null') {
      cursor.word()
      return null
    }
    if (kind === 'object' || kind === 'array') return reject(cursor, state, type)
    const text = kind === 'string' ? cursor.string() : kind === 'int' || kind === 'float' ? cursor.number() : kind
    if (kind === 'true' || kind === 'false') cursor.word()
    if (kind === 'string' && text.length > maxStringLength) return misfit(text, state, type)
    return read(text, kind) ?? misfit(text, state, type)
  }
}

function scalarReader(type: DataType, options: JsonOptions): ScalarReader {
  switch (type.kind) {
    case 'boolean':
      return (_, kind) => (kind === 'true' ? true : kind === 'false' ? false : null)
    case 'tinyint':
      return intReader(-128, 127)
    case 'smallint':
      return intReader(-32_768, 32_767)
    case 'int':
      return intReader(-2_147_483_648, 2_147_483_647)
    case 'bigint':
      return type.as === 'number' ? intReader(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) : readLong
    case 'float':
      return (text, kind) => round32(readDouble(text, kind, options))
    case 'double':
      return (text, kind) => readDouble(text, kind, options)
    case 'decimal':
      return (text, kind) => readDecimal(text, kind, type)
    case 'date':
      return dateReader(options)
    case 'timestamp':
      return timestampReader(options)
    case 'timestamp_ntz':
      return (text, kind) => {
        if (kind !== 'string') return null
        const pattern = options.timestampNtzFormat
        return pattern === null ? parseTimestampNtz(text, false) : pattern.parseNtz(text)
      }
    case 'binary':
      return readBinary
    case 'void':
      return () => null
    case 'string':
    case 'array':
    case 'map':
    case 'struct':
      return () => null
    default:
      return unreachable(type, 'from_json')
  }
}

function intReader(least: number, most: number): ScalarReader {
  return (text, kind) => {
    if (kind !== 'int') return null
    const value = Number(text) + 0
    return value >= least && value <= most ? value : null
  }
}

function readLong(text: string, kind: Scalar): bigint | null {
  if (kind !== 'int') return null
  const value = BigInt(text)
  return BigInt.asIntN(64, value) === value ? value : null
}

const namedDoubles: ReadonlyMap<string, number> = new Map(
  Object.entries({
    NaN: Number.NaN,
    '+INF': Number.POSITIVE_INFINITY,
    '+Infinity': Number.POSITIVE_INFINITY,
    Infinity: Number.POSITIVE_INFINITY,
    INF: Number.POSITIVE_INFINITY,
    '-INF': Number.NEGATIVE_INFINITY,
    '-Infinity': Number.NEGATIVE_INFINITY,
  }),
)

function readDouble(text: string, kind: Scalar, { leniency }: JsonOptions): number | null {
  if (kind === 'string') return leniency.nonNumericNumbers ? (namedDoubles.get(text) ?? null) : null
  return kind === 'int' || kind === 'float' ? Number(text) : null
}

function round32(value: number | null): number | null {
  return value === null ? null : Math.fround(value)
}

/** Decimals may come as text too, with grouping commas. */
function readDecimal(text: string, kind: Scalar, type: DecimalType): number | bigint | null {
  if (kind === 'true' || kind === 'false') return null
  const parsed = parseDecimalText(kind === 'string' ? text.replaceAll(',', '') : text)
  if (parsed === null || parsed.unscaled.toString().length - parsed.scale > 40) return null
  const unscaled = scaleParsed(parsed, type.scale)
  return fitsPrecision(unscaled, type.precision) ? bigIntToUnscaled(unscaled, type) : null
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Text that is no base64 makes the whole text malformed, as Jackson has it. */
function readBinary(text: string, kind: Scalar): Uint8Array | null {
  if (kind !== 'string') return null
  if (!base64.test(text)) throw new JsonSyntaxError(0)
  return new Uint8Array(Buffer.from(text, 'base64'))
}

function dateReader({ dateFormat, dateTimeFallback }: JsonOptions): ScalarReader {
  return (text, kind) => {
    if (kind !== 'string') return null
    const days = dateFormat === null ? parseDate(text) : dateFormat.parseDate(text)
    return days ?? ((dateTimeFallback ?? dateFormat === null) ? oldDate(text) : null)
  }
}

/** What Spark reads if nothing else fits: days since 1970, as its first versions wrote dates. */
function oldDate(text: string): number | null {
  const days = parseDate(text)
  if (days !== null || !/^[+-]?\d{1,10}$/.test(text)) return days
  const number = Number(text)
  return number === (number | 0) ? number : null
}

/** Whole numbers are seconds since 1970. */
function timestampReader({ timestampFormat, zone, dateTimeFallback }: JsonOptions): ScalarReader {
  return (text, kind) => {
    if (kind === 'int') return Math.abs(Number(text)) < maxSeconds ? exactMicros(Number(text), 0) : null
    if (kind !== 'string') return null
    if (timestampFormat === null) return parseTimestamp(text, zone)
    return timestampFormat.parse(text, zone) ?? (dateTimeFallback === true ? parseTimestamp(text, zone) : null)
  }
}

/** Microseconds of a 64-bit integer. */
const maxSeconds = 9_223_372_036_854
