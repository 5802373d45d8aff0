import type { SortOrder } from '../plan/logical-plan.ts'
import { type Column, requireColumn } from './column.ts'
import type { ColumnName, Columns } from './frame-columns.ts'
import { columnNamed } from './projection-of.ts'
import { SortColumn, sortBy } from './sort-order.ts'

/** What `orderBy` takes one after the other: names and columns, which ascend, and columns with a direction. */
export type SortItem<R> = ColumnName<R> | Column<unknown> | SortColumn

/** What a function from the columns of a frame to a sort gives. */
export type SortFunction<R> = ($: Columns<R>) => SortItem<R> | readonly SortItem<R>[]

/** The orders that a sort was given. */
export function sortOrdersOf(items: readonly unknown[], columns: unknown): readonly SortOrder[] {
  const [first] = items
  const given = typeof first === 'function' ? [(first as ($: unknown) => unknown)(columns)].flat() : items.flat()
  return given.map(sortOrderOf)
}

function sortOrderOf(item: unknown): SortOrder {
  if (typeof item === 'string') return sortBy(columnNamed(item), true).order
  if (isSortColumn(item)) return item.order
  return sortBy(requireColumn(item as Column<unknown>).expression, true).order
}

function isSortColumn(item: unknown): item is SortColumn {
  // by its members, not by its class: another copy of the package may have made it
  return item instanceof SortColumn || (typeof item === 'object' && item !== null && 'order' in item)
}
