import type { Expression } from '../expressions/expression.ts'
import { nameOf } from '../expressions/expression-type.ts'
import type { StructType } from '../types/data-type.ts'
import type { Flatten, UntypedRow } from '../types/row-type.ts'
import { Column } from './column.ts'
import type { ValueOf } from './column-value.ts'
import { columnsOf } from './columns-of.ts'
import type { ColumnName, ColumnRecord, SelectedList, SelectedRecord, SelectItem } from './frame-columns.ts'
import { projectionOf, type Selection } from './projection-of.ts'

/** What a function from the frame's columns may give as the key. */
export type KeySelection<R> = Column<unknown> | readonly SelectItem<R>[] | ColumnRecord

/** The key of one column is its value, that of several an object of them. */
export type KeyOfNames<R, C extends readonly unknown[]> = string extends keyof R
  ? C extends readonly [unknown]
    ? // biome-ignore lint/suspicious/noExplicitAny: the escape hatch out of the typed rows
      any
    : UntypedRow
  : C extends readonly [infer K extends keyof R]
    ? R[K]
    : Flatten<Pick<R, Extract<C[number], ColumnName<R>>>>

/** The same of what a function gives: an object of columns is a key that is an object. */
export type KeyOfSelection<R, C> =
  C extends Column<unknown>
    ? ValueOf<C>
    : C extends readonly SelectItem<R>[]
      ? C extends readonly [unknown]
        ? SelectedList<R, C>[keyof SelectedList<R, C>]
        : SelectedList<R, C>
      : SelectedRecord<C>

/** The grouping expressions of a key, and the names of an object of several. */
export interface KeyExpressions {
  readonly groupings: readonly Expression[]
  readonly keyNames: readonly string[] | null
}

/** What `groupByKey` was given: names, or one function. */
export function keyExpressions(given: readonly unknown[], schema: StructType): KeyExpressions {
  const [first] = given
  const selection = typeof first === 'function' ? (first(columnsOf(schema)) as unknown) : given
  if (selection instanceof Column) return { groupings: [selection.expression], keyNames: null }
  const groupings = projectionOf(selection as Selection, schema)
  const isValue = Array.isArray(selection) && groupings.length === 1
  return { groupings, keyNames: isValue ? null : groupings.map(nameOf) }
}
