/** What the compiler knows of the values of columns: which operands fit, and what comes out. */
import type { Expression } from '../expressions/expression.ts'
import type { DataType } from '../types/data-type.ts'
import type { DdlError, ValueOfType } from '../types/ddl-type.ts'
import type { Decimal } from '../types/decimal.ts'
import type { TypeBuilder } from '../types/type-builder.ts'

/** What makes an operand a column: {@link Column} is the only one. */
export interface ColumnLike<out V> {
  readonly '~value': V
  readonly expression: Expression
}

/** Numbers of all kinds. */
export type Numeric = number | bigint | Decimal
/** Moments and days: TIMESTAMP is a Date, DATE and TIMESTAMP_NTZ are ISO text. */
export type TimeLike = Date | string
/** What the compiler takes for an interval: it has no values of its own. */
export interface Interval {
  readonly interval: true
}

/** The values of an operand: of a column, its values; of anything else, itself. */
export type ValueOf<O> = O extends ColumnLike<infer V> ? V : O

/** `null` if a value can be null, else nothing. */
export type NullOf<V> = V & null
/** `null` if any of the operands can be null, else nothing. */
export type NullIn<O> = O extends unknown ? NullOf<ValueOf<O>> : never

/** Constants by their type rather than by their value. */
export type Widen<V> = V extends string
  ? string
  : V extends number
    ? number
    : V extends bigint
      ? bigint
      : V extends boolean
        ? boolean
        : V extends readonly (infer E)[]
          ? Widen<E>[]
          : V

/** A constant of this type, or a column of it. */
export type OperandOf<V> = V | ColumnLike<V | null>

/** What a column of `V` is compared with: numbers of any kind with each other, everything else with its own kind. */
export type Comparable<V> =
  NonNullable<V> extends Numeric ? Numeric | ColumnLike<Numeric | null> : NonNullable<V> | ColumnLike<Widen<V> | null>

/** What arithmetic takes. */
export type NumericOperand = Numeric | ColumnLike<Numeric | null>

/**
 * The type of `a + b`, `a - b`, `a * b`, `a % b`. A whole-number constant keeps the exact side exact; a number column may be INT or DOUBLE, and an exact
 * number with a DOUBLE is a DOUBLE: then both are possible, and a cast says which is meant.
 */
export type Arithmetic<A, O> = NumericResult<NonNullable<A>, NonNullable<ValueOf<O>>> | NullOf<A> | NullIn<O>

type NumericResult<A, B> = 0 extends 1 & (A | B)
  ? // biome-ignore lint/suspicious/noExplicitAny: of an untyped column, untyped
    any
  : A extends number
    ? B extends number
      ? number
      : ExactWithNumber<Exact<B>, A>
    : B extends number
      ? ExactWithNumber<Exact<A>, B>
      : A extends bigint
        ? Exact<B>
        : Decimal

type Exact<V> = V extends bigint ? bigint : Decimal

type ExactWithNumber<E, N> = N extends number
  ? number extends N
    ? E | number
    : `${N}` extends `${bigint}`
      ? E
      : number
  : never

/** The type of `a / b`: exact for decimals, else a DOUBLE. */
export type Division<A, O> = Quotient<Arithmetic<A, O>, NonNullable<A> | NonNullable<ValueOf<O>>>

type Quotient<Result, Operands> = Result extends bigint ? (Decimal extends Operands ? Decimal : number) : Result

/** What a cast takes: the type's text (`'decimal(10,2)'`), a builder (`t.decimal(10, 2)`) or a data type. */
export type CastTarget = string | TypeBuilder<unknown> | DataType
/** The target itself; of a wrong text, what is wrong with it. */
export type CheckedTarget<T> = T extends string ? (ValueOfType<T> extends DdlError<infer Message> ? Message : T) : T
/** The values after a cast, without null. */
export type CastValue<T> = T extends string ? ValueOfType<T> : T extends TypeBuilder<infer V> ? NonNullable<V> : unknown

/** The last part of a name with dots. */
export type LastPart<N extends string> = N extends `${string}.${infer Rest}` ? LastPart<Rest> : N
