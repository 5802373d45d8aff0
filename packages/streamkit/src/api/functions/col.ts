import { attributeName } from '../attribute-name.ts'
import { Column, expressionOf, NamedColumn } from '../column.ts'
import type { LastPart, Widen } from '../column-value.ts'
import type { LiteralInput } from '../literal.ts'

/**
 * A column by name, of any type: for names that only exist at run time. Dots lead into a frame's alias or a struct; a part with dots stands in backquotes.
 * Where the name is known, `$ => $.name` has its type.
 *
 * @example
 * df.filter(col('price').gt(10))
 */
// biome-ignore lint/suspicious/noExplicitAny: a name alone says nothing of the type; the frame checks it when it is made
export function col<const N extends string>(name: N): NamedColumn<LastPart<N>, any, LastPart<N>> {
  const nameParts = attributeName(name)
  return new NamedColumn(nameParts.at(-1) as LastPart<N>, { kind: 'attribute', nameParts })
}

/**
 * A constant: whole numbers are INT or BIGINT by their size, others DOUBLE; a Date is a TIMESTAMP, a Decimal a DECIMAL.
 *
 * @example
 * df.withColumn('source', lit('web'))
 */
export function lit<const V extends LiteralInput>(value: V): Column<Widen<V>> {
  return new Column(expressionOf(value))
}
