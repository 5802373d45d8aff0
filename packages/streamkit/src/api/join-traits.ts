/** What the compiler knows of joins: the rows that come out, and what a query of them may do. */
import type { OutputMode } from '../contracts/sink.ts'
import type { JoinType } from '../plan/logical-plan.ts'
import type { Flatten, Refused, UntypedRow } from '../types/row-type.ts'
import type { ColumnName } from './frame-columns.ts'
import type { FrameTraits, Stream } from './frame-traits.ts'

/** Spark's spellings of the kinds of join, by what they mean. */
export interface JoinSpellings {
  readonly inner: 'inner'
  readonly cross: 'cross'
  readonly left: 'left_outer'
  readonly leftouter: 'left_outer'
  readonly left_outer: 'left_outer'
  readonly right: 'right_outer'
  readonly rightouter: 'right_outer'
  readonly right_outer: 'right_outer'
  readonly outer: 'full_outer'
  readonly full: 'full_outer'
  readonly fullouter: 'full_outer'
  readonly full_outer: 'full_outer'
  readonly semi: 'left_semi'
  readonly leftsemi: 'left_semi'
  readonly left_semi: 'left_semi'
  readonly anti: 'left_anti'
  readonly leftanti: 'left_anti'
  readonly left_anti: 'left_anti'
}
/** How `join` can be told which kind is meant. */
export type JoinHow = keyof JoinSpellings

/** How a join with a stream treats its bounded side. */
export interface RefreshOptions {
  /**
   * When the bounded side is read again: for every batch (the default), or when the clock of the batches has gone on by so much (`'10 minutes'`, or milliseconds). Between two bounded frames, and between two streams, it
   * means nothing.
   */
  readonly refresh?: 'perBatch' | (string & {}) | number
}

/** What kind of join it is, and how a join with a stream treats its bounded side. */
export interface JoinOptions extends RefreshOptions {
  /** Which kind of join is meant. Default `inner`. */
  readonly how?: JoinHow
}

/** What `join` takes last: the kind of join, or options. */
export type JoinChoice = JoinHow | JoinOptions
/** The kind of join that is meant. */
export type HowOf<C extends JoinChoice> = C extends JoinHow
  ? C
  : C extends { readonly how: infer H extends JoinHow }
    ? H
    : 'inner'
/** Nothing; for options that are not known, no value. */
export type KnownJoinOptions<C extends JoinChoice> = C extends JoinHow
  ? unknown
  : { readonly [K in Exclude<keyof C, keyof JoinOptions>]: never }

type KindOf<H extends JoinHow> = JoinSpellings[H]
type LeftNullable = 'right_outer' | 'full_outer'
type RightNullable = 'left_outer' | 'full_outer'
type LeftOnly = 'left_semi' | 'left_anti'

type OrNull<R> = { [K in keyof R]: R[K] | null }
type LeftRow<R, J extends JoinType> = J extends LeftNullable ? OrNull<R> : R
type RightRow<R, J extends JoinType> = J extends RightNullable ? OrNull<R> : R

/**
 * The rows of a join by a condition. Names that both sides have are two columns: rows as objects cannot hold them, so select by alias or rename, and until then the row type has a message in their place.
 */
export type JoinedRow<L, R, H extends JoinHow> = string extends keyof L | keyof R
  ? UntypedRow
  : KindOf<H> extends LeftOnly
    ? L
    : Flatten<
        LeftRow<Omit<L, keyof R>, KindOf<H>> &
          RightRow<Omit<R, keyof L>, KindOf<H>> & {
            [K in keyof L & keyof R]: Refused<`both sides have a column ${K &
              string}: rename one, or join by name: join(other, '${K & string}')`>
          }
      >

/** The rows of a join by names: each of them once, first. */
export type UsingRow<L, R, K, H extends JoinHow> = string extends keyof L | keyof R
  ? UntypedRow
  : KindOf<H> extends LeftOnly
    ? L
    : Flatten<UsingKeys<L, R, K, KindOf<H>> & JoinedRow<Omit<L, K & keyof L>, Omit<R, K & keyof R>, H>>

/** The side whose rows all come out gives the value. */
type UsingKeys<L, R, K, J extends JoinType> = {
  [N in K & keyof L & keyof R]: J extends 'right_outer'
    ? R[N]
    : J extends 'full_outer'
      ? Exclude<L[N] | R[N], null> | (L[N] & null) | (R[N] & null)
      : L[N]
}

/** The names that both rows have. */
export type SharedName<L, R> = string extends keyof L | keyof R ? string : ColumnName<L> & ColumnName<R>

/** What is streaming of two frames together, and in which modes its query may write. */
export type JoinedTraits<A extends FrameTraits, B extends FrameTraits, H extends JoinHow> = A extends {
  readonly streaming: true
}
  ? B extends { readonly streaming: true }
    ? Stream<
        JoinedWatermark<A, B, H>,
        JoinModes<A['modes'] & B['modes'] & AboveBoth<A, B>, H>,
        A['formats'],
        JoinModes<AboveBoth<A, B>, H>
      >
    : A
  : B extends { readonly streaming: true }
    ? Stream<B['watermark'], B['modes'], A['formats'], B['above']>
    : A

type AboveBoth<A extends FrameTraits, B extends FrameTraits> = A['above'] & B['above']

type JoinedWatermark<A extends FrameTraits, B extends FrameTraits, H extends JoinHow> =
  KindOf<H> extends LeftOnly ? A['watermark'] : A['watermark'] | B['watermark']

/** Outer and anti joins of two streams only append: a row without a match would have to be taken back when it gets one. */
type JoinModes<M extends OutputMode, H extends JoinHow> =
  KindOf<H> extends `${string}_outer` | 'left_anti' ? Extract<M, 'append'> : Exclude<M, 'complete'>

type WrongBesideStream =
  'the rows of a bounded side cannot come out without a match: use inner, or keep the rows of the stream'

/** Nothing, if the sides can be joined so; else why not. */
export type JoinAllowed<A extends FrameTraits, B extends FrameTraits, H extends JoinHow> = A extends {
  readonly streaming: true
}
  ? B extends { readonly streaming: true }
    ? BothStream<A, B, KindOf<H>>
    : KindOf<H> extends 'right_outer' | 'full_outer'
      ? Refused<WrongBesideStream>
      : unknown
  : B extends { readonly streaming: true }
    ? KindOf<H> extends 'inner' | 'cross' | 'right_outer'
      ? unknown
      : Refused<WrongBesideStream>
    : unknown

type BothStream<A extends FrameTraits, B extends FrameTraits, J extends JoinType> = J extends 'cross'
  ? Refused<'two streams need an equality between their columns'>
  : J extends 'inner'
    ? unknown
    : [A['watermark'] | B['watermark']] extends [never]
      ? Refused<'this join of two streams needs watermarks: call withWatermark(column, delay) on both sides'>
      : unknown
