import { Column, call, expressionOf, type NamedColumn } from '../column.ts'
import type { OperandOf, ValueOf, Widen } from '../column-value.ts'

/**
 * A struct of columns under their names. Spark: `struct`.
 *
 * @example
 * df.withColumn('item', ($) => struct($.product_id, $.price.mul($.quantity).as('total')))
 * struct(lit(1).as("a"), lit("x").as("b")) // => { a: 1, b: "x" }
 */
export function struct<const C extends readonly NamedColumn<string, unknown>[]>(
  ...fields: C
): Column<{ [F in C[number] as F['columnName']]: ValueOf<F> }> {
  const args = fields.flatMap((field) => {
    const value = field.expression.kind === 'alias' ? field.expression.child : field.expression
    return [expressionOf(field.columnName), value]
  })
  return new Column({ kind: 'call', name: 'named_struct', args })
}

/**
 * An array of values of one type. Spark: `array`.
 *
 * @example
 * array(lit(1), 2) // => [1, 2]
 */
export function array<V, const O extends readonly OperandOf<NonNullable<V>>[]>(
  first: Column<V>,
  ...others: O
): Column<(V | Widen<ValueOf<O[number]>>)[]> {
  return call('array', first, ...others)
}
