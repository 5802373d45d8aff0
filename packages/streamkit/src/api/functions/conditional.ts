import type { CaseWhen } from '../../expressions/expression.ts'
import { Column, call, expressionOf } from '../column.ts'
import type { Comparable, NullIn, NullOf, OperandOf, ValueOf, Widen } from '../column-value.ts'
import type { LiteralInput } from '../literal.ts'

type Operand = LiteralInput | Column<unknown>
type Values<O> = Widen<Exclude<ValueOf<O>, null>>

/** A chain of conditions that can go on: {@link when}. Where none holds, null. */
export class WhenColumn<out V> extends Column<V | null> {
  readonly #branches: CaseWhen['branches']

  constructor(branches: CaseWhen['branches']) {
    super({ kind: 'caseWhen', branches, otherwise: null })
    this.#branches = branches
  }

  /** The value where this condition is the first that holds. */
  when<const O extends Operand>(condition: Column<boolean | null>, value: O): WhenColumn<V | Values<O> | NullIn<O>> {
    return new WhenColumn([...this.#branches, branchOf(condition, value)])
  }

  /** The value where no condition holds. */
  otherwise<const O extends Operand>(value: O): Column<V | Values<O> | NullIn<O>> {
    return new Column({ kind: 'caseWhen', branches: this.#branches, otherwise: expressionOf(value) })
  }
}

/**
 * The value of the first condition that is true; branches not taken are not computed. Without `otherwise`, null where none holds. Spark: `CASE WHEN`.
 *
 * @example
 * df.withColumn('size', ($) => when($.quantity.gt(10), 'bulk').when($.quantity.gt(1), 'some').otherwise('one'))
 * when(lit(5).gt(3), "big").otherwise("small") // => "big"
 */
export function when<const O extends Operand>(
  condition: Column<boolean | null>,
  value: O,
): WhenColumn<Values<O> | NullIn<O>> {
  return new WhenColumn([branchOf(condition, value)])
}

function branchOf(condition: Column<boolean | null>, value: unknown): CaseWhen['branches'][number] {
  return { when: condition.expression, value: expressionOf(value) }
}

/**
 * The first value that is not null; later ones are not computed. Spark: `coalesce`.
 *
 * @example
 * df.withColumn('category', ($) => coalesce($.category, 'none'))
 * coalesce(lit(null), 2) // => 2
 */
export function coalesce<const O extends readonly [Operand, ...Operand[]]>(
  ...values: O
): Column<Values<O[number]> | NullIfAll<O>> {
  return new Column({ kind: 'coalesce', args: values.map(expressionOf) })
}

/** `null` if every one of the operands can be null. */
type NullIfAll<O extends readonly unknown[]> = O extends readonly [infer Head, ...infer Rest]
  ? null extends ValueOf<Head>
    ? Rest extends readonly []
      ? null
      : NullIfAll<Rest>
    : never
  : never

/**
 * The first value, or the second where the first is null. Spark: `ifnull`.
 *
 * @example
 * ifnull(lit(5), 2) // => 5
 */
export function ifnull<V, const O extends OperandOf<NonNullable<V>>>(
  value: Column<V>,
  other: O,
): Column<NonNullable<V> | NullIn<O>> {
  return new Column({ kind: 'coalesce', args: [value.expression, expressionOf(other)] })
}

/**
 * Null where both are equal, else the first. Spark: `nullif`.
 *
 * @example
 * nullif(lit(7), 7) // => null
 */
export function nullif<V>(value: Column<V>, other: Comparable<V>): Column<V | null> {
  return call('nullif', value, other)
}

/**
 * The second value where the first is NaN. Spark: `nanvl`.
 *
 * @example
 * nanvl(lit(Number.NaN), 0) // => 0
 */
export function nanvl<V extends number | null, const O extends OperandOf<number>>(
  value: Column<V>,
  other: O,
): Column<V | NullIn<O>> {
  return call('nanvl', value, other)
}

/**
 * Whether a value is null. Spark: `isnull`.
 *
 * @example
 * isNull(lit(null)) // => true
 */
export function isNull(value: Column<unknown>): Column<boolean> {
  return call('isnull', value)
}

/**
 * Whether a value is not null. Spark: `isnotnull`.
 *
 * @example
 * isNotNull(lit(1)) // => true
 */
export function isNotNull(value: Column<unknown>): Column<boolean> {
  return call('isnotnull', value)
}

/** Whether a value is NaN; false for null. Spark: `isnan`. */
// biome-ignore lint/suspicious/noShadowRestrictedNames: Spark calls it so
export function isNaN(value: Column<number | null>): Column<boolean> {
  return call('isnan', value)
}

/**
 * The opposite of a condition. Spark: `not`.
 *
 * @example
 * not(lit(true)) // => false
 */
export function not<V extends boolean | null>(condition: Column<V>): Column<boolean | NullOf<V>> {
  return call('!', condition)
}

/**
 * The greatest of the values that are not null; null if all are. Spark: `greatest`.
 *
 * @example
 * greatest(lit(1), 3, 2) // => 3
 */
export function greatest<V, const O extends readonly [Comparable<V>, ...Comparable<V>[]]>(
  first: Column<V>,
  ...others: O
): Column<V | Values<O[number]>> {
  return call('greatest', first, ...others)
}

/**
 * The least of the values that are not null; null if all are. Spark: `least`.
 *
 * @example
 * least(lit(1), 3, 2) // => 1
 */
export function least<V, const O extends readonly [Comparable<V>, ...Comparable<V>[]]>(
  first: Column<V>,
  ...others: O
): Column<V | Values<O[number]>> {
  return call('least', first, ...others)
}
