import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression, OrderKey, WindowFrame } from '../expressions/expression.ts'
import { frameText } from '../expressions/expression-text.ts'
import type { WindowLike } from '../expressions/window-expression.ts'
import { type Column, requireColumn } from './column.ts'
import { columnNamed } from './projection-of.ts'
import { sortOrdersOf } from './sort-columns.ts'
import type { SortColumn } from './sort-order.ts'

/** What {@link WindowSpec} is made of. */
export interface WindowParts {
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly OrderKey[]
  readonly frame: WindowFrame | null
}

/** The rows around each row that a function over a window sees: immutable, made by {@link Window}, taken by `over`. */
export class WindowSpec implements WindowLike {
  readonly parts: WindowParts

  constructor(parts: WindowParts) {
    this.parts = parts
  }

  /** Rows see only rows with the same values in these columns; null is a value. */
  partitionBy(...columns: readonly (string | Column<unknown>)[]): WindowSpec {
    const partitionBy = columns.map((c) => (typeof c === 'string' ? columnNamed(c) : requireColumn(c).expression))
    return new WindowSpec({ ...this.parts, partitionBy })
  }

  /** Which rows come before which: by names and columns, which ascend with null first, or columns with a direction. */
  orderBy(...columns: readonly (string | Column<unknown> | SortColumn)[]): WindowSpec {
    return new WindowSpec({ ...this.parts, orderBy: sortOrdersOf(columns, null) })
  }

  /**
   * The rows from `start` to `end`, both included, counted from the row: -1 is the one before it, 0 ({@link Window.currentRow}) the row itself. Throws
   * DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON if it ends before it begins.
   */
  rowsBetween(start: number, end: number): WindowSpec {
    return new WindowSpec({ ...this.parts, frame: frameOf('rows', start, end) })
  }

  /**
   * The rows whose value in the column of the order is from `start` to `end` more than that of the row, both included (in a descending order: less). 0 takes in all rows with the same value. Bounds other than 0 and the
   * unbounded ones need an order by one number or date (in days).
   */
  rangeBetween(start: number, end: number): WindowSpec {
    return new WindowSpec({ ...this.parts, frame: frameOf('range', start, end) })
  }
}

function frameOf(unit: WindowFrame['unit'], start: number, end: number): WindowFrame {
  const lower = start === Number.NEGATIVE_INFINITY ? null : start
  const upper = end === Number.POSITIVE_INFINITY ? null : end
  const isBound = (by: number | null) =>
    by === null || (unit === 'rows' ? Number.isSafeInteger(by) : Number.isFinite(by))
  if (isBound(lower) && isBound(upper) && start <= end) return { unit, lower, upper }
  throw new AnalysisException('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON', {
    sqlExpr: frameText({ unit, lower: start, upper: end }),
  })
}

const everything = new WindowSpec({ partitionBy: [], orderBy: [], frame: null })

/** Where windows over rows begin. See {@link Window}. */
export interface WindowFactory {
  /** Before everything: the start of a frame. */
  readonly unboundedPreceding: number
  /** The row itself. */
  readonly currentRow: number
  /** Behind everything: the end of a frame. */
  readonly unboundedFollowing: number
  partitionBy(...columns: readonly (string | Column<unknown>)[]): WindowSpec
  orderBy(...columns: readonly (string | Column<unknown> | SortColumn)[]): WindowSpec
  rowsBetween(start: number, end: number): WindowSpec
  rangeBetween(start: number, end: number): WindowSpec
}

/**
 * Says which rows around each row a function sees: a partition, an order, a frame. Without a frame it is, with an order, everything up to the rows that are equal to the row, else the whole partition. Of bounded frames
 * only.
 *
 * @example
 * const byUser = Window.partitionBy('user_id').orderBy('event_ts')
 * df.withColumns(($) => ({
 *   nth: rowNumber().over(byUser),
 *   running: sum($.price).over(byUser.rowsBetween(Window.unboundedPreceding, Window.currentRow)),
 * }))
 */
export const Window: WindowFactory = {
  unboundedPreceding: Number.NEGATIVE_INFINITY,
  currentRow: 0,
  unboundedFollowing: Number.POSITIVE_INFINITY,
  partitionBy: (...columns) => everything.partitionBy(...columns),
  orderBy: (...columns) => everything.orderBy(...columns),
  rowsBetween: (start, end) => everything.rowsBetween(start, end),
  rangeBetween: (start, end) => everything.rangeBetween(start, end),
}
