import type { OutputMode } from '../contracts/sink.ts'
import type { Refused } from '../types/row-type.ts'
import type { BuiltInFormats, FormatTable } from './formats.ts'

/** What the compiler knows of a DataFrame beside its rows. */
export interface FrameTraits {
  /** Whether it is a stream. */
  readonly streaming: boolean
  /** The event-time column that has a watermark; `never`: none. */
  readonly watermark: string
  /** The output modes that its query may have. */
  readonly modes: OutputMode
  /** The formats that its session knows. */
  readonly formats: FormatTable
  /** The output modes in which an operator with state may stand above it: what is aggregated already changes its rows later in all modes but `append`. */
  readonly above: OutputMode
}

/** A bounded DataFrame. */
export interface Batch<Formats extends FormatTable = BuiltInFormats> extends FrameTraits {
  readonly streaming: false
  readonly watermark: never
  readonly modes: never
  readonly formats: Formats
  readonly above: never
}

/** A stream, its watermark column and its legal output modes. */
export interface Stream<
  Watermark extends string = never,
  Modes extends OutputMode = 'append' | 'update',
  Formats extends FormatTable = BuiltInFormats,
  Above extends OutputMode = OutputMode,
> extends FrameTraits {
  readonly streaming: true
  readonly watermark: Watermark
  readonly modes: Modes
  readonly formats: Formats
  readonly above: Above
}

/** The traits once a watermark is declared. A bounded frame has no use for one. */
export type WithWatermark<T extends FrameTraits, W extends string> = T extends { readonly streaming: true }
  ? Stream<W, T['modes'], T['formats'], T['above']>
  : T

/** The traits once a column has another name. */
export type RenamedWatermark<T extends FrameTraits, From extends string, To extends string> = [T['watermark']] extends [
  never,
]
  ? T
  : From extends T['watermark']
    ? WithWatermark<T, Exclude<T['watermark'], From> | To>
    : T

/** The traits of an operator that only `append` allows. */
export type AppendOnly<T extends FrameTraits> = T extends { readonly streaming: true }
  ? Stream<T['watermark'], Extract<T['modes'], 'append'>, T['formats'], T['above']>
  : T

/** The traits of an operator that only `complete` allows: a sort. */
export type CompleteOnly<T extends FrameTraits> = T extends { readonly streaming: true }
  ? Stream<T['watermark'], Extract<T['modes'], 'complete'>, T['formats'], T['above']>
  : T

/** Nothing, where all rows are there in every batch; else what to do about it. */
export type NeedsComplete<T extends FrameTraits> = T extends { readonly streaming: true }
  ? 'complete' extends T['modes']
    ? unknown
    : Refused<'a stream can be sorted only after an aggregation, in complete mode: or sort the batches of foreachBatch'>
  : unknown

/** The traits of two frames together: the first decides which column is the event time. */
export type MergedTraits<A extends FrameTraits, B extends FrameTraits> = A extends { readonly streaming: true }
  ? Stream<A['watermark'], A['modes'] & B['modes'], A['formats'], A['above'] & B['above']>
  : A

/**
 * The traits of what a function with state gives: its mode is that of the query, its event-time column `E` goes on. What it appends can be aggregated, in any mode; what it updates cannot.
 */
export type GroupStateTraits<T extends FrameTraits, M extends OutputMode, E extends string> = T extends {
  readonly streaming: true
}
  ? Stream<E, Extract<T['modes'] & T['above'], M>, T['formats'], M extends 'append' ? T['above'] : never>
  : T

/**
 * The traits of an aggregation. `EventKey` is the key that is the event time, or a window of it: only with one does anything become final, which is what `append` gives. `complete` is for aggregations
 * alone, and what is aggregated twice can be appended only.
 */
export type AggregatedTraits<T extends FrameTraits, EventKey extends string> = T extends { readonly streaming: true }
  ? Stream<
      EventKey,
      Extract<T['above'], 'update' | 'complete' | AppendOf<EventKey>>,
      T['formats'],
      Extract<T['above'], 'append'>
    >
  : T

type AppendOf<EventKey> = [EventKey] extends [never] ? never : 'append'

/** The traits of an operator that cannot run in `update` mode. */
export type NotUpdate<T extends FrameTraits> = T extends { readonly streaming: true }
  ? Stream<T['watermark'], Exclude<T['modes'], 'update'>, T['formats'], Exclude<T['above'], 'update'>>
  : T

/**
 * The traits of rows without those that came before by the columns `C`, all if there are none. With an event time among them the keys are forgotten, and nothing below may change its rows later; without
 * one Spark lets it.
 */
export type DeduplicatedTraits<T extends FrameTraits, C extends readonly unknown[]> = T extends {
  readonly streaming: true
}
  ? [Extract<T['watermark'], C extends readonly [] ? T['watermark'] : C[number]>] extends [never]
    ? T
    : Stream<T['watermark'], T['modes'] & T['above'], T['formats'], T['above']>
  : T

/** The traits where the event time has the names `W` now. If it has none any more, what is known stays. */
export type WatermarkNamed<T extends FrameTraits, W extends string> = [W] extends [never] ? T : WithWatermark<T, W>

/** The bounded frame of the same session. */
export type BatchOf<T extends FrameTraits> = Batch<T['formats']>

/** Nothing, where a watermark is declared; else what to do about it. */
export type NeedsWatermark<T extends FrameTraits> = T extends { readonly streaming: true }
  ? [T['watermark']] extends [never]
    ? Refused<'this needs a watermark: call withWatermark(column, delay) before it'>
    : unknown
  : Refused<'this is for streams: use dropDuplicates on a bounded DataFrame'>

/** Nothing, for a bounded frame; else what to do instead. */
export type NeedsEnd<T extends FrameTraits> = T extends { readonly streaming: false }
  ? unknown
  : Refused<'a stream has no end: run it with writeStream, or call this on the batches of foreachBatch'>

/** Nothing, if both are streams or both are not; else why they do not go together. */
export type SameKind<A extends FrameTraits, B extends FrameTraits> = [A['streaming']] extends [B['streaming']]
  ? unknown
  : Refused<'a stream and a bounded DataFrame cannot be put one after the other'>
