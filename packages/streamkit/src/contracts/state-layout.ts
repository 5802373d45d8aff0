import type { StructField } from '../types/data-type.ts'
import type { StoredSchema } from './state-schema.ts'

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
  /** How entries are shown. Default `value`. */
  readonly shape?: StateShape
  /** What follows {@link key} in the keys of a `map`. */
  readonly mapKey?: readonly StateSegment[]
  /** The side of a join that it belongs to: found by the option `joinSide`, where `isRows` says that these are the rows. */
  readonly joinSide?: 'left' | 'right'
  readonly isRows?: boolean
  /** A variable of a user's processor: found by the option `stateVarName`. */
  readonly stateVariable?: string
  /** Timers of a user's processor: found by the option `readRegisteredTimers`. */
  readonly isTimers?: boolean
}

/**
 * How the entries of a part are shown, in the columns that Spark gives them.
 * - `value`: an entry is a row
 * - `sessions`: a value is all sessions of a key, each begins with its window and the length of what follows it (4 bytes), and is a row; the start is shown with the key. The
 *   entry whose key begins with 0xff is not one of them
 * - `versions`: a value is all versions of a key, each begins with a time (8 bytes) and the length of what follows (4), and is a row
 * - `list`: an entry is an element, and the last 8 bytes of its key (a double, big-endian) are its place in the list
 * - `map`: an entry is an entry of a map
 * - `timers`: a value is the times of all timers of a key, each is a row
 */
export type StateShape = 'value' | 'sessions' | 'versions' | 'list' | 'map' | 'timers'

/** A piece of a key or a value. All are shown as fields but those that are skipped. */
export type StateSegment =
  /** Values as key encoder and row codec write them, one after the other. */
  | { readonly kind: 'values'; readonly fields: readonly StructField[] }
  /** A little-endian number; shown as a boolean where the field is one. */
  | { readonly kind: 'number'; readonly encoding: NumberEncoding; readonly field: StructField }
  /** Start and end of a window, microseconds, 8 bytes (IEEE 754) each. The field is a struct of them. */
  | { readonly kind: 'window'; readonly field: StructField }
  /** What ExactSums writes; null where nothing was added, and where the sum is lost. */
  | { readonly kind: 'exactSum'; readonly field: StructField }
  /** How many values there are (8 bytes, whole) and their sum (a double). Without a field for the count the sum of none is null. */
  | { readonly kind: 'doubleSum'; readonly sum: StructField; readonly count: StructField | null }
  /** A byte, and if it is 1 a value as the row codec writes it; null without. */
  | { readonly kind: 'optional'; readonly field: StructField }
  /** How many (LEB128), then values as the row codec writes them. The field is an array. */
  | { readonly kind: 'elements'; readonly field: StructField }
  /** What ValueCodec writes: the id of one of the schemas, when it ends, a number, the fields. See {@link VersionedSegment}. */
  | VersionedSegment
  /** All that is left, as it is. The field is binary. */
  | { readonly kind: 'bytes'; readonly field: StructField }
  /** When the entry expires, microseconds; it takes no bytes. The field is a bigint as number, or a timestamp. */
  | { readonly kind: 'expiresAt'; readonly field: StructField }
  /** Always null, and takes no bytes: what Spark shows where there is no value. */
  | { readonly kind: 'nothing'; readonly field: StructField }
  | { readonly kind: 'skip'; readonly bytes: number }

/** A value of one of several schemas, shown as one of the last. */
export interface VersionedSegment {
  readonly kind: 'versioned'
  readonly schemas: readonly StoredSchema[]
  /** The field of the whole value; null: its fields are shown. */
  readonly whole: StructField | null
  /** The field of the time (ms) at which it ends, and what is shown if it does not; null: not shown. */
  readonly end: { readonly field: StructField; readonly never: number | null } | null
}

/** `int64` is a whole number in two's complement. */
export type NumberEncoding = 'uint8' | 'uint32' | 'int64' | 'float64'

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
