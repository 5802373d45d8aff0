import { encodeDefaults } from '../columnar/schema-defaults.ts'
import type {
  GroupState,
  GroupStateOperation,
  GroupStateOutputMode,
  GroupStateTimeout,
} from '../contracts/group-state.ts'
import type { SchemaChanges } from '../contracts/state-schema.ts'
import type { StateEvolutionOptions, StatefulProcessorLike, TimeMode } from '../contracts/stateful-processor.ts'
import { AnalysisException, IllegalArgumentException } from '../errors/streamkit-error.ts'
import type { Expression } from '../expressions/expression.ts'
import type { GroupState as GroupStateNode, LogicalPlan } from '../plan/logical-plan.ts'
import type { StructType } from '../types/data-type.ts'
import type { Flatten } from '../types/row-type.ts'
import { type CheckedSchema, type RowOf, type SchemaInput, toStructType } from '../types/schema.ts'
import type { DataFrame } from './data-frame.ts'
import type { TimestampColumn } from './frame-columns.ts'
import type { Batch, FrameTraits, GroupStateTraits, NeedsEnd } from './frame-traits.ts'
import type { StatefulProcessor } from './stateful-processor.ts'

/** What a function with state for each group is. */
export interface GroupStateOptions<S extends SchemaInput, O extends SchemaInput, Key, E extends string> {
  /** The columns of the state. */
  readonly state: CheckedSchema<S>
  /** The columns of what the function gives. */
  readonly output: CheckedSchema<O>
  /** When a group without rows is called. Default `NoTimeout`. */
  readonly timeout?: GroupStateTimeout
  /** State that is there before the first batch: a bounded frame with the columns of the state, grouped by the same key, with one row for each. */
  readonly initialState?: InitialState<Key, RowOf<S>>
  /** How a state of an earlier run becomes one of this schema. */
  readonly evolution?: StateEvolutionOptions<RowOf<S>>
  /** The column of the output that is its event time: the watermark goes on above. Rows that are not after the watermark are an error. */
  readonly eventTimeColumn?: E
}

/** The same, for functions that give any number of rows. */
export interface FlatMapGroupStateOptions<
  S extends SchemaInput,
  O extends SchemaInput,
  Key,
  E extends string,
  M extends GroupStateOutputMode,
> extends GroupStateOptions<S, O, Key, E> {
  /** `append`: rows are final. `update`: a later row takes the place of an earlier one. The query must have the same mode. */
  readonly outputMode: M
}

/** How a processor runs. */
export interface TransformWithStateOptions<
  O extends SchemaInput,
  Key,
  Initial,
  E extends string,
  M extends GroupStateOutputMode,
> {
  /** The columns of what the processor gives. */
  readonly output: CheckedSchema<O>
  /** Which time timers and time-to-live go by. */
  readonly timeMode: TimeMode
  /** See {@link FlatMapGroupStateOptions.outputMode}. */
  readonly outputMode: M
  /** Handed to `handleInitialState` row by row, in the first batch: a bounded frame, grouped by the same key. */
  readonly initialState?: InitialState<Key, Initial>
  /** See {@link GroupStateOptions.eventTimeColumn}. */
  readonly eventTimeColumn?: E
}

/** A bounded frame that is grouped by such a key. */
export interface InitialState<Key, Row> {
  readonly grouping: KeyGrouping
  readonly keyAndRow?: readonly [Key, Row, false]
}

/** What a grouped frame is made of. */
export interface KeyGrouping {
  readonly plan: LogicalPlan
  readonly schema: StructType
  readonly isStreaming: boolean
  readonly groupings: readonly Expression[]
  /** Null: the key is the value of the one grouping. */
  readonly keyNames: readonly string[] | null
  readonly frameOf: (plan: LogicalPlan) => DataFrame<never, never>
}

type EventTimeName<O extends SchemaInput> = TimestampColumn<RowOf<O>>

/**
 * Rows by key, for functions that see all rows of a key at once and keep state for it from batch to batch. Made by `groupByKey`.
 *
 * `Key` is the value of the key column, or an object of several.
 */
