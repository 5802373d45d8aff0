import { type CheckedSchema, type RowOf, type SchemaInput, toStructType } from '../../types/schema.ts'
import { Column, expressionOf } from '../column.ts'
import type { NullIn, OperandOf } from '../column-value.ts'

/** Options of {@link fromJson} and {@link toJson}: Spark's JSON options by name. */
export type JsonOptions = Readonly<Record<string, string | number | boolean>>

/** Every field may be missing from the text. */
type FromJson<Row> = { [K in keyof Row]: Row[K] | null }

/**
 * The struct of a JSON text, by a schema given as DDL, zod object or builder. Fields that are missing or do not fit are null, malformed text is a struct of nulls.
 * Spark: `from_json`.
 *
 * @example
 * df.withColumn('order', ($) => fromJson($.body, 'id STRING, price DECIMAL(10, 2)'))
 * fromJson(lit('{"a":1}'), "a INT, b STRING") // => { a: 1, b: null }
 */
export function fromJson<const O extends OperandOf<string>, const S extends SchemaInput>(
  text: O,
  schema: CheckedSchema<S>,
  options: JsonOptions = {},
): Column<FromJson<RowOf<S>> | NullIn<O>> {
  return new Column({
    kind: 'call',
    name: 'from_json',
    args: [expressionOf(text)],
    parameters: { schema: toStructType(schema as SchemaInput), options },
  })
}

/**
 * The JSON text of a struct, array or map; null fields are left out. Spark: `to_json`.
 *
 * @example
 * toJson(struct(lit(1).as("a"))) // => '{"a":1}'
 */
export function toJson<V extends object | null>(
  value: Column<V>,
  options: JsonOptions = {},
): Column<string | (V & null)> {
  return new Column({ kind: 'call', name: 'to_json', args: [value.expression], parameters: { options } })
}
