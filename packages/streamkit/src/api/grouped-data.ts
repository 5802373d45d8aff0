import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import type { Expression } from '../expressions/expression.ts'
import type { Aggregate, LogicalPlan } from '../plan/logical-plan.ts'
import type { StructType } from '../types/data-type.ts'
import type { Decimal } from '../types/decimal.ts'
import type { Flatten, Refused, UntypedRow } from '../types/row-type.ts'
import { type Column, call, type NamedColumn } from './column.ts'
import { columnsOf } from './columns-of.ts'
import type { DataFrame } from './data-frame.ts'
import { durationMs } from './duration.ts'
import type { ColumnName, ColumnRecord, Columns, SelectedList, SelectedRecord } from './frame-columns.ts'
import type { AggregatedTraits, AppendOnly, FrameTraits, NotUpdate } from './frame-traits.ts'
import type { LiteralInput } from './literal.ts'
import { type PivotColumn, type PivotedData, pivotedData } from './pivoted-data.ts'
import { aliased, columnNamed, projectionOf, type Selection } from './projection-of.ts'

/** What `groupBy` takes one after the other: names, columns with a name; of untyped rows any columns. */
export type GroupItem<R> = ColumnName<R> | (string extends keyof R ? Column<unknown> : NamedColumn<string, unknown>)

/** The columns that groups are made by. */
export type GroupKeys<R, C extends readonly unknown[]> = SelectedList<R, C>

/** The keys of subtotals. */
export type NullableKeys<K> = string extends keyof K ? K : { [N in keyof K]: K[N] | null }

/** No keys: one group. */
export type NoKeys<R> = string extends keyof R ? UntypedRow : Record<never, never>

/** What is known of an aggregation by these keys: a session window is not for update mode. */
export type GroupedTraits<T extends FrameTraits, C extends readonly unknown[]> =
  HasSessionWindow<C[number]> extends true
    ? NotUpdate<AggregatedTraits<T, EventKey<T, C[number]>>>
    : AggregatedTraits<T, EventKey<T, C[number]>>

/** Columns of untyped rows are `any`, which would be both. */
type HasSessionWindow<Item> = 0 extends 1 & Item
  ? false
  : [Extract<Item, { readonly columnName: 'session_window' }>] extends [never]
    ? false
    : true

/** The key that is the event time, or a window of it. */
type EventKey<T extends FrameTraits, Item> = [T['watermark']] extends [never]
  ? never
  : Item extends string
    ? Extract<Item, T['watermark']>
    : Item extends NamedColumn<infer N, unknown, infer Of>
      ? Of extends T['watermark']
        ? N
        : never
      : never

/** Nothing, where groups have an end; else what to do about it. */
export type LatenessAllowed<T extends FrameTraits> = T extends { readonly streaming: true }
  ? 'append' extends T['modes']
    ? unknown
    : Refused<'allowedLateness needs a watermark, and its column or a window of it among the keys'>
  : unknown

/** What `agg` takes one after the other: aggregates with a name; of untyped rows Spark names them. */
export type AggregateItem<R> = string extends keyof R ? Column<unknown> : NamedColumn<string, unknown>

/** The row of keys and aggregates. */
export type AggregatedRow<K, A> = string extends keyof K | keyof A ? UntypedRow : Flatten<K & A>
/** The aggregates of a list. */
export type AggregatedList<K, A extends readonly unknown[]> = string extends keyof K
  ? UntypedRow
  : AggregatedRow<K, SelectedList<Record<never, never>, A>>

/** The columns that can be added up. */
export type NumericColumn<R> = string extends keyof R
  ? string
  : { [K in ColumnName<R>]: NonNullable<R[K]> extends number | bigint | Decimal ? K : never }[ColumnName<R>]

type Value<R, N> = N extends keyof R ? R[N] : never
type Mean<V> = 0 extends 1 & V ? V : (NonNullable<V> extends Decimal ? Decimal : number) | null