export class KeyValueGroupedDataset<Key, Row, T extends FrameTraits = Batch> {
  readonly #grouping: KeyGrouping
  /** Only the compiler sees it. */
  declare readonly keyAndRow?: readonly [Key, Row, T['streaming']]

  /** Use `groupByKey`. */
  constructor(grouping: KeyGrouping) {
    this.#grouping = grouping
  }

  /** The rows and the key, as plans have them. */
  get grouping(): KeyGrouping {
    return this.#grouping
  }

  /**
   * One row for each group that has rows in the batch, or whose time is out, by a function that keeps a state for the group. For queries in update mode. Over a bounded frame it runs once.
   *
   * @example
   * clicks.groupByKey('user').mapGroupsWithState(
   *   { state: 'n BIGINT NOT NULL', output: 'user STRING, n BIGINT NOT NULL' },
   *   (user, rows, state) => {
   *     let n = state.getOption()?.n ?? 0n
   *     for (const _ of rows) n++
   *     state.update({ n })
   *     return { user, n }
   *   },
   * )
   */
  mapGroupsWithState<
    const S extends SchemaInput,
    const O extends SchemaInput,
    const E extends EventTimeName<O> & string = never,
  >(
    options: GroupStateOptions<S, O, Key, E>,
    fn: (key: Key, rows: Iterable<Row>, state: GroupState<RowOf<S>>) => RowOf<O>,
  ): DataFrame<RowOf<O>, GroupStateTraits<T, 'update', E>> {
    return this.#withState('mapGroupsWithState', { ...options, outputMode: 'update' }, fn) as never
  }

  /**
   * Any number of rows for each group that has rows in the batch, or whose time is out, by a function that keeps a state for the group. Over a bounded frame it runs once.
   *
   * @example
   * clicks.withWatermark('at', '10 minutes').groupByKey('user').flatMapGroupsWithState(
   *   { state: 'n INT NOT NULL', output: 'user STRING, n INT NOT NULL', timeout: 'EventTimeTimeout', outputMode: 'append' },
   *   function* (user, rows, state) {
   *     if (state.hasTimedOut) {
   *       yield { user, n: state.get().n }
   *       return state.remove()
   *     }
   *     state.update({ n: (state.getOption()?.n ?? 0) + [...rows].length })
   *     state.setTimeoutTimestamp(state.getCurrentWatermarkMs(), '30 minutes')
   *   },
   * )
   */
  flatMapGroupsWithState<
    const S extends SchemaInput,
    const O extends SchemaInput,
    const M extends GroupStateOutputMode,
    const E extends EventTimeName<O> & string = never,
  >(
    options: FlatMapGroupStateOptions<S, O, Key, E, M>,
    fn: (key: Key, rows: Iterable<Row>, state: GroupState<RowOf<S>>) => Iterable<RowOf<O>>,
  ): DataFrame<RowOf<O>, GroupStateTraits<T, M, E>> {
    return this.#withState('flatMapGroupsWithState', options, fn) as never
  }

