import type { StructType } from '../types/data-type.ts'
import type { SchemaChanges } from './state-schema.ts'
import type { StatefulProcessorLike, TimeMode } from './stateful-processor.ts'

/** A function of the user over groups: opaque to plans. */
export type GroupStateOperation = FlatMapGroupsWithState | TransformWithState

/** When a group is called without rows: never, or once a time that it has set is past. */
export type GroupStateTimeout = 'NoTimeout' | 'ProcessingTimeTimeout' | 'EventTimeTimeout'
/** Which rows a function gives: final ones, or those that changed. */
export type GroupStateOutputMode = 'append' | 'update'

interface GroupOperation {
  /** Null: the key is the value of the one grouping; else it is an object with these names. */
  readonly keyNames: readonly string[] | null
  readonly outputMode: GroupStateOutputMode
  /** The column of the output that is its event time, null if none is. */
  readonly eventTimeColumn: string | null
}

/** One state value for each group; the function is called once a batch for each group that has rows or whose time is out. */
export interface FlatMapGroupsWithState extends GroupOperation {
  readonly kind: 'flatMapGroupsWithState' | 'mapGroupsWithState'
  /** `(key, rows, state) => rows`: see the API. One row, not many, for `mapGroupsWithState`. */
  readonly fn: (key: never, rows: never, state: never) => unknown
  readonly stateSchema: StructType
  /** How the state of an earlier schema becomes that of this one. */
  readonly changes: SchemaChanges
  readonly timeout: GroupStateTimeout
}

/** Several state variables and timers for each group, kept by an object of the user. */
export interface TransformWithState extends GroupOperation {
  readonly kind: 'transformWithState'
  /** Makes the processor of one run. */
  readonly processor: () => StatefulProcessorLike
  readonly timeMode: TimeMode
}

/**
 * The state of one group, for the length of one call of the user's function. Values are objects with the fields of the state schema.
 */
export interface GroupState<S> {
  /** Whether the group has a state. */
  readonly exists: boolean
  /** The state. Throws GROUP_STATE_NOT_DEFINED if there is none. */
  get(): S
  /** The state, null if there is none. */
  getOption(): S | null
  /** Whether the function is called because the time of the group is out; then there are no rows. */
  readonly hasTimedOut: boolean
  /** Puts the state in the place of what there was. Throws INVALID_ROW_VALUE for what does not fit the state schema. */
  update(state: S): void
  /** Removes the state. */
  remove(): void
  /**
   * The group times out this long after now, unless it has rows before. Milliseconds, or text such as `'10 seconds'`. Counts for this call only: every call with rows
   * forgets the time that was set before. Throws UNSUPPORTED_GROUP_STATE_CALL without a processing-time timeout, INVALID_GROUP_STATE_TIMEOUT.
   */
  setTimeoutDuration(duration: number | string): void
  /**
   * The group times out when the watermark has passed this time: milliseconds since 1970 or a Date, plus `additional`. Counts for this call only.
   * Throws UNSUPPORTED_GROUP_STATE_CALL without an event-time timeout, INVALID_GROUP_STATE_TIMEOUT for a time before the watermark.
   */
  setTimeoutTimestamp(timestamp: number | Date, additional?: number | string): void
  /** The watermark of this batch, ms since 1970; -1 in a bounded frame. Throws UNSUPPORTED_GROUP_STATE_CALL without a watermark. */
  getCurrentWatermarkMs(): number
  /** The time of this batch, ms since 1970: the same when the batch runs again. */
  getCurrentProcessingTimeMs(): number
}
