import type { DataType, StructType } from '../types/data-type.ts'

/** A function of the user with state: opaque to plans. */
export type GroupStateOperation = FlatMapGroupsWithState | TransformWithState

/** When a group is called without rows: never, or once a time that it has set is past. */
export type GroupStateTimeout = 'NoTimeout' | 'ProcessingTimeTimeout' | 'EventTimeTimeout'
/** Which rows a function gives: final ones, or those that changed. */
export type GroupStateOutputMode = 'append' | 'update'

/** One state value for each group; the function is called once a batch for each group that has rows or whose time is out. */
export interface FlatMapGroupsWithState {
  readonly kind: 'flatMapGroupsWithState' | 'mapGroupsWithState'
  /** `(key, rows, state) => rows`: see the API. One row, not many, for `mapGroupsWithState`. */
  readonly fn: (key: never, rows: never, state: never) => unknown
  readonly stateType: DataType
  readonly timeout: GroupStateTimeout
  readonly outputMode: GroupStateOutputMode
}

/** Several state variables and timers for each group, kept by an object of the user. */
export interface TransformWithState {
  readonly kind: 'transformWithState'
  /** Makes the processor: see the API. */
  readonly processor: () => unknown
  readonly timeMode: 'None' | 'ProcessingTime' | 'EventTime'
  readonly outputMode: GroupStateOutputMode
  readonly initialStateSchema: StructType | null
}
