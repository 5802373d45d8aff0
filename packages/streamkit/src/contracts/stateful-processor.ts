import type { CheckedSchema, RowOf, SchemaInput } from '../types/schema.ts'

/** Which time timers and time-to-live go by. */
export type TimeMode = 'None' | 'ProcessingTime' | 'EventTime'

/** How values of an earlier schema become those of this one, where names do not tell. */
export interface StateEvolutionOptions<Row> {
  /** The new name of a field, and the one that it had in the last run: `{ total: 'sum' }`. */
  readonly renamedFrom?: { readonly [K in keyof Row & string]?: string }
  /** What a new field is in values that do not have it. Default null; a field that is not nullable needs one. */
  readonly defaults?: { readonly [K in keyof Row & string]?: Row[K] }
}

/** A key of one column is its value, one of several an object of them. */
export type KeyOfRow<Row> = string extends keyof Row ? Row : IsUnion<keyof Row> extends true ? Row : Row[keyof Row]
type IsUnion<A, B = A> = A extends unknown ? ([B] extends [A] ? false : true) : never

/** How a state variable is kept. */
export interface StateVariableOptions<Row> extends StateEvolutionOptions<Row> {
  /** How long a value lives after it was written, in the time of the time mode: milliseconds or text such as `'1 hour'`. Default: for ever. */
  readonly ttl?: number | string
}

/** One value of the current key. */
export interface ValueState<V> {
  readonly exists: boolean
  /** The value, null if there is none. */
  get(): V | null
  update(value: V): void
  clear(): void
}

/** A list of values of the current key. */
export interface ListState<V> {
  readonly exists: boolean
  /** The values in the order in which they were added. */
  get(): V[]
  /** Puts these in the place of all. */
  put(values: Iterable<V>): void
  appendValue(value: V): void
  appendList(values: Iterable<V>): void
  clear(): void
}

/** A map of the current key. */
export interface MapState<K, V> {
  readonly exists: boolean
  getValue(key: K): V | null
  containsKey(key: K): boolean
  updateValue(key: K, value: V): void
  removeKey(key: K): void
  iterator(): IterableIterator<[K, V]>
  keys(): IterableIterator<K>
  values(): IterableIterator<V>
  clear(): void
}

/** The query that runs a processor. */
export interface QueryInfo {
  readonly batchId: number
  /** The operator in the plan, from the top. */
  readonly operatorId: number
}

/** The times of a batch: the same when it runs again. Milliseconds since 1970. */
export interface TimerValues {
  getCurrentProcessingTimeInMs(): number
  /** The watermark; -1 in a bounded frame. Throws UNSUPPORTED_GROUP_STATE_CALL without one. */
  getCurrentWatermarkInMs(): number
}

/** The timer that has expired. */
export interface ExpiredTimerInfo {
  getExpiryTimeInMs(): number
}

/** What a processor keeps its state with. State variables are declared in `init`, timers are set in the other calls. */
export interface StatefulProcessorHandle {
  /** Throws STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE outside of `init`, STATE_STORE_DUPLICATE_STATE_VARIABLE_DEFINED, STATEFUL_PROCESSOR_TTL_DURATION_MUST_BE_POSITIVE. */
  getValueState<const S extends SchemaInput>(
    name: string,
    schema: CheckedSchema<S>,
    options?: StateVariableOptions<RowOf<S>>,
  ): ValueState<RowOf<S>>
  getListState<const S extends SchemaInput>(
    name: string,
    schema: CheckedSchema<S>,
    options?: StateVariableOptions<RowOf<S>>,
  ): ListState<RowOf<S>>
  /** The key is the value of the one column of its schema, or an object of several. */
  getMapState<const K extends SchemaInput, const V extends SchemaInput>(
    name: string,
    schemas: { readonly key: CheckedSchema<K>; readonly value: CheckedSchema<V> },
    options?: StateVariableOptions<RowOf<V>>,
  ): MapState<KeyOfRow<RowOf<K>>, RowOf<V>>
  /** Forgets a variable that earlier runs had. In `init` only. */
  deleteIfExists(name: string): void
  getQueryInfo(): QueryInfo
  /** `handleExpiredTimer` is called for the current key when the time of the time mode is past `expiryMs`. A key may have several. */
  registerTimer(expiryMs: number | Date): void
  deleteTimer(expiryMs: number | Date): void
  /** The timers of the current key, ascending, ms since 1970. */
  listTimers(): number[]
}

/** What the engine calls: see the class StatefulProcessor of the API. */
export interface StatefulProcessorLike {
  init(handle: StatefulProcessorHandle, timeMode: TimeMode): void
  handleInputRows(key: never, rows: never, timerValues: TimerValues): Iterable<unknown>
  handleExpiredTimer(key: never, timerValues: TimerValues, expiredTimerInfo: ExpiredTimerInfo): Iterable<unknown>
  handleInitialState(key: never, row: never, timerValues: TimerValues): void
  close(): void
}
