import { AnalysisException, ExecutionException } from '../../errors/streamkit-error.ts'
import {
  arrayType,
  type DataType,
  intType,
  mapType,
  type StructType,
  stringType,
  structType,
} from '../../types/data-type.ts'
import { parseDataType, parseDdl } from '../../types/ddl.ts'
import { typeToDdl } from '../../types/to-ddl.ts'
import type { CallSite, FunctionDefinition, Kernel } from '../function-definition.ts'
import { inferJsonType, withoutVoid } from '../json/infer-json-type.ts'
import { JsonCursor } from '../json/json-cursor.ts'
import { plainLeniency } from '../json/json-leniency.ts'
import { type JsonOptionTexts, jsonOptions } from '../json/json-options.ts'
import { jsonParser } from '../json/json-parser.ts'
import { parseJsonPath } from '../json/json-path.ts'
import { jsonPathValue } from '../json/json-path-value.ts'
import { JsonSyntaxError } from '../json/json-syntax-error.ts'
import { jsonWriter } from '../json/json-writer.ts'
import { prettyJson } from '../json/pretty-json.ts'
import { strict, strictOrNull } from '../kernel.ts'
import { anyNullable, argumentAt, requireArguments, unexpectedType } from '../signature.ts'
import { defineFunction, prepared } from './define-function.ts'

/** Options as the values of a map argument; rows bring equal maps, so they are compared by text. */
function optionsKey(options: ReadonlyMap<string, string | null> | undefined): string {
  return options === undefined ? '{}' : JSON.stringify(Object.fromEntries(options))
}

function optionTexts(site: CallSite, key: string): JsonOptionTexts {
  return { ...(site.parameters.options as JsonOptionTexts | undefined), ...JSON.parse(key) }
}

/** Every part of what comes out of a text can be missing. */
function asNullable(type: DataType): DataType {
  switch (type.kind) {
    case 'struct':
      return structType(type.fields.map((f) => ({ ...f, dataType: asNullable(f.dataType), nullable: true })))
    case 'array':
      return arrayType(asNullable(type.element), true)
    case 'map':
      return mapType(asNullable(type.key), asNullable(type.value), true)
    default:
      return type
  }
}

/** The schema: a parameter, or a constant second argument in DDL, of columns or of any type. */
function schemaOf(site: CallSite): DataType {
  const given = site.parameters.schema as StructType | undefined
  if (given !== undefined) return asNullable(given)
  const text = site.args[1]?.literal
  if (typeof text !== 'string') {
    throw new AnalysisException('INVALID_SCHEMA.NON_STRING_LITERAL', {
      inputSchema: text === undefined ? 'a column' : String(text),
    })
  }
  try {
    return asNullable(parseDataType(text))
  } catch {
    return asNullable(parseDdl(text))
  }
}

const fromJson: FunctionDefinition = {
  name: 'from_json',
  signature: (site) => {
    requireArguments('from_json', site, site.parameters.schema === undefined ? [2, 3] : [1, 2])
    const [, ...others] = site.args
    return { inputs: [stringType, ...others.map((a) => a.dataType)], dataType: schemaOf(site), nullable: true }
  },
  kernel: (site, { dataType }): Kernel => {
    const optionsAt = site.parameters.schema === undefined ? 1 : 0
    const parserOf = prepared((key: string) => jsonParser(dataType, jsonOptions(optionTexts(site, key), site.conf)))
    return strictOrNull((text: string, ...others: readonly unknown[]) =>
      parserOf(optionsKey(others[optionsAt] as ReadonlyMap<string, string> | undefined))(text),
    )
  },
}

const toJson: FunctionDefinition = {
  name: 'to_json',
  signature: (site) => {
    requireArguments('to_json', site, [1, 2])
    const { kind } = argumentAt(site, 0).dataType
    if (kind !== 'struct' && kind !== 'array' && kind !== 'map' && kind !== 'void') {
      throw unexpectedType('to_json', site, { index: 0, required: '"STRUCT", "ARRAY" or "MAP"' })
    }
    return { inputs: site.args.map((a) => a.dataType), dataType: stringType, nullable: anyNullable(site) }
  },
  kernel: (site): Kernel => {
    const { dataType } = argumentAt(site, 0)
    const writerOf = prepared((key: string) => {
      const options = jsonOptions(optionTexts(site, key), site.conf)
      const write = jsonWriter(dataType, options)
      return options.pretty ? (value: never) => prettyJson(write(value)) : write
    })
    return strict((value: unknown, options?: ReadonlyMap<string, string>) =>
      writerOf(optionsKey(options))(value as never),
    )
  },
}

const getJsonObject = defineFunction({
  name: 'get_json_object',
  takes: [stringType, stringType],
  returns: stringType,
  nullable: true,
  kernel: () => {
    const stepsOf = prepared(parseJsonPath)
    return strictOrNull((text: string, path: string) => {
      const steps = stepsOf(path)
      return steps === null ? null : jsonPathValue(text, steps)
    })
  },
})

/** Reads with a cursor; null when the text is no JSON. */
function orNullOfBadJson<T>(read: (cursor: JsonCursor) => T | null): (text: string) => T | null {
  return (text) => {
    try {
      return read(new JsonCursor(text, plainLeniency))
    } catch (e) {
      if (e instanceof JsonSyntaxError) return null
      throw e
    }
  }
}

const arrayLength = orNullOfBadJson((cursor) => {
  if (cursor.isBlank || cursor.kind() !== 'array') return null
  let length = 0
  cursor.array(() => {
    cursor.skip()
    length++
  })
  return length
})

const objectKeys = orNullOfBadJson((cursor) => {
  if (cursor.isBlank || cursor.kind() !== 'object') return null
  const keys: string[] = []
  cursor.object((name) => {
    keys.push(name)
    cursor.skip()
  })
  return keys
})

function schemaText(text: string): string {
  try {
    return typeToDdl(withoutVoid(inferJsonType(new JsonCursor(text))))
  } catch (cause) {
    if (!(cause instanceof JsonSyntaxError)) throw cause
    throw new ExecutionException('MALFORMED_JSON_RECORD', { badRecord: text }, { cause })
  }
}

/** JSON texts to values and back. */
export const jsonFunctions: readonly FunctionDefinition[] = [
  fromJson,
  toJson,
  getJsonObject,
  defineFunction({
    name: 'json_array_length',
    takes: [stringType],
    returns: intType,
    nullable: true,
    kernel: () => strictOrNull(arrayLength),
  }),
  defineFunction({
    name: 'json_object_keys',
    takes: [stringType],
    returns: arrayType(stringType),
    nullable: true,
    kernel: () => strictOrNull(objectKeys),
  }),
  defineFunction({ name: 'schema_of_json', takes: [stringType], returns: stringType, evaluate: schemaText }),
]
