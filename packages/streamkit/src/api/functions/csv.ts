import { type CheckedSchema, type RowOf, type SchemaInput, toStructType } from '../../types/schema.ts'
import { Column, expressionOf } from '../column.ts'
import type { NullIn, NullOf, OperandOf } from '../column-value.ts'

/** Options of {@link fromCsv} and {@link toCsv}: Spark's CSV options by name. */
export type CsvFunctionOptions = Readonly<Record<string, string | number | boolean>>

/**
 * The struct of a line of CSV, by a schema; fields that are missing or do not fit are null. Spark: `from_csv`.
 *
 * @example
 * fromCsv(lit("1,x"), "a INT, b STRING") // => { a: 1, b: "x" }
 */
export function fromCsv<const O extends OperandOf<string>, const S extends SchemaInput>(
  text: O,
  schema: CheckedSchema<S>,
  options: CsvFunctionOptions = {},
): Column<{ [K in keyof RowOf<S>]: RowOf<S>[K] | null } | NullIn<O>> {
  const parameters = { schema: toStructType(schema as SchemaInput), options }
  return new Column({ kind: 'call', name: 'from_csv', args: [expressionOf(text)], parameters })
}

/**
 * The fields of a struct as a line of CSV. Spark: `to_csv`.
 *
 * @example
 * toCsv(struct(lit(1).as("a"), lit("x,y").as("b"))) // => '1,"x,y"'
 */
export function toCsv<V extends object | null>(
  value: Column<V>,
  options: CsvFunctionOptions = {},
): Column<string | NullOf<V>> {
  return new Column({ kind: 'call', name: 'to_csv', args: [value.expression], parameters: { options } })
}
