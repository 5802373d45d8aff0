import { AnalysisException } from '../errors/streamkit-error.ts'
import type { CastMode, Expression } from '../expressions/expression.ts'
import { type WindowLike, windowExpression } from '../expressions/window-expression.ts'
import type { DataType } from '../types/data-type.ts'
import { parseDataType } from '../types/ddl.ts'
import type {
  Arithmetic,
  CastTarget,
  CastValue,
  CheckedTarget,
  Comparable,
  Division,
  Interval,
  NullIn,
  NullOf,
  Numeric,
  NumericOperand,
  OperandOf,
  TimeLike,
} from './column-value.ts'
import { literalOf } from './literal.ts'
import { type SortColumn, sortBy } from './sort-order.ts'
import { type ComparableRow, isValueFrame, type ValueFrame } from './value-frame.ts'

/**
 * An expression over the columns of a row: immutable data, computed nowhere until a query runs. `V` is the type of its values, null included.
 *
 * Operands are columns or constants; a string is a constant, never a column's name. Null in gives null out unless a method says otherwise.
 *
 * @example
 * df.withColumn('total', ($) => $.price.mul($.quantity)).filter(($) => $.total.gt(10).and($.category.isNotNull()))
 */
export class Column<out V> {
  /** Only the compiler sees it: no value has it. */
  declare readonly '~value': V
  /** What the column is made of. */
  readonly expression: Expression

  constructor(expression: Expression) {
    this.expression = expression
  }

  /** Equal: `=`. NaN equals NaN. */
  eq<const O extends Comparable<V>>(other: O): Condition<V, O> {
    return call('=', this, other)
  }
  /** Not equal: `!=`. */
  neq<const O extends Comparable<V>>(other: O): Condition<V, O> {
    return call('!=', this, other)
  }
  /** Equal, where null equals null; never null: `<=>`. */
  eqNullSafe(other: Comparable<V> | null): Column<boolean> {
    return call('<=>', this, other)
  }
  /** Greater: `>`. */
  gt<const O extends Comparable<V>>(other: O): Condition<V, O> {
    return call('>', this, other)
  }
  /** Greater or equal: `>=`. */
  geq<const O extends Comparable<V>>(other: O): Condition<V, O> {
    return call('>=', this, other)
  }
  /** Less: `<`. */
  lt<const O extends Comparable<V>>(other: O): Condition<V, O> {
    return call('<', this, other)
  }
  /** Less or equal: `<=`. */
  leq<const O extends Comparable<V>>(other: O): Condition<V, O> {
    return call('<=', this, other)
  }
  /** Between two values, both included. */
  between<const A extends Comparable<V>, const B extends Comparable<V>>(
    lower: A,
    upper: B,
  ): Column<boolean | NullOf<V> | NullIn<A> | NullIn<B>> {
    return new Column({ kind: 'and', left: callOf('>=', this, lower), right: callOf('<=', this, upper) })
  }
  /**
   * One of these values, or of those of a bounded frame with one column, which is read anew in every batch. Null if it is none of them and there is a null among them.
   *
   * Throws DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH, INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY. A frame can stand in `filter`, `select` and `withColumn`.
   *
   * @example
   * df.filter(($) => $.category.isIn('books', 'music'))
   * df.filter(($) => $.user_id.isIn(blocked.select('user_id')).not())
   */
  isIn<R>(frame: ValueFrame<R> & ComparableRow<V, R>): Column<boolean | NullOf<V> | NullOf<R[keyof R]>>
  isIn<const O extends readonly Comparable<V>[]>(...values: O): Column<boolean | NullOf<V> | NullIn<O[number]>>
  isIn(...values: readonly unknown[]): Column<boolean | null> {
    const [frame] = values
    if (values.length !== 1 || !isValueFrame(frame)) return call('in', this, ...values)
    return new Column({ kind: 'inSubquery', child: this.expression, plan: frame.logicalPlan })
  }