interface GroupedInit {
  readonly plan: LogicalPlan
  readonly schema: StructType
  readonly frame: (plan: LogicalPlan) => DataFrame<never, never>
}

/**
 * Rows in groups, to be aggregated: what {@link DataFrame.groupBy}, `rollup` and `cube` give.
 *
 * @example
 * events.groupBy('category').agg(($) => ({ n: count(), total: sum($.price) }))
 */
export class GroupedData<Row, Keys, T extends FrameTraits> {
  readonly #init: GroupedInit
  readonly #groupings: readonly Expression[]
  readonly #grouping: Aggregate['grouping']
  readonly #latenessMs: number | null

  /** Use {@link DataFrame.groupBy}. */
  constructor(
    init: GroupedInit,
    how: {
      readonly groupings: readonly Expression[]
      readonly grouping: Aggregate['grouping']
      readonly latenessMs?: number
    },
  ) {
    const { groupings, grouping } = how
    this.#latenessMs = how.latenessMs ?? null
    this.#init = init
    this.#groupings = groupings
    this.#grouping = grouping
  }

  /**
   * One row for each group: the keys, then these aggregates. They are given as an object, as columns with a name, or as a function from the frame's columns to either. Expressions over several
   * aggregates, keys and constants are allowed. Throws MISSING_AGGREGATION for a column that is neither a key nor aggregated.
   *
   * @example
   * df.groupBy('category').agg(($) => ({ n: count(), total: sum($.price) }))
   * df.groupBy('category').agg(($) => [count().as('n'), sum($.price).div(count()).as('mean')])
   * df.groupBy('category').agg(count().as('n'))
   */
  agg<const A extends readonly AggregateItem<Row>[]>(
    columns: ($: Columns<Row>) => A,
  ): DataFrame<AggregatedList<Keys, A>, T>
  agg<const A extends ColumnRecord>(
    columns: A | (($: Columns<Row>) => A),
  ): DataFrame<AggregatedRow<Keys, SelectedRecord<A>>, T>
  agg<const A extends readonly AggregateItem<Row>[]>(...columns: A): DataFrame<AggregatedList<Keys, A>, T>
  agg(...given: readonly unknown[]): unknown {
    return this.#aggregate(aggregatesOf(given, this.#init.schema))
  }

  /**
   * Keeps the groups of a stream for so long after their event time, or the end of their window, and takes late rows in: a group that has come out comes out again, with all its rows, at the end
   * of each batch that had late rows of it. So the sink must replace rows by their key (`upsert`). What comes later still is late, as everywhere.
   *
   * For groups by an event time with a watermark, or a window of it, but not session windows. In `update` mode state is only kept for longer; in `complete` mode, and of a bounded frame, nothing is
   * late. Operators with state above see each row that comes out, and a watermark that is so much older. The time may be changed between two runs, but not added or taken away; zero is a time.
   * Throws CANNOT_PARSE_INTERVAL, NEGATIVE_INTERVAL.
   *
   * @example
   * events.withWatermark('at', '1 minute').groupBy(($) => [window($.at, '1 hour')]).allowedLateness('2 hours').agg(($) => ({ total: sum($.price) }))
   */
  allowedLateness(lateness: ((string & {}) | number) & LatenessAllowed<T>): GroupedData<Row, Keys, T> {
    return this.#lateBy(durationMs(lateness)) as never
  }

  /** The number of rows of each group, as `count`. */
  count(): DataFrame<AggregatedRow<Keys, { count: number }>, T> {
    return this.#aggregate([aliased(call('count', 1).expression, 'count')]) as never
  }

