import type { Expression } from '../expressions/expression.ts'
import { type Column, NamedColumn } from './column.ts'
import type { LastPart } from './column-value.ts'

/** A stretch of time in rows; the end is not in it. */
export interface TimeWindow {
  start: Date
  end: Date
}

/** A column of windows. `Time` is the name of the column whose times they hold: grouping by windows of an event time lets a stream give out what is final. */
export class TimeWindowColumn<out N extends string, out Time extends string> extends NamedColumn<N, TimeWindow, Time> {
  override as<const M extends string>(name: M): TimeWindowColumn<M, Time> {
    return new TimeWindowColumn(name, super.as(name).expression)
  }
  override alias<const M extends string>(name: M): TimeWindowColumn<M, Time> {
    return this.as(name)
  }
}

/** What `window` gives. */
export type WindowColumn<Time extends string> = TimeWindowColumn<'window', Time>
/** What `sessionWindow` gives. */
export type SessionWindowColumn<Time extends string> = TimeWindowColumn<'session_window', Time>

/** What windows can be made of: a column by its name, a column of times, or windows again. */
export type WindowedTime = string | Column<Date | string | TimeWindow | null>

/** The name of the column that times come from; `string` if they are computed. A column of untyped rows may be any of them. */
// biome-ignore lint/suspicious/noExplicitAny: what they are is known when the frame is made
export type TimeName<C> = 0 extends 1 & C ? any : NameOf<C>

type NameOf<C> = C extends string ? LastPart<C> : C extends { readonly '~of': infer N extends string } ? N : string

/** The time of windows: an event time if they are windows of one. */
export interface WindowTimeColumn<N extends string> extends Column<Date> {
  /** Only the compiler sees it. */
  readonly '~of': N
  as<const M extends string>(name: M): NamedColumn<M, Date, N>
  alias<const M extends string>(name: M): NamedColumn<M, Date, N>
}

export function timeWindowColumn<N extends string, Time extends string>(
  name: N,
  expression: Expression,
): TimeWindowColumn<N, Time> {
  return new TimeWindowColumn(name, expression)
}