  /** Sum: `+`. An overflow is an error. A time and an `interval('30 seconds')` give a time. */
  plus<const O extends NumericOperand>(this: Column<Numeric | null>, other: O): Column<Arithmetic<V, O>>
  plus(this: Column<TimeLike | null>, other: Column<Interval>): Column<V>
  plus(other: unknown): Column<V> {
    return call('+', this, other)
  }
  /** The same as {@link plus}. */
  add<const O extends NumericOperand>(this: Column<Numeric | null>, other: O): Column<Arithmetic<V, O>>
  add(this: Column<TimeLike | null>, other: Column<Interval>): Column<V>
  add(other: unknown): Column<V> {
    return call('+', this, other)
  }
  /** Difference: `-`. A time less an `interval('30 seconds')` is a time. */
  minus<const O extends NumericOperand>(this: Column<Numeric | null>, other: O): Column<Arithmetic<V, O>>
  minus(this: Column<TimeLike | null>, other: Column<Interval>): Column<V>
  minus(other: unknown): Column<V> {
    return call('-', this, other)
  }
  /** The same as {@link minus}. */
  sub<const O extends NumericOperand>(this: Column<Numeric | null>, other: O): Column<Arithmetic<V, O>>
  sub(this: Column<TimeLike | null>, other: Column<Interval>): Column<V>
  sub(other: unknown): Column<V> {
    return call('-', this, other)
  }
  /** Product: `*`. */
  mul<const O extends NumericOperand>(this: Column<Numeric | null>, other: O): Column<Arithmetic<V, O>> {
    return call('*', this, other)
  }
  /** Quotient: `/`. Of whole numbers a DOUBLE; by zero an error. */
  div<const O extends NumericOperand>(this: Column<Numeric | null>, other: O): Column<Division<V, O>> {
    return call('/', this, other)
  }
  /** Remainder with the sign of the left side: `%`. */
  mod<const O extends NumericOperand>(this: Column<Numeric | null>, other: O): Column<Arithmetic<V, O>> {
    return call('%', this, other)
  }
  /** The number with the other sign. */
  neg(this: Column<Numeric | null>): Column<V> {
    return call('negative', this)
  }

  /** Both; false wins over null. The right side is not computed where the left decides. */
  and<const O extends OperandOf<boolean>>(this: Column<boolean | null>, other: O): Condition<V, O> {
    return new Column({ kind: 'and', left: this.expression, right: expressionOf(other) })
  }
  /** Either; true wins over null. The right side is not computed where the left decides. */
  or<const O extends OperandOf<boolean>>(this: Column<boolean | null>, other: O): Condition<V, O> {
    return new Column({ kind: 'or', left: this.expression, right: expressionOf(other) })
  }
  /** True for false, false for true. */
  not(this: Column<boolean | null>): Column<boolean | NullOf<V>> {
    return call('!', this)
  }

  /** Whether the value is null. */
  isNull(): Column<boolean> {
    return call('isnull', this)
  }
  /** Whether the value is not null. */
  isNotNull(): Column<boolean> {
    return call('isnotnull', this)
  }
  /** Whether the value is NaN; false for null. */
  isNaN(this: Column<number | null>): Column<boolean> {
    return call('isnan', this)
  }

  /**
   * Matches an SQL pattern: `%` is any text, `_` any character, the escape character (`\` unless given) takes them literally.
   *
   * @example
   * df.filter(($) => $.name.like('A%'))
   */
  like(this: Column<string | null>, pattern: string, escapeCharacter?: string): Column<boolean | NullOf<V>> {
    return escapeCharacter === undefined ? call('like', this, pattern) : call('like', this, pattern, escapeCharacter)
  }
  /** The same as {@link like} without regard to case. */
  ilike(this: Column<string | null>, pattern: string): Column<boolean | NullOf<V>> {
    return call('ilike', this, pattern)
  }
  /** Holds a match of a regular expression. */
  rlike(this: Column<string | null>, pattern: string): Column<boolean | NullOf<V>> {
    return call('rlike', this, pattern)
  }
  startsWith<const O extends OperandOf<string>>(this: Column<string | null>, other: O): Condition<V, O> {
    return call('startswith', this, other)
  }
  endsWith<const O extends OperandOf<string>>(this: Column<string | null>, other: O): Condition<V, O> {
    return call('endswith', this, other)
  }
  contains<const O extends OperandOf<string>>(this: Column<string | null>, other: O): Condition<V, O> {
    return call('contains', this, other)
  }
  /** `length` characters from the position `start`, which counts from 1. */
  substr<const S extends OperandOf<number>, const L extends OperandOf<number>>(
    this: Column<string | null>,
    start: S,
    length: L,
  ): Column<string | NullOf<V> | NullIn<S> | NullIn<L>> {
    return call('substring', this, start, length)
  }

  /**
   * The value as another type, given as text, builder or data type. What does not fit is an error (CAST_INVALID_INPUT, CAST_OVERFLOW); {@link tryCast} gives null
   * instead.
   *
   * @example
   * df.withColumn('price', ($) => $.price.cast('decimal(10,2)'))
   */
  cast<const T extends CastTarget>(to: CheckedTarget<T>): Column<CastValue<T> | NullOf<V>> {
    return castTo(this, to, 'ansi')
  }
  /** The value as another type, null where it does not fit. */
  tryCast<const T extends CastTarget>(to: CheckedTarget<T>): Column<CastValue<T> | null> {
    return castTo(this, to, 'try')
  }

  /** A field of a struct. */
  getField<const K extends keyof NonNullable<V> & string>(name: K): Column<NonNullable<V>[K] | NullOf<V>> {
    return new Column({ kind: 'getField', child: this.expression, field: name })
  }
  /** The element of an array at a position from 0 (outside: an error), or the value of a map's key (missing: null). */
  getItem<const K extends ItemKey<V>>(key: K): Column<ItemOf<V>> {
    return call('getitem', this, key)
  }

