import type { DataType, StructField, StructType } from '../types/data-type.ts'

/** An aggregate function of the user over row values: opaque on purpose, written by name in JSON and explain. */
export interface UserAggregate {
  readonly name: string
  /** What it reads: the arguments of a call, in order. */
  readonly input: readonly StructField[]
  /** The form of what is kept for a group. */
  readonly state: StructType
  readonly result: DataType
  /** The state before the first row. */
  readonly zero: unknown
  readonly reduce: (state: never, row: never) => unknown
  readonly merge: (state: never, other: never) => unknown
  readonly finish: (state: never) => unknown
}
