import type { Expression, Literal } from '../expressions/expression.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { StructType } from '../types/data-type.ts'
import type { Flatten, UntypedRow } from '../types/row-type.ts'
import { type Column, expressionOf, requireColumn } from './column.ts'
import type { ValueOf } from './column-value.ts'
import { columnsOf } from './columns-of.ts'
import type { DataFrame } from './data-frame.ts'
import type { ColumnArgument, ColumnName, ColumnRecord, Columns } from './frame-columns.ts'
import type { FrameTraits } from './frame-traits.ts'
import type { LiteralInput } from './literal.ts'
import { columnNamed, projectionOf, type Selection } from './projection-of.ts'

/** A column to pivot on, by name or as an expression. */
export type PivotColumn<R> = ColumnName<R> | ColumnArgument<R, unknown>

/** The row of a pivot: the keys, then a column for each value (and aggregate, if there are several). A group without rows of a value has null there. */
export type PivotedRow<K, V extends readonly unknown[], A> = string extends keyof K
  ? UntypedRow
  : Flatten<K & PivotedColumns<ValueName<V[number]>, A>>

type PivotedColumns<V extends string, A> =
  IsOne<keyof A> extends true
    ? { [N in V]: ValueOf<A[keyof A]> | null }
    : { [N in keyof A & string as `${V}_${N}`]: ValueOf<A[N]> | null }

type ValueName<V> = V extends string | number | bigint | boolean | null ? `${V}` : string

type IsOne<K> = [K] extends [never]
  ? false
  : UnionToIntersection<K extends unknown ? () => K : never> extends () => infer L
    ? [K] extends [L]
      ? true
      : false
    : false
type UnionToIntersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never

export interface PivotInit {
  readonly plan: LogicalPlan
  readonly schema: StructType
  readonly frame: (plan: LogicalPlan) => DataFrame<never, never>
  readonly groupings: readonly Expression[]
  readonly column: unknown
  readonly values: readonly LiteralInput[] | null
}

/** Rows in groups, with columns for the values of one of their columns: what {@link GroupedData.pivot} gives. */
export class PivotedData<Row, Keys, V extends readonly LiteralInput[], T extends FrameTraits> {
  readonly #init: PivotInit

  constructor(init: PivotInit) {
    this.#init = init
  }

  /**
   * One row for each group: the keys, then these aggregates of the rows of each value.
   *
   * @example
   * df.groupBy('day').pivot('category', ['books', 'music']).agg(($) => ({ n: count(), total: sum($.price) })) // day, books_n, books_total, music_n, music_total
   */
  agg<const A extends ColumnRecord>(columns: A | (($: Columns<Row>) => A)): DataFrame<PivotedRow<Keys, V, A>, T>
  agg(...columns: readonly Column<unknown>[]): DataFrame<UntypedRow, T>
  agg(...given: readonly unknown[]): unknown {
    const { plan, frame, schema, groupings, column, values } = this.#init
    const [first] = given
    const chosen = typeof first === 'function' ? first(columnsOf(schema)) : isColumn(first) ? given : first
    return frame({
      kind: 'pivot',
      child: plan,
      groupings,
      column: pivotExpression(column, schema),
      values: values?.map(literalOfValue) ?? null,
      aggregates: projectionOf(chosen as Selection, schema),
    })
  }
}

export function pivotedData<Row, Keys, V extends readonly LiteralInput[], T extends FrameTraits>(
  init: PivotInit,
): PivotedData<Row, Keys, V, T> {
  return new PivotedData(init)
}

function pivotExpression(column: unknown, schema: StructType): Expression {
  if (typeof column === 'string') return columnNamed(column)
  return requireColumn((typeof column === 'function' ? column(columnsOf(schema)) : column) as Column<unknown>)
    .expression
}

function literalOfValue(value: LiteralInput): Literal {
  return expressionOf(value) as Literal
}

function isColumn(given: unknown): boolean {
  return typeof given === 'object' && given !== null && 'expression' in given
}
