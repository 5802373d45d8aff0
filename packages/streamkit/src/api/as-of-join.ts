import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { Refused } from '../types/row-type.ts'
import { durationMs } from './duration.ts'
import type { FrameTraits } from './frame-traits.ts'
import type { JoinedFrame } from './join-plan.ts'
import type { RefreshOptions, SharedName } from './join-traits.ts'

/** The columns of a row that are times. */
export type TimeColumn<R> = string extends keyof R
  ? string
  : { [K in keyof R]: Exclude<R[K], null> extends Date ? K : never }[keyof R] & string

/** How each row of the left side finds its row of the right. */
export interface AsOfJoinOptions<L, R> extends RefreshOptions {
  /** The time of a left row. */
  readonly leftTime: TimeColumn<L>
  /** The time of a right row. */
  readonly rightTime: TimeColumn<R>
  /** Columns of both sides that must be equal, and come out once, first. Default: none. */
  readonly on?: SharedName<L, R> | readonly SharedName<L, R>[]
  /** The last right row that is not later (`backward`), the first that is not earlier (`forward`), or the nearer of both; of two as near the earlier. Default `backward`. */
  readonly direction?: 'backward' | 'forward' | 'nearest'
  /** How far the times may be apart: `'10 minutes'`, or milliseconds. Default: as far as they are. */
  readonly tolerance?: (string & {}) | number
  /** What becomes of a left row without a right one: it has nulls (`left`), or is dropped (`inner`). Default `left`. */
  readonly how?: 'inner' | 'left'
  /** Whether a right row of the same time counts. Default true. */
  readonly allowExactMatches?: boolean
}

/** The names that come out once. */
export type AsOfKeys<O> = O extends { readonly on: infer K } ? (K extends readonly (infer N)[] ? N : K) : never
/** The kind of join that is meant. */
export type AsOfHow<O> = O extends { readonly how: 'inner' } ? 'inner' : 'left'

/** Nothing, if the right side is bounded; else why not. */
export type AsOfAllowed<B extends FrameTraits> = B extends { readonly streaming: true }
  ? Refused<'an as-of join needs a bounded right side'>
  : unknown

/** The plan of an as-of join. Throws CANNOT_PARSE_INTERVAL, NEGATIVE_INTERVAL. */
export function asOfJoinPlan(
  [left, right]: readonly [JoinedFrame, JoinedFrame],
  options: AsOfJoinOptions<Record<string, Date>, Record<string, Date>>,
): LogicalPlan {
  const { on = [], how = 'left', tolerance, refresh = 'perBatch' } = options
  return {
    kind: 'join',
    left: left.logicalPlan,
    right: right.logicalPlan,
    joinType: how === 'inner' ? 'inner' : 'left_outer',
    condition: null,
    using: typeof on === 'string' ? [on] : on,
    staticRefreshMs: refresh === 'perBatch' ? 0 : durationMs(refresh),
    asOf: {
      leftTime: options.leftTime,
      rightTime: options.rightTime,
      direction: options.direction ?? 'backward',
      toleranceMs: tolerance === undefined ? null : durationMs(tolerance),
      allowExactMatches: options.allowExactMatches ?? true,
    },
  }
}
