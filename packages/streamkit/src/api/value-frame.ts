import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { Refused } from '../types/row-type.ts'
import type { Schema } from '../types/schema.ts'
import type { Comparable } from './column-value.ts'

/** A bounded frame whose values are looked up. */
export interface ValueFrame<out R> {
  readonly isStreaming: false
  readonly schema: Schema<R>
  readonly logicalPlan: LogicalPlan
}

/** Nothing, if a row has exactly one column; else what to do. */
export type OneColumn<R> = string extends keyof R
  ? unknown
  : true extends IsUnion<keyof R>
    ? Refused<'this frame must have one column: select it first'>
    : unknown

type IsUnion<K, All = K> = K extends unknown ? ([All] extends [K] ? false : true) : never

/** Nothing, if the one column of a row can be compared with values of `V`; else what is wrong. */
export type ComparableRow<V, R> = OneColumn<R> &
  ([NonNullable<R[keyof R]>] extends [Comparable<V>]
    ? unknown
    : Refused<'the column of this frame cannot be compared with the values that are looked up'>)

/** Whether something is a frame: by its members, not by its class, for another copy of the package may have made it. */
export function isValueFrame(value: unknown): value is ValueFrame<unknown> {
  return typeof value === 'object' && value !== null && 'logicalPlan' in value
}
