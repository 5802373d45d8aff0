import { unreachable } from '../../errors/invariant.ts'
import type { DataType, DecimalType, StructType } from '../../types/data-type.ts'
import { formatDate } from '../datetime/format-datetime.ts'
import { dateTimePattern } from '../datetime/pattern/datetime-pattern.ts'
import { utc } from '../datetime/time-zone.ts'
import { decimalToText } from '../numbers/decimal-text.ts'
import { doubleToString, floatToString } from '../numbers/double-to-string.ts'
import type { JsonOptions } from './json-options.ts'
import { writeJsonString } from './json-string.ts'

/** Writes an internal value that is not null. */
export type JsonWriter = (value: never) => string

const timestampPattern = "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]"
const timestampNtzPattern = "yyyy-MM-dd'T'HH:mm:ss[.SSS]"

/** Makes the writer of a type, as Spark's JSON writer has it: null fields of structs are left out unless told otherwise. */
export function jsonWriter(type: DataType, options: JsonOptions): JsonWriter {
  switch (type.kind) {
    case 'string':
      return writeJsonString
    case 'binary':
      return (bytes: Uint8Array) => `"${Buffer.from(bytes).toString('base64')}"`
    case 'double':
      return (value: number) => quoteUnlessFinite(value, doubleToString)
    case 'float':
      return (value: number) => quoteUnlessFinite(value, floatToString)
    case 'decimal':
      return (value: number | bigint) => writeDecimal(value, type)
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return String
    case 'date':
      return (days: number) => writeJsonString(options.dateFormat?.formatDate(days) ?? formatDate(days))
    case 'timestamp': {
      const pattern = options.timestampFormat ?? dateTimePattern(timestampPattern)
      return (micros: number) => writeJsonString(pattern.format(micros, options.zone))
    }
    case 'timestamp_ntz': {
      const pattern = options.timestampNtzFormat ?? dateTimePattern(timestampNtzPattern)
      return (micros: number) => writeJsonString(pattern.format(micros, utc))
    }
    case 'array': {
      const element = orNull(jsonWriter(type.element, options))
      return (values: readonly unknown[]) => `[${values.map(element).join(',')}]`
    }
    case 'map': {
      const value = orNull(jsonWriter(type.value, options))
      const key = keyWriter(type.key)
      return (map: ReadonlyMap<never, unknown>) => `{${[...map].map(([k, v]) => `${key(k)}:${value(v)}`).join(',')}}`
    }
    case 'struct':
      return structWriter(type, options)
    case 'void':
      return () => 'null'
    default:
      return unreachable(type, 'to_json')
  }
}

function orNull(write: JsonWriter): (value: unknown) => string {
  return (value) => (value === null ? 'null' : write(value as never))
}

function quoteUnlessFinite(value: number, write: (value: number) => string): string {
  return Number.isFinite(value) ? write(value) : `"${value}"`
}

/** As `BigDecimal.toString`: an exponent only for very small numbers. */
function writeDecimal(value: number | bigint, { scale }: DecimalType): string {
  const digits = (value < 0 ? -value : value).toString()
  const exponent = digits.length - 1 - scale
  if (exponent >= -6) return decimalToText(value, scale)
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`
  return `${value < 0 ? '-' : ''}${mantissa}E${exponent}`
}

function keyWriter(type: DataType): (key: never) => string {
  switch (type.kind) {
    case 'string':
      return writeJsonString
    case 'double':
      return (key: number) => writeJsonString(doubleToString(key))
    case 'float':
      return (key: number) => writeJsonString(floatToString(key))
    case 'decimal':
      return (key: number | bigint) => writeJsonString(decimalToText(key, type.scale))
    default:
      return (key: unknown) => writeJsonString(String(key))
  }
}

function structWriter(type: StructType, options: JsonOptions): JsonWriter {
  const fields = type.fields.map((f) => ({ name: writeJsonString(f.name), write: jsonWriter(f.dataType, options) }))
  return (values: readonly unknown[]) => {
    let text = ''
    for (let i = 0; i < fields.length; i++) {
      const value = values[i]
      if (value === null && options.ignoreNullFields) continue
      const { name, write } = fields[i] as (typeof fields)[number]
      text += `${text === '' ? '' : ','}${name}:${value === null ? 'null' : write(value as never)}`
    }
    return `{${text}}`
  }
}