  /**
   * Has a processor handle the rows of each key: with several state variables, timers, and time-to-live. Give the processor, or a function that makes one for each run.
   *
   * @example
   * clicks.groupByKey('user').transformWithState(() => new Counter(), { output: 'user STRING, n INT', timeMode: 'None', outputMode: 'update' })
   */
  transformWithState<
    const O extends SchemaInput,
    const M extends GroupStateOutputMode,
    Initial = never,
    const E extends EventTimeName<O> & string = never,
  >(
    processor: StatefulProcessor<Key, Row, RowOf<O>, Initial> | (() => StatefulProcessor<Key, Row, RowOf<O>, Initial>),
    options: TransformWithStateOptions<O, Key, Initial, E, M>,
  ): DataFrame<RowOf<O>, GroupStateTraits<T, M, E>> {
    if (!timeModes.includes(options.timeMode)) {
      throw new IllegalArgumentException('STATEFUL_PROCESSOR_UNKNOWN_TIME_MODE', { timeMode: String(options.timeMode) })
    }
    return this.#next(options, {
      kind: 'transformWithState',
      processor: (typeof processor === 'function' ? processor : () => processor) as () => StatefulProcessorLike,
      timeMode: options.timeMode,
      outputMode: options.outputMode,
      keyNames: this.#grouping.keyNames,
      eventTimeColumn: options.eventTimeColumn ?? null,
    }) as never
  }

  /** One row for each group of a bounded frame. */
  mapGroups<const O extends SchemaInput>(
    this: KeyValueGroupedDataset<Key, Row, T> & NeedsEnd<T>,
    output: CheckedSchema<O>,
    fn: (key: Key, rows: Iterable<Row>) => RowOf<O>,
  ): DataFrame<RowOf<O>, T> {
    return this.#once('mapGroups', output, (key: Key, rows: Iterable<Row>) => [fn(key, rows)]) as never
  }

  /** Any number of rows for each group of a bounded frame. */
  flatMapGroups<const O extends SchemaInput>(
    this: KeyValueGroupedDataset<Key, Row, T> & NeedsEnd<T>,
    output: CheckedSchema<O>,
    fn: (key: Key, rows: Iterable<Row>) => Iterable<RowOf<O>>,
  ): DataFrame<RowOf<O>, T> {
    return this.#once('flatMapGroups', output, fn) as never
  }

  /** The rows of each group of a bounded frame made into one, two at a time. */
  reduceGroups(
    this: KeyValueGroupedDataset<Key, Row, T> & NeedsEnd<T>,
    fn: (left: Row, right: Row) => Row,
  ): DataFrame<Flatten<Row>, T> {
    return this.#once('reduceGroups', this.#grouping.schema, (_: Key, rows: Iterable<Row>) => [
      [...rows].reduce(fn),
    ]) as never
  }

  #withState(
    kind: 'mapGroupsWithState' | 'flatMapGroupsWithState',
    options: AnyStateOptions,
    fn: (key: never, rows: never, state: never) => unknown,
  ): DataFrame<never, never> {
    const stateSchema = toStructType(options.state as SchemaInput)
    return this.#next(options, {
      kind,
      fn,
      stateSchema,
      changes: changesOf(stateSchema, options.evolution),
      timeout: options.timeout ?? 'NoTimeout',
      outputMode: options.outputMode,
      keyNames: this.#grouping.keyNames,
      eventTimeColumn: options.eventTimeColumn ?? null,
    })
  }

  #once(methodName: string, output: unknown, fn: unknown): DataFrame<never, never> {
    if (this.#grouping.isStreaming) {
      throw new AnalysisException('CALL_ON_STREAMING_DATASET_UNSUPPORTED', { methodName: `\`${methodName}\`` })
    }
    const state: StructType = { kind: 'struct', fields: [] }
    return this.#withState('flatMapGroupsWithState', { state, output, outputMode: 'append' }, fn as never)
  }

  #next(
    { output, initialState }: Pick<AnyStateOptions, 'output' | 'initialState'>,
    operation: GroupStateOperation,
  ): DataFrame<never, never> {
    const { plan, groupings, frameOf } = this.#grouping
    return frameOf({
      kind: 'groupState',
      child: plan,
      groupings,
      operation,
      schema: toStructType(output as SchemaInput),
      initialState: initialState === undefined ? null : initialStateOf(initialState.grouping),
    })
  }
}

interface AnyStateOptions {
  readonly state: unknown
  readonly output: unknown
  readonly outputMode: GroupStateOutputMode
  readonly timeout?: GroupStateTimeout
  readonly initialState?: { readonly grouping: KeyGrouping }
  readonly evolution?: { readonly renamedFrom?: object; readonly defaults?: object }
  readonly eventTimeColumn?: string
}

function initialStateOf({ plan, groupings }: KeyGrouping): GroupStateNode['initialState'] {
  return { plan, groupings }
}

const timeModes: readonly TimeMode[] = ['None', 'ProcessingTime', 'EventTime']

function changesOf(schema: StructType, evolution: AnyStateOptions['evolution'] = {}): SchemaChanges {
  const { renamedFrom = {}, defaults = {} } = evolution
  return {
    renamedFrom: renamedFrom as Record<string, string>,
    defaults: encodeDefaults(schema, defaults as Record<string, unknown>),
  }
}
