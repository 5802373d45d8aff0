import type { ColumnBatch } from '../columnar/column-batch.ts'
import { rowReader } from '../columnar/rows.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Aggregate, LogicalPlan } from '../plan/logical-plan.ts'
import { isStreamingPlan } from '../plan/resolved-plan.ts'
import type { StructType } from '../types/data-type.ts'
import type { Refused, UntypedRow } from '../types/row-type.ts'
import { type CheckedSchema, type RowOf, type Schema, type SchemaInput, toStructType } from '../types/schema.ts'
import { treeString } from '../types/tree-string.ts'
import {
  type AsOfAllowed,
  type AsOfHow,
  type AsOfJoinOptions,
  type AsOfKeys,
  type AsOfTraits,
  asOfJoinPlan,
} from './as-of-join.ts'
import { Column, requireColumn } from './column.ts'
import { columnsOf } from './columns-of.ts'
import { type DataFrameWriter, dataFrameWriter } from './data-frame-writer.ts'
import { type DataStreamWriter, dataStreamWriter } from './data-stream-writer.ts'
import { delayMs, durationMs } from './duration.ts'
import type { FormatNotChosen, QueryOptions } from './formats.ts'
import type {
  ColumnArgument,
  ColumnName,
  ColumnRecord,
  Columns,
  Dropped,
  EventTimeColumn,
  Renamed,
  SameColumns,
  SelectedList,
  SelectedRecord,
  SelectedRecordTraits,
  SelectedTraits,
  SelectItem,
  UnionRow,
  UnionRowWithMissing,
  WithColumn,
  WithColumns,
} from './frame-columns.ts'
import type { AnalyzedPlan, FrameRuntime } from './frame-runtime.ts'
import type {
  Batch,
  BatchOf,
  CompleteOnly,
  DeduplicatedTraits,
  FrameTraits,
  MergedTraits,
  NeedsComplete,
  NeedsEnd,
  NeedsWatermark,
  NotUpdate,
  RenamedWatermark,
  SameKind,
  Stream,
  WithWatermark,
} from './frame-traits.ts'
import { type KeyOfNames, type KeyOfSelection, type KeySelection, keyExpressions } from './group-by-key.ts'
import {
  type GroupedData,
  type GroupedTraits,
  type GroupItem,
  type GroupKeys,
  groupedData,
  type NoKeys,
  type NullableKeys,
} from './grouped-data.ts'
import { type JoinedFrame, type JoinOn, joinPlan } from './join-plan.ts'
import type {
  HowOf,
  JoinAllowed,
  JoinChoice,
  JoinedRow,
  JoinedTraits,
  KnownJoinOptions,
  RefreshOptions,
  SharedName,
  UsingRow,
} from './join-traits.ts'
import { KeyValueGroupedDataset } from './key-value-grouped-dataset.ts'
import { NaFunctions } from './na-functions.ts'
import type { Observation } from './observation.ts'
import { type MetricsFor, type MetricsOf, observed } from './observed-columns.ts'
import { projectionOf, type Selection } from './projection-of.ts'
import { checkedSeed } from './sample-seed.ts'
import { type ShowOptions, showText } from './show-text.ts'
import { type SortFunction, type SortItem, sortOrdersOf } from './sort-columns.ts'
import type { ExplainMode } from './streaming-query.ts'
import { alignedColumns, checkUnion, type UnionByNameOptions } from './union-columns.ts'
import type { OneColumn, ValueFrame } from './value-frame.ts'
import type { WatermarkOptions } from './watermark-options.ts'

/**
 * Rows with named, typed columns: a bounded table or a stream. Immutable: every method gives another frame, nothing is computed before an action (`collect`, `count`,
 * `show`, `write`) or a query (`writeStream`).
 *
 * `Row` is the type of the rows, `T` what else the compiler knows ({@link Batch}, {@link Stream}). A frame is checked when it is made, so that an unknown column or a wrong
 * type throws at the line that wrote it, in plain JavaScript too.
 *
 * @example
 * const totals = purchases.filter(($) => $.quantity.gt(0)).withColumn('total', ($) => $.price.mul($.quantity)).select('event_id', 'total')
 */
export class DataFrame<Row, T extends FrameTraits = Batch> {
  /** Whether the frame is a stream: has no end, and is run by a query. */
  readonly isStreaming: T['streaming']
  readonly #runtime: FrameRuntime
  readonly #plan: LogicalPlan
  readonly #analyzed: AnalyzedPlan

