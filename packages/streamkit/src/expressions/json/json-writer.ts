import { unreachable } from '../../errors/invariant.ts'
import type { DataType, StructField, StructType } from '../../types/data-type.ts'
import { formatDate } from '../datetime/format-datetime.ts'
import { dateTimePattern } from '../datetime/pattern/datetime-pattern.ts'
import { utc } from '../datetime/time-zone.ts'
import { decimalToScientificText, decimalToText } from '../numbers/decimal-text.ts'
import { doubleToString, floatToString } from '../numbers/double-to-string.ts'
import type { JsonOptions } from './json-options.ts'
import { writeAsciiJsonString, writeJsonString } from './json-string.ts'

/** Writes an internal value that is not null. */
export type JsonWriter = (value: never) => string

const timestampPattern = "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXXXX]"
const timestampNtzPattern = "yyyy-MM-dd'T'HH:mm:ss[.SSS]"

/** Makes the writer of a type, as Spark's JSON writer has it: null fields of structs are left out unless told otherwise. */
export function jsonWriter(type: DataType, options: JsonOptions): JsonWriter {
  switch (type.kind) {
    case 'string':
      return jsonStringWriter(options)
    case 'binary':
      return (bytes: Uint8Array) => `"${Buffer.from(bytes).toString('base64')}"`
    case 'double':
      return (value: number) => quoteUnlessFinite(value, doubleToString)
    case 'float':
      return (value: number) => quoteUnlessFinite(value, floatToString)
    case 'decimal':
      return (value: number | bigint) => decimalToScientificText(value, type.scale)
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
      const key = keyText(type.key)
      const name = jsonStringWriter(options)
      return (map: ReadonlyMap<never, unknown>) => {
        const entries = Array.from(map, ([k, v]) => [key(k), v] as const)
        if (options.sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : 1))
        return `{${entries.map(([k, v]) => `${name(k)}:${value(v)}`).join(',')}}`
      }
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

function keyText(type: DataType): (key: never) => string {
  switch (type.kind) {
    case 'double':
      return doubleToString
    case 'float':
      return floatToString
    case 'decimal':
      return (key: number | bigint) => decimalToText(key, type.scale)
    default:
      return String
  }
}

/** How strings and names are written. */
export function jsonStringWriter({ asciiOnly }: JsonOptions): (text: string) => string {
  return asciiOnly ? writeAsciiJsonString : writeJsonString
}

/** The order in which the fields of a struct are written. */
export function jsonFieldOrder(type: StructType, { sortKeys }: JsonOptions): readonly number[] {
  const order = type.fields.map((_, i) => i)
  const nameOf = (i: number): string => type.fields[i]?.name ?? ''
  return sortKeys ? order.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)) : order
}

function structWriter(type: StructType, options: JsonOptions): JsonWriter {
  const fields = jsonFieldOrder(type, options).map((index) => {
    const field = type.fields[index] as StructField
    return { index, name: jsonStringWriter(options)(field.name), write: jsonWriter(field.dataType, options) }
  })
  return (values: readonly unknown[]) => {
    let text = ''
    for (const { index, name, write } of fields) {
      const value = values[index]
      if (value === null && options.ignoreNullFields) continue
      text += `${text === '' ? '' : ','}${name}:${value === null ? 'null' : write(value as never)}`
    }
    return `{${text}}`
  }
}
