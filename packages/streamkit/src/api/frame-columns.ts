/** How rows change from operator to operator, for the compiler. */
import type { Flatten, Refused, UntypedRow } from '../types/row-type.ts'
import type { Column, NamedColumn } from './column.ts'
import type { ValueOf } from './column-value.ts'
import type { FrameTraits, WatermarkNamed } from './frame-traits.ts'
import type { Generated } from './generated-columns.ts'

/** The names of a row's columns. */
export type ColumnName<R> = keyof R & string

/** The columns of a row, for `$ => ...`. Of untyped rows, any name of any type. */
export type Columns<R> = string extends keyof R
  ? // biome-ignore lint/suspicious/noExplicitAny: the escape hatch out of the typed rows
    any
  : { readonly [K in ColumnName<R>]-?: NamedColumn<K, R[K], K> }

/** A column, or a function from the frame's columns to one. */
export type ColumnArgument<R, V> = Column<V> | (($: Columns<R>) => Column<V>)

/** Columns by name, or a function from the frame's columns to them. */
export type ColumnRecord = Readonly<Record<string, Column<unknown>>>

/** What `select` takes one after the other: names, `'*'` for all, columns with a name. */
export type SelectItem<R> = ColumnName<R> | '*' | NamedColumn<string, unknown> | Generated<unknown>

/** The row of a list of such items. */
export type SelectedList<R, C extends readonly unknown[]> = string extends keyof R
  ? UntypedRow
  : Flatten<
      ('*' extends C[number] ? R : unknown) &
        Pick<R, Extract<C[number], keyof R>> & {
          [I in Extract<C[number], NamedColumn<string, unknown>> as I['columnName']]: NamedValue<R, I>
        } & GeneratedFields<C[number]>
    >

/** The columns of the generator of a select, of which there is one at most. */
type GeneratedFields<I> = [Extract<I, Generated<unknown>>] extends [never]
  ? unknown
  : Extract<I, Generated<unknown>>['~fields']

/** The value of a column; `col('name')`, which has none, takes that of the row's column. */
type NamedValue<R, I> =
  I extends NamedColumn<infer N, infer V> ? (0 extends 1 & V ? (N extends keyof R ? R[N] : V) : V) : never

/** The traits of a list of items: the event time may have another name, or several. */
export type SelectedTraits<T extends FrameTraits, I> = [T['watermark']] extends [never]
  ? T
  : 0 extends 1 & I
    ? T
    : WatermarkNamed<T, EventTimeNames<T['watermark'], I>>

type EventTimeNames<W extends string, I> = I extends '*'
  ? W
  : I extends string
    ? Extract<I, W>
    : I extends NamedColumn<infer N, unknown, infer Of>
      ? Of extends W
        ? N
        : never
      : never

/** The traits of an object of columns. */
export type SelectedRecordTraits<T extends FrameTraits, C> = [T['watermark']] extends [never]
  ? T
  : WatermarkNamed<
      T,
      { [K in keyof C & string]: C[K] extends { readonly '~of': T['watermark'] } ? K : never }[keyof C & string]
    >

/** The row of an object of columns. */
export type SelectedRecord<C> = { -readonly [K in keyof C]: ValueOf<C[K]> }

/** The row with a column added or replaced. */
export type WithColumn<R, N extends string, V> = string extends keyof R | N
  ? UntypedRow
  : Flatten<Omit<R, N> & { [K in N]: V }>

/** The row with columns added or replaced. */
export type WithColumns<R, C> = string extends keyof R | keyof C
  ? UntypedRow
  : Flatten<Omit<R, keyof C> & SelectedRecord<C>>

/** The row with one column under another name. */
export type Renamed<R, From extends string, To extends string> = string extends keyof R | From | To
  ? UntypedRow
  : { [K in keyof R as K extends From ? To : K]: R[K] }

/** The row without some columns. */
export type Dropped<R, N> = string extends keyof R | N ? UntypedRow : Flatten<Omit<R, N & keyof R>>

/** The columns that can be an event time. */
export type TimestampColumn<R> = string extends keyof R
  ? string
  : { [K in ColumnName<R>]: Date extends R[K] ? (R[K] extends Date | null ? K : never) : never }[ColumnName<R>]

/** What `withWatermark` takes: a TIMESTAMP column of a frame without a watermark. */
export type EventTimeColumn<R, T extends FrameTraits> = [T['watermark']] extends [never]
  ? [TimestampColumn<R>] extends [never]
    ? 'no column here is a TIMESTAMP: make one with toTimestamp(...)'
    : TimestampColumn<R>
  : `there is a watermark already, on ${T['watermark']}`

/** Nothing, if two frames can be put one after the other; else what is wrong. */
export type SameColumns<R, R2> = string extends keyof R | keyof R2
  ? unknown
  : [keyof R] extends [keyof R2]
    ? [keyof R2] extends [keyof R]
      ? {
          [K in keyof R]: SameValue<R[K], K extends keyof R2 ? R2[K] : never> extends true ? never : K
        }[keyof R] extends infer Wrong
        ? [Wrong] extends [never]
          ? unknown
          : Refused<`the columns ${Wrong & string} have other types`>
        : never
      : Refused<`the other DataFrame has more columns: ${Exclude<keyof R2, keyof R> & string}`>
    : Refused<`the other DataFrame lacks the columns ${Exclude<keyof R, keyof R2> & string}`>

type SameValue<A, B> = [NonNullable<A>] extends [NonNullable<B>]
  ? true
  : [NonNullable<B>] extends [NonNullable<A>]
    ? true
    : false

/** The row of two frames one after the other: a column is null if it can be in either. */
export type UnionRow<R, R2> = { [K in keyof R]: R[K] | (K extends keyof R2 ? R2[K] : never) }

/** The same where a column may be in only one of them. */
export type UnionRowWithMissing<R, R2> = string extends keyof R | keyof R2
  ? UntypedRow
  : Flatten<
      { [K in keyof R]: R[K] | (K extends keyof R2 ? R2[K] : null) } & {
        [K in Exclude<keyof R2, keyof R>]: R2[K] | null
      }
    >
