import { type Column, call } from '../column.ts'
import type { OperandOf } from '../column-value.ts'

type Text = OperandOf<string>

/**
 * The part of a JSON text at a path such as `$.a[0].b`; texts without quotes, null where it is not there. Spark: `get_json_object`.
 *
 * @example
 * getJsonObject(lit('{"a":{"b":1}}'), "$.a.b") // => "1"
 */
export function getJsonObject(text: Text, path: Text): Column<string | null> {
  return call('get_json_object', text, path)
}

/**
 * How many elements the JSON array has; null of anything else. Spark: `json_array_length`.
 *
 * @example
 * jsonArrayLength(lit("[1,2]")) // => 2
 */
export function jsonArrayLength(text: Text): Column<number | null> {
  return call('json_array_length', text)
}

/**
 * The keys of the outermost JSON object; null of anything else. Spark: `json_object_keys`.
 *
 * @example
 * jsonObjectKeys(lit('{"a":1,"b":2}')) // => ["a", "b"]
 */
export function jsonObjectKeys(text: Text): Column<string[] | null> {
  return call('json_object_keys', text)
}

/**
 * The DDL of the type of a constant JSON text. Spark: `schema_of_json`.
 *
 * @example
 * schemaOfJson('{"a":1}') // => "STRUCT<a: BIGINT>"
 */
export function schemaOfJson(json: string): Column<string> {
  return call('schema_of_json', json)
}