  /**
   * The same column under a name of its own: what `select` needs of a computed column.
   *
   * @example
   * df.select(($) => [$.id, $.price.mul($.quantity).as('total')])
   */
  as<const N extends string>(name: N): NamedColumn<N, V> {
    const named = this.expression.kind === 'alias' ? this.expression.child : this.expression
    return new NamedColumn(name, { kind: 'alias', child: named, name })
  }
  /** The same as {@link as}. */
  alias<const N extends string>(name: N): NamedColumn<N, V> {
    return this.as(name)
  }

  /**
   * The window function or aggregate function over the rows around each row. Of bounded frames only: a stream has windows of time. Throws UNSUPPORTED_EXPR_FOR_WINDOW,
   * WINDOW_FUNCTION_AND_FRAME_MISMATCH, NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING.
   *
   * @example
   * df.withColumn('share', ($) => $.price.div(sum($.price).over(Window.partitionBy('category'))))
   */
  over(window: WindowLike): Column<V> {
    return new Column(windowExpression(this.expression, window.parts))
  }

  /**
   * Ascending, null first, for `orderBy`.
   *
   * @example
   * df.orderBy(($) => [$.category.asc(), $.price.desc()])
   */
  asc(): SortColumn {
    return sortBy(this.expression, true)
  }
  /** Ascending, null first: the same as {@link asc}. */
  ascNullsFirst(): SortColumn {
    return sortBy(this.expression, true)
  }
  /** Ascending, null last. */
  ascNullsLast(): SortColumn {
    return sortBy(this.expression, true, false)
  }
  /** Descending, null last. */
  desc(): SortColumn {
    return sortBy(this.expression, false)
  }
  /** Descending, null first. */
  descNullsFirst(): SortColumn {
    return sortBy(this.expression, false, true)
  }
  /** Descending, null last: the same as {@link desc}. */
  descNullsLast(): SortColumn {
    return sortBy(this.expression, false)
  }

  /** Refuses JavaScript's own operators on columns (`$.a + 1`, `` `${$.a}` ``), which would compute with the object. */
  [Symbol.toPrimitive](): never {
    throw new AnalysisException('UNSUPPORTED_FEATURE', {
      feature: 'A column in an operator of JavaScript or in a template text',
      hint: 'Use its methods: plus, minus, mul, div, eq, lt, gt, and, or; concat for text.',
    })
  }
}

/** A column with a name: `$.price`, or what `as('name')` gives. */
export class NamedColumn<out N extends string, out V> extends Column<V> {
  readonly columnName: N

  constructor(columnName: N, expression: Expression) {
    super(expression)
    this.columnName = columnName
  }
}

/** A condition over a column of `V` and an operand: null if either can be. */
export type Condition<V, O> = Column<boolean | NullOf<V> | NullIn<O>>

/** What `getItem` takes: a position of an array, a key of a map. */
export type ItemKey<V> =
  NonNullable<V> extends readonly unknown[]
    ? OperandOf<number>
    : NonNullable<V> extends ReadonlyMap<infer K, unknown>
      ? OperandOf<K>
      : never
/** What `getItem` gives. */
export type ItemOf<V> =
  NonNullable<V> extends readonly (infer E)[]
    ? E | NullOf<V>
    : NonNullable<V> extends ReadonlyMap<unknown, infer E>
      ? E | null
      : unknown

/** The expression of an operand: a column's own, or a constant. */
export function expressionOf(operand: unknown): Expression {
  return isColumn(operand) ? operand.expression : literalOf(operand)
}

/** The column itself; anything else is refused, which in TypeScript the compiler does. */
export function requireColumn<C extends Column<unknown>>(column: C): C {
  if (isColumn(column)) return column
  throw new AnalysisException('UNSUPPORTED_FEATURE', {
    feature: `A ${typeof column} in the place of a column`,
    hint: 'Use $ => $.name or col(name); a constant is lit(value), a condition over rows is filterRows.',
  })
}

function isColumn(value: unknown): value is Column<unknown> {
  // by its members, not by its class: another copy of the package may have made it
  return typeof value === 'object' && value !== null && 'expression' in value
}

/** A call of a function by Spark's SQL name over operands. */
export function call<V>(name: string, ...operands: readonly unknown[]): Column<V> {
  return new Column(callOf(name, ...operands))
}

function callOf(name: string, ...operands: readonly unknown[]): Expression {
  return { kind: 'call', name, args: operands.map(expressionOf) }
}

function castTo<V>(column: Column<unknown>, target: CastTarget, mode: CastMode): Column<V> {
  return new Column({ kind: 'cast', child: column.expression, to: dataTypeOf(target), mode })
}

/** The data type of whatever a type was given as. */
export function dataTypeOf(target: CastTarget): DataType {
  if (typeof target === 'string') return parseDataType(target)
  return 'dataType' in target ? target.dataType : target
}
