import type { DataType, StructType } from '../types/data-type.ts'
import type { UserAggregate } from './user-aggregate.ts'

/**
 * An expression as plain data: no functions of ours, no handles; it survives JSON (only {@link UserFunctionCall} is opaque).
 *
 * The API builds the unresolved kinds; analysis turns every {@link UnresolvedAttribute} into a {@link BoundReference}, inserts
 * casts and fills `dataType` and `nullable` ({@link ResolvedExpression}). Evaluation lives in `physical`.
 */
export type Expression =
  | Literal
  | UnresolvedAttribute
  | BoundReference
  | Call
  | Cast
  | CaseWhen
  | Logical
  | Coalesce
  | Alias
  | GetField
  | UserFunctionCall
  | WindowExpression
  | InSubquery
  | ScalarSubquery
  | Lambda
  | LambdaVariable

/** A constant. `value` is JSON: see {@link literalValue} for how types without a JSON form are written. */
export interface Literal {
  readonly kind: 'literal'
  readonly value: LiteralValue
  readonly dataType: DataType
}
/** null, booleans, numbers (int kinds, doubles, days, microseconds), text; bigint and large or small decimals as decimal text of the (unscaled) integer; binary as hex; NaN and infinities as text. */
export type LiteralValue = null | boolean | number | string | readonly LiteralValue[]

/** A column by name: one part, or a qualifier (frame alias) and a column, then nested fields. */
export interface UnresolvedAttribute {
  readonly kind: 'attribute'
  readonly nameParts: readonly string[]
}
/** A column of the child's output by position. */
export interface BoundReference {
  readonly kind: 'bound'
  readonly ordinal: number
  readonly name: string
  readonly dataType: DataType
  readonly nullable: boolean
}
/**
 * A function or operator of the registry by Spark's SQL name, lower case: `concat_ws`, `upper`; operators too: `+ - * / % div`, `= <=> < <= > >=`,
 * `!`, `isnull`, `in`, `like`. `parameters` are constants that are no expressions (the schema of `from_json`).
 */
export interface Call {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly Expression[]
  readonly parameters?: Readonly<Record<string, unknown>>
  /** Of an aggregate function: only rows for which this is true count. */
  readonly filter?: Expression
  /** Of an aggregate function of the user, in the place of one of the registry. */
  readonly userAggregate?: UserAggregate
  readonly dataType?: DataType
  readonly nullable?: boolean
}
/** `ansi`: a bad value is an error. `legacy`: null or wrapped, as Spark with ANSI off. `try`: null. */
export interface Cast {
  readonly kind: 'cast'
  readonly child: Expression
  readonly to: DataType
  readonly mode: CastMode
  readonly nullable?: boolean
}
export type CastMode = 'ansi' | 'legacy' | 'try'
/** The first branch whose condition is true; branches not taken are not evaluated. */
export interface CaseWhen {
  readonly kind: 'caseWhen'
  readonly branches: readonly { readonly when: Expression; readonly value: Expression }[]
  readonly otherwise: Expression | null
  readonly dataType?: DataType
  readonly nullable?: boolean
}
/** SQL's three-valued and/or; the right side is not evaluated when the left decides. */
export interface Logical {
  readonly kind: 'and' | 'or'
  readonly left: Expression
  readonly right: Expression
  readonly nullable?: boolean
}
/** The first argument that is not null; later ones are not evaluated. */
export interface Coalesce {
  readonly kind: 'coalesce'
  readonly args: readonly Expression[]
  readonly dataType?: DataType
  readonly nullable?: boolean
}
export interface Alias {
  readonly kind: 'alias'
  readonly child: Expression
  readonly name: string
}
/** A field of a struct, by position once resolved. */
export interface GetField {
  readonly kind: 'getField'
  readonly child: Expression
  readonly field: string
  readonly ordinal?: number
  readonly dataType?: DataType
  readonly nullable?: boolean
}
/** A function of the user over row values: opaque on purpose, written by name in JSON and explain. */
export interface UserFunctionCall {
  readonly kind: 'udf'
  readonly name: string
  readonly fn: (...args: never[]) => unknown
  readonly args: readonly Expression[]
  readonly dataType: DataType
  readonly deterministic: boolean
  readonly nullable?: boolean
}

/** A function over the rows around each row: `sum(x) OVER (PARTITION BY a ORDER BY b)`. Analysis takes it out of projections, into a node of its own. */
export interface WindowExpression {
  readonly kind: 'windowExpression'
  readonly fn: Expression
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly OrderKey[]
  /** Null: the frame that goes with the function and the order. */
  readonly frame: WindowFrame | null
}
/** What rows are ordered by. */
export interface OrderKey {
  readonly expression: Expression
  readonly ascending: boolean
  readonly nullsFirst: boolean
}
/**
 * The rows around a row that a function sees, both bounds included. Bounds are distances from the row, negative before it, 0 the row itself; null: to the end of the partition. `rows` counts rows,
 * `range` measures by the value that rows are ordered by, and 0 there takes in all rows of the same value.
 */
