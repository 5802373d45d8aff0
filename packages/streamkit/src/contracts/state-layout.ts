import type { StructField } from '../types/data-type.ts'

/**
 * What the bytes in the store of a stateful operator are, as data: it is written into the checkpoint, so that the state can be read without the query. No code that runs.
 */
export interface StatePart {
  /** Spark's name of the store: `default`, or of one of several things in one store: `left-keyToNumValues`, the name of a state variable. */
  readonly name: string
  /** Keys of this part begin with these bytes. */
  readonly prefix: readonly number[]
  /** What follows the prefix in a key, in this order, to its end. */
  readonly key: readonly StateSegment[]
  /** What a value consists of. */
  readonly value: readonly StateSegment[]
  /** The side of a join that it belongs to: found by the option `joinSide`, where `isRows` says that these are the rows. */
  readonly joinSide?: 'left' | 'right'
  readonly isRows?: boolean
  /** A variable of a user's processor: found by the option `stateVarName`. */
  readonly stateVariable?: string
  /** Timers of a user's processor: found by the option `readRegisteredTimers`. */
  readonly isTimers?: boolean
}

/** A piece of a key or a value. All are shown as fields but those that are skipped. */
export type StateSegment =
  /** Values as key encoder and row codec write them, one after the other. */
  | { readonly kind: 'values'; readonly fields: readonly StructField[] }
  /** A little-endian number; shown as a boolean where the field is one. */
  | { readonly kind: 'number'; readonly encoding: NumberEncoding; readonly field: StructField }
  /** All that is left, as it is. The field is binary. */
  | { readonly kind: 'bytes'; readonly field: StructField }
  /** When the entry expires, microseconds; it takes no bytes. The field is a bigint as number, or a timestamp. */
  | { readonly kind: 'expiresAt'; readonly field: StructField }
  /** Always null, and takes no bytes: what Spark shows where there is no value. */
  | { readonly kind: 'nothing'; readonly field: StructField }
  | { readonly kind: 'skip'; readonly bytes: number }

export type NumberEncoding = 'uint8' | 'uint32' | 'float64'

/** What the checkpoint says of one stateful operator: `state/<operatorId>/_metadata`. */
export interface StateOperatorDescription {
  readonly operatorId: number
  /** Spark's name: `dedupe`. */
  readonly operatorName: string
  readonly parts: readonly StatePart[]
}

/** What the checkpoint says of all state: nothing here may change between two runs but names. */
export interface StateDescription {
  /** See StateStoreProvider. */
  readonly provider: string
  readonly fileFormat: string
  readonly operators: readonly StateOperatorDescription[]
}
