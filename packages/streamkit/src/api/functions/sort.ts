import type { Column } from '../column.ts'
import { type SortColumn, sortBy } from '../sort-order.ts'

/**
 * Ascending, null first. Spark: `asc`.
 *
 * @example
 * df.orderBy(($) => [asc($.category), desc($.price)])
 */
export function asc(column: Column<unknown>): SortColumn {
  return sortBy(column.expression, true)
}

/** Ascending, null first: the same as {@link asc}. Spark: `asc_nulls_first`. */
export function ascNullsFirst(column: Column<unknown>): SortColumn {
  return sortBy(column.expression, true)
}

/** Ascending, null last. Spark: `asc_nulls_last`. */
export function ascNullsLast(column: Column<unknown>): SortColumn {
  return sortBy(column.expression, true, false)
}

/** Descending, null last. Spark: `desc`. */
export function desc(column: Column<unknown>): SortColumn {
  return sortBy(column.expression, false)
}

/** Descending, null first. Spark: `desc_nulls_first`. */
export function descNullsFirst(column: Column<unknown>): SortColumn {
  return sortBy(column.expression, false, true)
}

/** Descending, null last: the same as {@link desc}. Spark: `desc_nulls_last`. */
export function descNullsLast(column: Column<unknown>): SortColumn {
  return sortBy(column.expression, false)
}
