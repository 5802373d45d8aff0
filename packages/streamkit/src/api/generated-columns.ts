import type { Call, Expression } from '../expressions/expression.ts'
import { NamedColumn } from './column.ts'

/** Several columns in a select, with their types by name. */
export interface Generated<out Fields> {
  /** Only the compiler sees it: no value has it. */
  readonly '~fields': Fields
  readonly expression: Expression
}

/**
 * The columns that a generator makes of one: what `posexplode($.tags)` gives. Only select takes them. `Order` are their names in order, where the compiler knows it.
 */
export class GeneratedColumns<Fields, Order extends readonly string[]> implements Generated<Fields> {
  declare readonly '~fields': Fields
  /** Only the compiler sees it. */
  declare readonly '~order': Order
  /** What the columns are made of. */
  readonly expression: Expression

  constructor(expression: Expression) {
    this.expression = expression
  }

  /**
   * The same columns under other names, one for each. Throws UDTF_ALIAS_NUMBER_MISMATCH where they are used if they are too few or too many.
   *
   * @example
   * df.select(($) => ['id', posexplode($.tags).as('position', 'tag')])
   */
  as<const N extends NamesFor<Order>>(...names: N): GeneratedColumns<NamedInOrder<Fields, Order, N>, N> {
    return new GeneratedColumns(namedGenerator(this.expression as Call, names))
  }
}

/** As many names as there are columns. */
export type NamesFor<Order extends readonly string[]> = { readonly [I in keyof Order]: string }

type NamedInOrder<Fields, Order extends readonly string[], N extends readonly string[]> = Order extends readonly [
  infer Old extends keyof Fields,
  ...infer OldRest extends readonly string[],
]
  ? N extends readonly [infer New extends string, ...infer NewRest extends readonly string[]]
    ? { [K in New]: Fields[Old] } & NamedInOrder<Fields, OldRest, NewRest>
    : unknown
  : Order extends readonly []
    ? unknown
    : { [K in N[number]]: Fields[keyof Fields] }

/** What `explode` gives: of an array one column, of a map two, which only its type tells. */
export class ExplodedColumn extends NamedColumn<'col', unknown> {
  override as<const N extends string>(name: N, ...others: readonly string[]): NamedColumn<N, unknown> {
    if (others.length === 0) return super.as(name)
    return new NamedColumn(name, namedGenerator(this.expression as Call, [name, ...others]))
  }
}

function namedGenerator(call: Call, names: readonly string[]): Call {
  return { ...call, parameters: { names } }
}
