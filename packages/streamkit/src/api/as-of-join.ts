import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { Refused } from '../types/row-type.ts'
import { durationMs } from './duration.ts'
import type { FrameTraits, Stream } from './frame-traits.ts'
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
  /** The last right row that is not later (`backward`), the first that is not earlier (`forward`), or the nearer of both; of two as near the earlier. Two streams have `backward` only. Default `backward`. */
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

/** Nothing, if the sides can be joined so; else why not. */
export type AsOfAllowed<A extends FrameTraits, B extends FrameTraits, O> = B extends { readonly streaming: true }
  ? A extends { readonly streaming: true }
    ? O extends { readonly direction: 'forward' | 'nearest' }
      ? Refused<'an as-of join of two streams looks backward only'>
      : TimesAllowed<A, B, O>
    : Refused<'an as-of join with a bounded left side needs a bounded right side'>
  : unknown

type TimesAllowed<A extends FrameTraits, B extends FrameTraits, O> =
  IsEventTime<O, 'leftTime', A> extends true
    ? IsEventTime<O, 'rightTime', B> extends true
      ? unknown
      : Refused<'an as-of join of two streams needs a watermark on both times: call withWatermark(rightTime, delay) on the right side'>
    : Refused<'an as-of join of two streams needs a watermark on both times: call withWatermark(leftTime, delay) on the left side'>

/** Of a name that the compiler does not know nothing is said. */
type IsEventTime<O, N extends 'leftTime' | 'rightTime', T extends FrameTraits> = O extends {
  readonly [K in N]: infer Name
}
  ? string extends Name
    ? true
    : [Name] extends [T['watermark']]
      ? true
      : false
  : false

/** What is known of the joined rows: those of two streams are appended, and have the event time of the left side. */
export type AsOfTraits<A extends FrameTraits, B extends FrameTraits, O> = B extends { readonly streaming: true }
  ? Stream<
      O extends { readonly leftTime: infer Name } ? Extract<A['watermark'], Name> : never,
      Extract<A['modes'] & B['modes'] & A['above'] & B['above'], 'append'>,
      A['formats'],
      Extract<A['above'] & B['above'], 'append'>
    >
  : A

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
