import { ExecutionException } from '../../errors/streamkit-error.ts'
import { type DataType, type StructType, structType } from '../../types/data-type.ts'
import { type ConversionState, jsonConverter, notConverted } from './json-converter.ts'
import { JsonCursor } from './json-cursor.ts'
import type { JsonOptions } from './json-options.ts'
import { JsonSyntaxError } from './json-syntax-error.ts'

/** Reads one JSON text as a type: an internal value or null. */
export type JsonParser = (text: string) => unknown

/**
 * Makes the parser of `from_json`. Of a struct what does not fit is null, malformed text gives nulls only, empty text null; the column for
 * corrupt records, if the struct has it, gets the text of both. FAILFAST: what does not fit is an error.
 */
export function jsonParser(type: DataType, options: JsonOptions): JsonParser {
  return type.kind === 'struct' ? structParser(type, options) : valueParser(type, options)
}

function structParser(type: StructType, options: JsonOptions): JsonParser {
  const corrupt = type.fields.findIndex((f) => f.name === options.corruptRecordColumn && f.dataType.kind === 'string')
  const known = corrupt < 0 ? type : structType(type.fields.filter((_, i) => i !== corrupt))
  const read = reader(known, options)
  const nulls = known.fields.map(() => null)
  return (text) => {
    const result = read(text)
    if (result === null) return null
    const values = Array.isArray(result.value) ? (result.value as unknown[]) : [...nulls]
    return corrupt < 0 ? values : values.toSpliced(corrupt, 0, result.good ? null : text)
  }
}

/** An array of structs is also read from one object. */
function valueParser(type: DataType, options: JsonOptions): JsonParser {
  const read = reader(type, options)
  const readElement = type.kind === 'array' && type.element.kind === 'struct' ? reader(type.element, options) : null
  return (text) => {
    if (readElement !== null && /^\s*\{/.test(text)) {
      const element = readElement(text)
      return element === null || !Array.isArray(element.value) ? null : [element.value]
    }
    const result = read(text)
    return result === null || result.value === notConverted ? null : result.value
  }
}

interface ReadResult {
  readonly value: unknown
  readonly good: boolean
}

function reader(type: DataType, options: JsonOptions): (text: string) => ReadResult | null {
  const convert = jsonConverter(type, options)
  return (text) => {
    const cursor = new JsonCursor(text, options.leniency)
    const state: ConversionState = { problem: null, fieldName: '' }
    try {
      if (cursor.isBlank) return null
      const value = convert(cursor, state)
      if (state.problem === null && value !== notConverted)
        return { value, good: value !== null || type.kind !== 'struct' }
      if (options.mode === 'PERMISSIVE') return { value, good: false }
    } catch (cause) {
      if (!(cause instanceof JsonSyntaxError)) throw cause
      if (options.mode === 'PERMISSIVE') return { value: notConverted, good: false }
      throw new ExecutionException('MALFORMED_JSON_RECORD', { badRecord: text }, { cause })
    }
    throw new ExecutionException('CANNOT_PARSE_JSON_FIELD', {
      fieldName: state.problem?.fieldName ?? '',
      fieldValue: state.problem?.fieldValue ?? text,
      dataType: state.problem?.dataType ?? '',
    })
  }
}