  /** The sum of each of these columns: `sum(name)`. Null where a group has no value. */
  sum<const N extends readonly [NumericColumn<Row>, ...NumericColumn<Row>[]]>(
    ...names: N
  ): DataFrame<AggregatedRow<Keys, { [C in N[number] as `sum(${C})`]: Value<Row, C> | null }>, T> {
    return this.#each('sum', names)
  }
  /** The mean of each of these columns: `avg(name)`, a DOUBLE, of decimals a DECIMAL. Null where a group has no value. */
  avg<const N extends readonly [NumericColumn<Row>, ...NumericColumn<Row>[]]>(
    ...names: N
  ): DataFrame<AggregatedRow<Keys, { [C in N[number] as `avg(${C})`]: Mean<Value<Row, C>> }>, T> {
    return this.#each('avg', names)
  }
  /** The least value of each of these columns: `min(name)`. Null where a group has no value. */
  min<const N extends readonly [ColumnName<Row>, ...ColumnName<Row>[]]>(
    ...names: N
  ): DataFrame<AggregatedRow<Keys, { [C in N[number] as `min(${C})`]: Value<Row, C> | null }>, T> {
    return this.#each('min', names)
  }
  /** The greatest value of each of these columns: `max(name)`. Null where a group has no value. */
  max<const N extends readonly [ColumnName<Row>, ...ColumnName<Row>[]]>(
    ...names: N
  ): DataFrame<AggregatedRow<Keys, { [C in N[number] as `max(${C})`]: Value<Row, C> | null }>, T> {
    return this.#each('max', names)
  }

  /**
   * Aggregates with columns of their own for each of these values of a column: named by the value, and with several aggregates `value_aggregate`. Without values: PIVOT_VALUES_REQUIRED, on a stream
   * UNSUPPORTED_STREAMING_OPERATION. A stream needs append mode.
   *
   * @example
   * df.groupBy('day').pivot('category', ['books', 'music']).agg(($) => ({ total: sum($.price) })) // day, books, music
   */
  pivot<const V extends readonly LiteralInput[]>(
    column: PivotColumn<Row>,
    values?: V,
  ): PivotedData<Row, Keys, V, AppendOnly<T>> {
    if (this.#latenessMs !== null) {
      throw new IllegalArgumentException('UNSUPPORTED_FEATURE', {
        feature: 'A pivot with allowed lateness',
        hint: 'Aggregate with conditions instead: sum(when(...)).',
      })
    }
    return pivotedData({ ...this.#init, groupings: this.#groupings, column, values: values ?? null })
  }

  #lateBy(latenessMs: number): unknown {
    return new GroupedData(this.#init, { groupings: this.#groupings, grouping: this.#grouping, latenessMs })
  }

  #each(name: string, columns: readonly string[]): never {
    const aggregates = columns.map((column): Expression => ({ kind: 'call', name, args: [columnNamed(column)] }))
    return this.#aggregate(aggregates) as never
  }

  #aggregate(aggregates: readonly Expression[]): DataFrame<never, never> {
    const { plan, frame } = this.#init
    return frame({
      kind: 'aggregate',
      child: plan,
      groupings: this.#groupings,
      aggregates,
      grouping: this.#grouping,
      ...(this.#latenessMs === null ? {} : { allowedLatenessMs: this.#latenessMs }),
    })
  }
}

/** The groups of a frame by columns as they were given. */
export function groupedData<Row>(
  init: GroupedInit,
  grouping: Aggregate['grouping'],
  columns: readonly unknown[],
): GroupedData<Row, unknown, FrameTraits> {
  const [first] = columns
  const given = typeof first === 'function' ? first(columnsOf(init.schema)) : columns
  return new GroupedData(init, { groupings: projectionOf(given as Selection, init.schema), grouping })
}

/** The aggregates as they were given to `agg`. */
export function aggregatesOf(given: readonly unknown[], schema: StructType): readonly Expression[] {
  const [first] = given
  const chosen = typeof first === 'function' ? first(columnsOf(schema)) : isRecord(first) ? first : given
  return projectionOf(chosen as Selection, schema)
}

function isRecord(given: unknown): boolean {
  return typeof given === 'object' && given !== null && !('expression' in given)
}