export interface WindowFrame {
  readonly unit: 'rows' | 'range'
  readonly lower: number | null
  readonly upper: number | null
}
/** A plan inside of an expression. What plans are is no matter of expressions: analysis knows. */
export interface SubqueryPlan {
  readonly kind: string
}
/** Whether a value is among the rows of a bounded plan of one column. Analysis makes a join of it. */
export interface InSubquery {
  readonly kind: 'inSubquery'
  readonly child: Expression
  readonly plan: SubqueryPlan
}
/** The value of a bounded plan of one column and one row; null of no row. Analysis makes a join of it. */
export interface ScalarSubquery {
  readonly kind: 'scalarSubquery'
  readonly plan: SubqueryPlan
}

/**
 * A function written as an expression, the argument of a higher-order function: `x -> x + 1`. In `body` a parameter is a {@link LambdaVariable}; analysis also takes an attribute whose first name part is
 * the name of a parameter (in any case) for it: so SQL text says it.
 */
export interface Lambda {
  readonly kind: 'lambda'
  readonly parameters: readonly string[]
  readonly body: Expression
}
/** A parameter of the {@link Lambda} around it: of the innermost one that has the name. */
export interface LambdaVariable {
  readonly kind: 'lambdaVariable'
  readonly name: string
  readonly dataType?: DataType
  readonly nullable?: boolean
}

/** An expression of a resolved plan: no {@link UnresolvedAttribute} in it, every `dataType` and `nullable` is set. */
export type ResolvedExpression = Expression

/** A resolved expression and the name of the column that it makes. */
export interface NamedExpression {
  readonly name: string
  readonly expression: ResolvedExpression
}

/** Constants of a session that typing and kernels depend on. */
export interface ExpressionConf {
  /** IANA name. */
  readonly timeZone: string
  /** Spark's `spark.sql.ansi.enabled`. */
  readonly ansi: boolean
  /** Whether projections and filters become generated code, where that is allowed (Spark's `spark.sql.codegen.wholeStage`). Default true. */
  readonly wholeStageCodegen?: boolean
}

/** The row that expressions are resolved against. */
export type InputSchema = StructType

/** The direct sub-expressions, in order. */
export function childrenOf(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case 'literal':
    case 'attribute':
    case 'bound':
    case 'scalarSubquery':
    case 'lambdaVariable':
      return []
    case 'lambda':
      return [e.body]
    case 'windowExpression':
      return [e.fn, ...e.partitionBy, ...e.orderBy.map(({ expression }) => expression)]
    case 'call':
      return e.filter === undefined ? e.args : [...e.args, e.filter]
    case 'coalesce':
    case 'udf':
      return e.args
    case 'and':
    case 'or':
      return [e.left, e.right]
    case 'caseWhen':
      return [...e.branches.flatMap((b) => [b.when, b.value]), ...(e.otherwise === null ? [] : [e.otherwise])]
    case 'cast':
    case 'alias':
    case 'getField':
    case 'inSubquery':
      return [e.child]
  }
}

/** The same expression over other children (as many as {@link childrenOf} gave). */
export function withChildren(e: Expression, children: readonly Expression[]): Expression {
  const only = children[0] as Expression
  switch (e.kind) {
    case 'literal':
    case 'attribute':
    case 'bound':
    case 'scalarSubquery':
    case 'lambdaVariable':
      return e
    case 'lambda':
      return { ...e, body: only }
    case 'windowExpression': {
      const keys = 1 + e.partitionBy.length
      return {
        ...e,
        fn: only,
        partitionBy: children.slice(1, keys),
        orderBy: e.orderBy.map((key, i) => ({ ...key, expression: children[keys + i] as Expression })),
      }
    }
    case 'call':
      if (e.filter === undefined) return { ...e, args: children }
      return { ...e, args: children.slice(0, -1), filter: children[children.length - 1] as Expression }
    case 'coalesce':
    case 'udf':
      return { ...e, args: children }
    case 'and':
    case 'or':
      return { ...e, left: only, right: children[1] as Expression }
    case 'caseWhen':
      return {
        ...e,
        branches: e.branches.map((_, i) => ({
          when: children[2 * i] as Expression,
          value: children[2 * i + 1] as Expression,
        })),
        otherwise: e.otherwise === null ? null : (children[2 * e.branches.length] as Expression),
      }
    case 'cast':
    case 'alias':
    case 'getField':
    case 'inSubquery':
      return { ...e, child: only }
  }
}