  /** For sessions; users get frames from readers and `createDataFrame`. */
  constructor(runtime: FrameRuntime, plan: LogicalPlan) {
    this.#runtime = runtime
    this.#plan = plan
    this.#analyzed = runtime.analyze(plan)
    this.isStreaming = isStreamingPlan(this.#analyzed.plan)
  }

  /** The plan as it was built. */
  get logicalPlan(): LogicalPlan {
    return this.#plan
  }
  /** What the frame was made in: for what runs plans, not for pipelines. */
  get runtime(): FrameRuntime {
    return this.#runtime
  }
  /** The columns. */
  get schema(): Schema<Row> {
    return this.#analyzed.schema
  }
  /** The names of the columns, in order. */
  get columns(): string[] {
    return this.schema.fields.map((f) => f.name)
  }

  /**
   * Exactly these columns: names, `'*'`, columns with a name, or a function from the frame's columns to a list or an object of them.
   *
   * @example
   * df.select('event_id', 'price')
   * df.select(($) => ['event_id', $.price.mul($.quantity).as('total')])
   * df.select(($) => ({ id: $.event_id, total: $.price.mul($.quantity) }))
   */
  select<const C extends readonly SelectItem<Row>[]>(
    columns: ($: Columns<Row>) => C,
  ): DataFrame<SelectedList<Row, C>, SelectedTraits<T, C[number]>>
  select<const C extends ColumnRecord>(
    columns: ($: Columns<Row>) => C,
  ): DataFrame<SelectedRecord<C>, SelectedRecordTraits<T, C>>
  select<const C extends readonly SelectItem<Row>[]>(
    ...columns: C
  ): DataFrame<SelectedList<Row, C>, SelectedTraits<T, C[number]>>
  select(...given: readonly unknown[]): unknown {
    const [first] = given
    const selection = typeof first === 'function' ? first(columnsOf(this.schema)) : given
    const expressions = projectionOf(selection as Selection, this.schema)
    return this.#next({ kind: 'project', child: this.#plan, expressions })
  }

  /**
   * Exactly these columns, each as a text in Spark's SQL: `selectExpr('id', 'price * quantity AS total', 'upper(name)')`. The compiler does not read them: say what rows come out, else columns have any
   * type. Throws PARSE_SYNTAX_ERROR, and what `select` throws.
   *
   * @example
   * df.selectExpr('event_id', 'price * quantity AS total')
   * df.selectExpr<{ event_id: string; total: number }>('event_id', 'price * quantity AS total')
   */
  selectExpr<R = UntypedRow>(...texts: readonly string[]): DataFrame<R, T> {
    const expressions = texts.map((text) => this.#runtime.parseExpression(text))
    return this.#next({ kind: 'project', child: this.#plan, expressions })
  }

  /**
   * With one more column, or another in the place of the one with that name.
   *
   * @example
   * df.withColumn('total', ($) => $.price.mul($.quantity))
   */
  withColumn<const N extends string, V>(name: N, column: ColumnArgument<Row, V>): DataFrame<WithColumn<Row, N, V>, T> {
    return this.#withColumns({ [name]: this.#column(column) })
  }

  /** With several columns at once; none of them sees another. */
  withColumns<const C extends ColumnRecord>(columns: C | (($: Columns<Row>) => C)): DataFrame<WithColumns<Row, C>, T> {
    return this.#withColumns(typeof columns === 'function' ? columns(columnsOf(this.schema)) : columns)
  }

  /** With one column under another name. */
  withColumnRenamed<const From extends ColumnName<Row>, const To extends string>(
    existing: From,
    name: To,
  ): DataFrame<Renamed<Row, From, To>, RenamedWatermark<T, From, To>> {
    return this.#next({ kind: 'withColumnsRenamed', child: this.#plan, renames: [{ from: existing, to: name }] })
  }

  /** Without these columns. */
  drop<const N extends readonly ColumnName<Row>[]>(...names: N): DataFrame<Dropped<Row, N[number]>, T> {
    return this.#next({ kind: 'drop', child: this.#plan, columns: names })
  }

  /**
   * The rows for which a condition is true; not those for which it is false or null. A text is a condition in Spark's SQL, which may ask tables and views of the session too.
   *
   * @example
   * df.filter(($) => $.price.gt(10).and($.category.eq('books')))
   * df.filter("price > 10 AND category = 'books'")
   */
  filter(condition: string | ColumnArgument<Row, boolean | null>): DataFrame<Row, T> {
    const { expression } =
      typeof condition === 'string' ? { expression: this.#runtime.parseExpression(condition) } : this.#column(condition)
    return this.#next({ kind: 'filter', child: this.#plan, condition: expression })
  }
  /** The same as {@link filter}. */
  where(condition: string | ColumnArgument<Row, boolean | null>): DataFrame<Row, T> {
    return this.filter(condition)
  }

  /**
   * Other rows, by a plain function over row objects. If the rows have other columns, `schema` says which. Slower than column expressions, and opaque to the optimizer.
   *
   * @example
   * df.map((row) => ({ id: row.event_id, words: row.text.split(' ').length }), 'id STRING NOT NULL, words INT NOT NULL')
   */
  map(fn: (row: Row) => Row): DataFrame<Row, T>
  map<const S extends SchemaInput>(fn: (row: Row) => RowOf<S>, schema: CheckedSchema<S>): DataFrame<RowOf<S>, T>
  map(fn: (row: never) => unknown, schema: unknown = this.schema): unknown {
    return this.#next({
      kind: 'mapRows',
      child: this.#plan,
      fn,
      flat: false,
      schema: toStructType(schema as SchemaInput),
    })
  }

  /** Any number of rows for each row, by a plain function. See {@link map}. */
  flatMap(fn: (row: Row) => Iterable<Row>): DataFrame<Row, T>
  flatMap<const S extends SchemaInput>(
    fn: (row: Row) => Iterable<RowOf<S>>,
    schema: CheckedSchema<S>,
  ): DataFrame<RowOf<S>, T>
  flatMap(fn: (row: never) => unknown, schema: unknown = this.schema): unknown {
    return this.#next({
      kind: 'mapRows',
      child: this.#plan,
      fn,
      flat: true,
      schema: toStructType(schema as SchemaInput),
    })
  }

  /** The rows for which a plain function over row objects gives true. */
  filterRows(fn: (row: Row) => boolean): DataFrame<Row, T> {
    return this.#next({ kind: 'filterRows', child: this.#plan, fn })
  }

  /**
   * The rows of both, duplicates kept. Columns go by position, as in Spark: the same names in another order are refused (UNION_COLUMN_ORDER).
   */
  union<R2, T2 extends FrameTraits>(
    other: DataFrame<R2, T2> & SameKind<T, T2> & SameColumns<Row, R2>,
  ): DataFrame<UnionRow<Row, R2>, MergedTraits<T, T2>> {
    checkUnion(this.schema, other.schema)
    return this.#next({ kind: 'union', children: [this.#plan, other.logicalPlan] })
  }

  /** The rows of both, columns by name. With `allowMissingColumns`, a column that one side lacks is null there. */
  unionByName<R2, T2 extends FrameTraits>(
    other: DataFrame<R2, T2> & SameKind<T, T2>,
    options: { readonly allowMissingColumns: true },
  ): DataFrame<UnionRowWithMissing<Row, R2>, MergedTraits<T, T2>>
  unionByName<R2, T2 extends FrameTraits>(
    other: DataFrame<R2, T2> & SameKind<T, T2> & SameColumns<Row, R2>,
  ): DataFrame<UnionRow<Row, R2>, MergedTraits<T, T2>>
  unionByName(
    other: { readonly schema: StructType; readonly logicalPlan: LogicalPlan },
    options: UnionByNameOptions = {},
  ): unknown {
    const [left, right] = alignedColumns(this.schema, other.schema, options)
    const children: LogicalPlan[] = [
      { kind: 'project', child: this.#plan, expressions: left },
      { kind: 'project', child: other.logicalPlan, expressions: right },
    ]
    return this.#next({ kind: 'union', children })
  }

  /**
   * The pairs of rows of both frames for which a condition holds; `how` says what becomes of rows without a partner.
   *
   * `on` is a function from the columns of both sides to a condition, a condition by frame alias (`col('a.id').eq(col('b.id'))`), or names that both sides have (such columns come out once, first).
   *
   * Two streams keep their rows until the watermark says that they can match no more: give both a watermark and bound the times, or state grows for ever. Rows without a partner come out then, in `append` mode only.
   * A bounded frame beside a stream is read again for every batch, unless {@link JoinOptions.refresh} says otherwise.
   *
   * Throws UNSUPPORTED_JOIN_TYPE, UNRESOLVED_USING_COLUMN_FOR_JOIN, JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE, AMBIGUOUS_REFERENCE.
   *
   * @example
   * orders.join(customers, 'customer_id', 'left')
   * orders.join(customers, 'customer_id', { how: 'left', refresh: '10 minutes' })
   * clicks.join(views, (c, v) => c.ad.eq(v.ad_id).and(c.at.between(v.seen_at, v.seen_at.plus(interval('1 hour')))))
   */
  join<R2, T2 extends FrameTraits, const K extends SharedName<Row, R2>, const C extends JoinChoice = 'inner'>(
    other: DataFrame<R2, T2> & JoinAllowed<T, T2, HowOf<C>>,
    on: K | readonly K[],
    how?: C & KnownJoinOptions<C>,
  ): DataFrame<UsingRow<Row, R2, K, HowOf<C>>, JoinedTraits<T, T2, HowOf<C>>>
  join<R2, T2 extends FrameTraits, const C extends JoinChoice = 'inner'>(
    other: DataFrame<R2, T2> & JoinAllowed<T, T2, HowOf<C>>,
    on?: Column<boolean | null> | ((left: Columns<Row>, right: Columns<R2>) => Column<boolean | null>),
    how?: C & KnownJoinOptions<C>,
  ): DataFrame<JoinedRow<Row, R2, HowOf<C>>, JoinedTraits<T, T2, HowOf<C>>>
  join(other: JoinedFrame, on?: JoinOn, how: JoinChoice = {}): unknown {
    const options = typeof how === 'string' ? { how } : how
    return this.#next(joinPlan([this.#side, other], on, { ...options, conf: this.#runtime.conf }))
  }

  /**
   * Each row with the one row of the other frame that was valid at its time: of those with equal keys the last that is not later, the first that is not earlier, or the nearest (pandas' `merge_asof`). Rows need no
   * order. Of several with one time the last that came counts; null times and keys match nothing. Beside a stream a bounded frame is read again as for {@link join}.
   *
   * Of two streams both times need a watermark, and only `backward` can be: a row comes out when the watermark has reached its time, so that every row of the other stream that may belong to it is known.
   *
   * Throws UNRESOLVED_USING_COLUMN_FOR_JOIN, EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE, AS_OF_JOIN.UNSUPPORTED_DIRECTION, CANNOT_PARSE_INTERVAL, NEGATIVE_INTERVAL.
   *
   * @example
   * orders.asOfJoin(prices, { leftTime: 'ordered_at', rightTime: 'valid_from', on: 'product', tolerance: '1 day' })
   */
  asOfJoin<R2, T2 extends FrameTraits, const O extends AsOfJoinOptions<Row, R2>>(
    other: DataFrame<R2, T2> & AsOfAllowed<T, T2, O>,
    options: O,
  ): DataFrame<UsingRow<Row, R2, AsOfKeys<O>, AsOfHow<O>>, AsOfTraits<T, T2, O>> {
    return this.#next(asOfJoinPlan([this.#side, other as JoinedFrame], options as never))
  }

  /** Every row of one with every row of the other. Two streams have none. */
  crossJoin<R2, T2 extends FrameTraits>(
    other: DataFrame<R2, T2> & JoinAllowed<T, T2, 'cross'>,
    options?: RefreshOptions,
  ): DataFrame<JoinedRow<Row, R2, 'cross'>, JoinedTraits<T, T2, 'cross'>>
  crossJoin(other: JoinedFrame, { refresh }: RefreshOptions = {}): unknown {
    return this.#next(joinPlan([this.#side, other], undefined, { how: 'cross', refresh, conf: this.#runtime.conf }))
  }

  /** The rows that are in both, each once. Null equals null; columns go by position. Bounded frames only. */
  intersect<R2, T2 extends FrameTraits>(
    this: DataFrame<Row, T> & NeedsEnd<T>,
    other: DataFrame<R2, T2> & NeedsEnd<T2> & SameColumns<Row, R2>,
  ): DataFrame<Row, T> {
    return this.#setOperation('intersect', other, false)
  }
  /** The rows that are in both, as often as in the one that has fewer. */
  intersectAll<R2, T2 extends FrameTraits>(
    this: DataFrame<Row, T> & NeedsEnd<T>,
    other: DataFrame<R2, T2> & NeedsEnd<T2> & SameColumns<Row, R2>,
  ): DataFrame<Row, T> {
    return this.#setOperation('intersect', other, true)
  }
  /** The rows that are not in the other, each once. Null equals null; columns go by position. Bounded frames only. */
  except<R2, T2 extends FrameTraits>(
    this: DataFrame<Row, T> & NeedsEnd<T>,
    other: DataFrame<R2, T2> & NeedsEnd<T2> & SameColumns<Row, R2>,
  ): DataFrame<Row, T> {
    return this.#setOperation('except', other, false)
  }
  /** The rows less those of the other: one that is there three times and once in the other comes out twice. */
  exceptAll<R2, T2 extends FrameTraits>(
    this: DataFrame<Row, T> & NeedsEnd<T>,
    other: DataFrame<R2, T2> & NeedsEnd<T2> & SameColumns<Row, R2>,
  ): DataFrame<Row, T> {
    return this.#setOperation('except', other, true)
  }
  /** The same as {@link except}. */
  subtract<R2, T2 extends FrameTraits>(
    this: DataFrame<Row, T> & NeedsEnd<T>,
    other: DataFrame<R2, T2> & NeedsEnd<T2> & SameColumns<Row, R2>,
  ): DataFrame<Row, T> {
    return this.#setOperation('except', other, false)
  }

  /**
   * The rows in order: by names and columns, which ascend with null first, or by columns with a direction. Rows that are equal stay as they came. A column that the frame had before a
   * select can still be named, with `col`. Needs memory for all rows, with a limit after it for about twice as many as the limit.
   *
   * A stream has an order only where all rows are there: after an aggregation, in complete mode.
   *
   * @example
   * df.orderBy('category', desc(col('price')))
   * df.orderBy(($) => [$.category.asc(), $.price.desc()])
   */
  orderBy(this: DataFrame<Row, T> & NeedsComplete<T>, columns: SortFunction<Row>): DataFrame<Row, CompleteOnly<T>>
  orderBy(
    this: DataFrame<Row, T> & NeedsComplete<T>,
    ...columns: readonly SortItem<Row>[]
  ): DataFrame<Row, CompleteOnly<T>>
  orderBy(...columns: readonly unknown[]): DataFrame<Row, CompleteOnly<T>> {
    return this.#sort(columns, true)
  }
  /** The same as {@link orderBy}. */
  sort(this: DataFrame<Row, T> & NeedsComplete<T>, columns: SortFunction<Row>): DataFrame<Row, CompleteOnly<T>>
  sort(
    this: DataFrame<Row, T> & NeedsComplete<T>,
    ...columns: readonly SortItem<Row>[]
  ): DataFrame<Row, CompleteOnly<T>>
  sort(...columns: readonly unknown[]): DataFrame<Row, CompleteOnly<T>> {
    return this.#sort(columns, true)
  }
  /** The rows of each partition in order. A frame has one partition: the same as {@link orderBy}. */
  sortWithinPartitions(
    this: DataFrame<Row, T> & NeedsComplete<T>,
    columns: SortFunction<Row>,
  ): DataFrame<Row, CompleteOnly<T>>
  sortWithinPartitions(
    this: DataFrame<Row, T> & NeedsComplete<T>,
    ...columns: readonly SortItem<Row>[]
  ): DataFrame<Row, CompleteOnly<T>>
  sortWithinPartitions(...columns: readonly unknown[]): DataFrame<Row, CompleteOnly<T>> {
    return this.#sort(columns, false)
  }

  /**
   * The first rows, at most `count`. Of a stream, the first of all its batches; after an aggregation in complete mode, the first of each batch. Not in update mode. Throws NEGATIVE_LIMIT.
   */
  limit(count: number): DataFrame<Row, NotUpdate<T>> {
    if (!Number.isSafeInteger(count) || count < 0) throw new AnalysisException('NEGATIVE_LIMIT', { count })
    return this.#next({ kind: 'limit', child: this.#plan, count })
  }
  /** All rows but the first `count`. Only of a bounded frame. Throws NEGATIVE_OFFSET. */
  offset(this: DataFrame<Row, T> & NeedsEnd<T>, count: number): DataFrame<Row, T> {
    if (!Number.isSafeInteger(count) || count < 0) throw new AnalysisException('NEGATIVE_OFFSET', { count })
    return this.#next({ kind: 'offset', child: this.#plan, count })
  }
  /**
   * Each row with the chance `fraction`, 0 to 1. The same seed, a whole number, takes the same rows of the same input; without one it is chosen by chance, once for the frame. Only of a bounded
   * frame. Throws INVALID_SAMPLE.
   */
  sample(this: DataFrame<Row, T> & NeedsEnd<T>, fraction: number, seed?: number): DataFrame<Row, T> {
    const checked = checkedSeed(fraction, seed ?? this.#runtime.randomSeed())
    return this.#next({ kind: 'sample', child: this.#plan, fraction, seed: checked })
  }

  /** What is done about missing values: `na.fill`, `na.drop`, `na.replace`. */
  get na(): NaFunctions<Row, T> {
    return new NaFunctions({ schema: this.schema, plan: this.#plan, frame: (plan) => this.#next(plan) })
  }
  /** The same as {@link NaFunctions.fill | na.fill}. */
  get fillna(): NaFunctions<Row, T>['fill'] {
    const { na } = this
    return na.fill.bind(na) as never
  }
  /** The same as {@link NaFunctions.drop | na.drop}. */
  get dropna(): NaFunctions<Row, T>['drop'] {
    const { na } = this
    return na.drop.bind(na) as never
  }

  /**
   * Passes the rows on and aggregates them on their way: the metrics of each batch of a stream are in its progress (`observedMetrics`), those of a bounded frame come to an
   * {@link Observation}. Throws INVALID_OBSERVED_METRICS, DUPLICATED_METRICS_NAME.
   *
   * @example
   * events.observe('quality', ($) => ({ rows: count($.id), latest: max($.at) }))
   */
  observe(name: string, metrics: MetricsOf<Row>): DataFrame<Row, T>
  observe<M>(
    this: DataFrame<Row, T> & NeedsEnd<T>,
    observation: Observation<M>,
    metrics: MetricsOf<Row, MetricsFor<M>>,
  ): DataFrame<Row, T>
  observe(observer: string | Observation<unknown>, metrics: unknown): DataFrame<Row, T> {
    if (typeof observer !== 'string') this.#requireBounded('observe with an Observation')
    return this.#next({ kind: 'observe', child: this.#plan, ...observed(observer, metrics, this.schema) })
  }

  /** The same frame: a frame has one partition. For code that was written for Spark. */
  repartition(..._partitioning: readonly (number | ColumnName<Row> | Column<unknown>)[]): DataFrame<Row, T> {
    return this.#next(this.#plan)
  }
  /** The same frame: a frame has one partition. For code that was written for Spark. */
  coalesce(_numPartitions: number): DataFrame<Row, T> {
    return this.#next(this.#plan)
  }

  /**
   * Gives the frame a name in its session, for `session.table` and SQL: nothing is computed or kept, whoever uses it gets this frame. Throws TEMP_TABLE_OR_VIEW_ALREADY_EXISTS,
   * TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS.
   *
   * @example
   * purchases.createTempView('purchases')
   */
  createTempView(name: string): void {
    this.#runtime.createView(name, this.#plan, false)
  }
  /** The same as {@link createTempView}; another view of that name is replaced. */
  createOrReplaceTempView(name: string): void {
    this.#runtime.createView(name, this.#plan, true)
  }

  /** The frame under a name: `col('p.id')` is its column `id`. */
  alias(name: string): DataFrame<Row, T> {
    return this.#next({ kind: 'subqueryAlias', child: this.#plan, alias: name })
  }

  /**
   * Groups the rows by columns: names, columns with a name (`window(...)` is one), or a function from the frame's columns to a list of them. Follow it with `agg`, `count`, `sum`, ...
   *
   * On a stream the groups are kept as state; they are given out and forgotten when a watermark passes them, if one of the keys is the event time or a window of it.
   *
   * @example
   * df.groupBy('category').agg(($) => ({ n: count(), total: sum($.price) }))
   */
  groupBy<const C extends readonly GroupItem<Row>[]>(
    columns: ($: Columns<Row>) => C,
  ): GroupedData<Row, GroupKeys<Row, C>, GroupedTraits<T, C>>
  groupBy<const C extends readonly GroupItem<Row>[]>(
    ...columns: C
  ): GroupedData<Row, GroupKeys<Row, C>, GroupedTraits<T, C>>
  groupBy(...columns: readonly unknown[]): unknown {
    return this.#grouped('groupBy', columns)
  }

  /** Groups by these columns, then by all but the last, and so on down to one group of all rows: subtotals, in which the keys that do not count are null. See {@link grouping}. */
  rollup<const C extends readonly GroupItem<Row>[]>(
    columns: ($: Columns<Row>) => C,
  ): GroupedData<Row, NullableKeys<GroupKeys<Row, C>>, GroupedTraits<T, C>>
  rollup<const C extends readonly GroupItem<Row>[]>(
    ...columns: C
  ): GroupedData<Row, NullableKeys<GroupKeys<Row, C>>, GroupedTraits<T, C>>
  rollup(...columns: readonly unknown[]): unknown {
    return this.#grouped('rollup', columns)
  }

  /** The same for every subset of these columns. */
  cube<const C extends readonly GroupItem<Row>[]>(
    columns: ($: Columns<Row>) => C,
  ): GroupedData<Row, NullableKeys<GroupKeys<Row, C>>, GroupedTraits<T, C>>
  cube<const C extends readonly GroupItem<Row>[]>(
    ...columns: C
  ): GroupedData<Row, NullableKeys<GroupKeys<Row, C>>, GroupedTraits<T, C>>
  cube(...columns: readonly unknown[]): unknown {
    return this.#grouped('cube', columns)
  }

  /**
   * Aggregates all rows into one; of none too. The same as `groupBy().agg(...)`.
   *
   * @example
   * df.agg(($) => ({ n: count(), highest: max($.price) }))
   */
  get agg(): GroupedData<Row, NoKeys<Row>, GroupedTraits<T, []>>['agg'] {
    const grouped = this.#grouped('groupBy', []) as { agg(...given: readonly unknown[]): unknown }
    return ((...given: readonly unknown[]) => grouped.agg(...given)) as never
  }

  /**
   * Declares a column of event times and how late rows may come: what is older than the latest time seen minus the delay is dropped by stateful operators, and what they
   * keep is forgotten. A month of the delay counts as 31 days. Throws CANNOT_PARSE_INTERVAL, NEGATIVE_INTERVAL. On a bounded frame it changes nothing.
   *
   * Where several streams meet, the slowest of them holds the watermark back; with `idleTimeout` not any more once it has given no row for so long, until it gives one.
   *
   * @example
   * events.withWatermark('event_ts', '10 minutes').dropDuplicates('event_id', 'event_ts')
   * clicks.withWatermark('at', '10 minutes', { idleTimeout: '1 minute' })
   */
  withWatermark<const K extends EventTimeColumn<Row, T>>(
    eventTime: K,
    delay: string,
    options: WatermarkOptions = {},
  ): DataFrame<Row, WithWatermark<T, K>> {
    return this.#next({
      kind: 'eventTimeWatermark',
      child: this.#plan,
      column: eventTime,
      delayMs: delayMs(delay),
      idleTimeoutMs: options.idleTimeout === undefined ? null : durationMs(options.idleTimeout),
    })
  }

  /**
   * Drops rows whose key was already seen, keeping the first; the key is these columns, or all.
   *
   * A stream remembers every key until the watermark passes its event time: without {@link withWatermark}, or without its column among the keys, nothing is ever forgotten and
   * state grows for ever.
   *
   * @example
   * events.withWatermark('event_ts', '10 minutes').dropDuplicates('event_id', 'event_ts')
   */
  dropDuplicates<const C extends readonly ColumnName<Row>[]>(...columns: C): DataFrame<Row, DeduplicatedTraits<T, C>> {
    return this.#deduplicate(columns, false)
  }
  /** Drops rows that were already seen, keeping the first. */
  distinct(): DataFrame<Row, DeduplicatedTraits<T, []>> {
    return this.#deduplicate([], false)
  }
  /**
   * Drops rows whose key was already seen; a key is remembered for at least the watermark's delay after its first row, whatever the event times of the others. For duplicates
   * with differing event times.
   */
  dropDuplicatesWithinWatermark(
    this: DataFrame<Row, T> & NeedsWatermark<T>,
    ...columns: readonly ColumnName<Row>[]
  ): DataFrame<Row, DeduplicatedTraits<T, []>> {
    return this.#deduplicate(columns, true)
  }

  /**
   * The value of a frame with one column and one row, to compute with in `filter`, `select` and `withColumn` of another frame; null without a row. It is read anew in every batch.
   *
   * Throws INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY or .SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN where it is used, SCALAR_SUBQUERY_TOO_MANY_ROWS when it is read.
   *
   * @example
   * events.filter(($) => $.id.gt(table.agg(($) => ({ last: max($.id) })).scalar()))
   */
  scalar<R>(this: ValueFrame<R> & OneColumn<R>): Column<R[keyof R] | null> {
    return new Column({ kind: 'scalarSubquery', plan: this.logicalPlan })
  }

  /**
   * The rows by key, for functions with state: `mapGroupsWithState`, `flatMapGroupsWithState`, `transformWithState`. The key is the value of one column, or an object of several.
   *
   * @example
   * clicks.groupByKey('user')
   * clicks.groupByKey(($) => ({ user: $.user, day: toDate($.at) }))
   */
  // The frame's types come by `this`: were they the class's own, a frame would not fit where one with fewer columns is asked for.
  groupByKey<R, F extends FrameTraits, const C extends readonly [ColumnName<R>, ...ColumnName<R>[]]>(
    this: DataFrame<R, F>,
    ...columns: C
  ): KeyValueGroupedDataset<KeyOfNames<R, C>, R, F>
  groupByKey<R, F extends FrameTraits, const C extends KeySelection<R>>(
    this: DataFrame<R, F>,
    columns: ($: Columns<R>) => C,
  ): KeyValueGroupedDataset<KeyOfSelection<R, C>, R, F>
  groupByKey(...given: readonly unknown[]): KeyValueGroupedDataset<never, never, never> {
    return new KeyValueGroupedDataset<never, never, never>({
      plan: this.#plan,
      schema: this.schema,
      isStreaming: this.isStreaming,
      frameOf: (plan) => this.#next(plan),
      ...keyExpressions(given, this.schema),
    })
  }

  /** All rows, in memory. */
  async collect(this: DataFrame<Row, T> & NeedsEnd<T>): Promise<Row[]> {
    const rows: Row[] = []
    const reader = this.#rowReader('collect')
    for await (const batch of this.#chunks('collect')) for (const row of reader.rows(batch)) rows.push(row)
    return rows
  }

  /** The number of rows. */
  async count(this: DataFrame<Row, T> & NeedsEnd<T>): Promise<number> {
    let count = 0
    for await (const batch of this.#chunks('count')) count += batch.length
    return count
  }

  /** The first row, null if there is none. */
  async first(this: DataFrame<Row, T> & NeedsEnd<T>): Promise<Row | null> {
    const [row] = await this.take(1)
    return row ?? null
  }

  /** The first rows, at most `count`. */
  take(this: DataFrame<Row, T> & NeedsEnd<T>, count: number): Promise<Row[]> {
    this.#requireBounded('take')
    return (this.limit(count) as DataFrame<Row, T> & NeedsEnd<T>).collect()
  }

  /** Whether there is no row. */
  async isEmpty(this: DataFrame<Row, T> & NeedsEnd<T>): Promise<boolean> {
    return (await this.take(1)).length === 0
  }

  /** The rows one by one, computed as they are pulled: memory holds one chunk. */
  async *toLocalIterator(this: DataFrame<Row, T> & NeedsEnd<T>): AsyncGenerator<Row, void, undefined> {
    const reader = this.#rowReader('toLocalIterator')
    for await (const batch of this.#chunks('toLocalIterator')) yield* reader.iterate(batch)
  }

  /** The rows in columns, chunk by chunk: for writers that need no row objects. */
  columnBatches(this: DataFrame<Row, T> & NeedsEnd<T>): AsyncIterable<ColumnBatch> {
    return this.#chunks('columnBatches')
  }

  /**
   * Prints the first rows as a table, 20 unless said otherwise.
   *
   * @example
   * await df.show(5, { truncate: false })
   */
  async show(this: DataFrame<Row, T> & NeedsEnd<T>, numRows = 20, options: ShowOptions = {}): Promise<void> {
    this.#requireBounded('show')
    console.log(await this.showString(numRows, options))
  }

  /** What {@link show} prints. */
  showString(this: DataFrame<Row, T> & NeedsEnd<T>, numRows = 20, options: ShowOptions = {}): Promise<string> {
    this.#requireBounded('showString')
    return showText({ runtime: this.#runtime, plan: this.#plan, schema: this.schema }, numRows, options)
  }

  /** Writes the rows of a bounded frame. */
  get write(): T extends { readonly streaming: false }
    ? DataFrameWriter<Row, T['formats'], FormatNotChosen>
    : Refused<'a stream is written with writeStream'> {
    this.#requireBounded('write')
    return dataFrameWriter(this.#runtime, this.#plan) as never
  }

  /** Runs the stream: says where its rows go, then starts the query. Throws WRITE_STREAM_NOT_ALLOWED on a bounded frame. */
  get writeStream(): T extends { readonly streaming: true }
    ? DataStreamWriter<Row, T, QueryOptions, DataFrame<Row, BatchOf<T>>>
    : Refused<'a bounded DataFrame is written with write, collect or show'> {
    if (!this.isStreaming) throw new AnalysisException('WRITE_STREAM_NOT_ALLOWED', {})
    return dataStreamWriter(this.#runtime, this.#plan, (plan) => this.#next(plan)) as never
  }

  /** Prints the columns as a tree. */
  printSchema(): void {
    console.log(treeString(this.schema))
  }

  /** The plan as text: see {@link ExplainMode}. Nothing is read by it. */
  explain(mode: ExplainMode = 'simple'): string {
    return this.#runtime.explain(this.#plan, mode)
  }

  #next<R, S extends FrameTraits>(plan: LogicalPlan): DataFrame<R, S> {
    return new DataFrame<R, S>(this.#runtime, plan)
  }

  get #side(): JoinedFrame {
    return { logicalPlan: this.#plan, schema: this.schema }
  }

  #setOperation(
    kind: 'intersect' | 'except',
    { logicalPlan }: { readonly logicalPlan: LogicalPlan },
    all: boolean,
  ): DataFrame<Row, T> {
    return this.#next({ kind, left: this.#plan, right: logicalPlan, all })
  }

  #column<V>(column: ColumnArgument<Row, V>): Column<V> {
    return requireColumn(typeof column === 'function' ? column(columnsOf(this.schema)) : column)
  }

  #grouped(grouping: Aggregate['grouping'], columns: readonly unknown[]): GroupedData<Row, unknown, FrameTraits> {
    const init = { plan: this.#plan, schema: this.schema, frame: (plan: LogicalPlan) => this.#next<never, never>(plan) }
    return groupedData(init, grouping, columns)
  }

  #withColumns<R>(columns: ColumnRecord): DataFrame<R, T> {
    const named = Object.entries(columns).map(([name, column]) => ({
      name,
      expression: requireColumn(column).expression,
    }))
    return this.#next({ kind: 'withColumns', child: this.#plan, columns: named })
  }

  #sort(columns: readonly unknown[], global: boolean): DataFrame<Row, CompleteOnly<T>> {
    const orders = sortOrdersOf(columns, columnsOf(this.schema))
    return this.#next({ kind: 'sort', child: this.#plan, orders, global })
  }

  #deduplicate<S extends FrameTraits>(columns: readonly string[], withinWatermark: boolean): DataFrame<Row, S> {
    const keys = columns.length === 0 ? null : columns
    return this.#next({ kind: 'deduplicate', child: this.#plan, keys, withinWatermark })
  }

  #requireBounded(methodName: string): void {
    if (this.isStreaming) {
      throw new AnalysisException('CALL_ON_STREAMING_DATASET_UNSUPPORTED', { methodName: `\`${methodName}\`` })
    }
  }

  #rowReader(methodName: string): { rows(batch: ColumnBatch): Row[]; iterate(batch: ColumnBatch): Iterable<Row> } {
    this.#requireBounded(methodName)
    return rowReader<StructType>(this.schema) as never
  }

  #chunks(methodName: string): AsyncIterable<ColumnBatch> {
    this.#requireBounded(methodName)
    return this.#runtime.execute(this.#analyzed.plan)
  }
}

/** A bounded DataFrame. */
export type BatchDataFrame<Row> = DataFrame<Row, Batch>
/** A streaming DataFrame. */
export type StreamingDataFrame<Row, Watermark extends string = never> = DataFrame<Row, Stream<Watermark>>
