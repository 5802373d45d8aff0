import { parseExpression } from '../../sql/expression-parser.ts'
import { Column, NamedColumn } from '../column.ts'

/**
 * The column that a text in Spark's SQL says: `expr('price * quantity')`, `expr("CASE WHEN n > 0 THEN 'some' ELSE 'none' END")`. The compiler does not read it: say what type it has, else it has any.
 * A name behind `AS` is the column's; where the compiler has to know it, write `.as('name')`.
 *
 * Throws PARSE_SYNTAX_ERROR with the line and column. Names and types are checked where the column is used. Spark: `expr`.
 *
 * @example
 * df.filter(expr<boolean>('price * quantity > 100'))
 * df.groupBy('category').agg(expr<number>('sum(price) / count(*)').as('mean'))
 */
// biome-ignore lint/suspicious/noExplicitAny: a text says nothing to the compiler; the frame checks it when it is made
export function expr<V = any>(text: string): Column<V> {
  const expression = parseExpression(text)
  return expression.kind === 'alias'
    ? new NamedColumn<string, V>(expression.name, expression)
    : new Column<V>(expression)
}
