import type { ColumnVector } from '../../columnar/column-vector.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import type { WindowFrame } from '../../expressions/expression.ts'
import { compareDoubles } from '../../expressions/ordering.ts'
import type { ResolvedWindowOrder } from '../../plan/resolved-plan.ts'
import type { DataType, StructField, StructType } from '../../types/data-type.ts'
import type { WindowRows } from './window-rows.ts'

/** By row: the first row of its frame and the one behind the last. A frame without rows ends where it begins, or before. */
export interface Frames {
  readonly low: Int32Array
  readonly high: Int32Array
}

export interface FrameOrder {
  readonly schema: StructType
  readonly orderBy: readonly ResolvedWindowOrder[]
}

/** The frame of each row. */
export function framesOf(rows: WindowRows, frame: WindowFrame, order: FrameOrder): Frames {
  const { unit, lower, upper } = frame
  const place = unit === 'rows' ? rowBound : rangeBound
  return {
    low: lower === null ? rows.from : place(rows, { by: lower, side: 'low', order }),
    high: upper === null ? rows.to : place(rows, { by: upper, side: 'high', order }),
  }
}

interface Bound {
  /** How far from the row. */
  readonly by: number
  readonly side: 'low' | 'high'
  readonly order: FrameOrder
}

function rowBound({ from, to }: WindowRows, { by, side }: Bound): Int32Array {
  const offset = side === 'low' ? by : by + 1
  return from.map((first, row) => Math.min(Math.max(row + offset, first), to[row] as number))
}

function rangeBound(rows: WindowRows, bound: Bound): Int32Array {
  if (bound.by === 0) return bound.side === 'low' ? rows.peersFrom : rows.peersTo
  const { orderBy, schema } = bound.order
  const [key] = orderBy as readonly [ResolvedWindowOrder]
  const vector = rows.batch.columns[key.column] as ColumnVector
  const values = Array.from(rows.from, (_, row) => valueAt(vector, row) as Value)
  const distance = distanceOf(bound.by * (key.ascending ? 1 : -1), (schema.fields[key.column] as StructField).dataType)
  const compare = compareValues(key)
  const out = new Int32Array(values.length)
  // What is measured from goes up with the rows, so that the bound never goes back within a partition.
  let at = 0
  for (let row = 0; row < values.length; row++) {
    if (row === rows.from[row]) at = row
    const target = moved(values[row] as Value, distance)
    const limit = bound.side === 'low' ? 0 : 1
    while (at < (rows.to[row] as number) && compare(values[at] as Value, target) < limit) at++
    out[row] = at
  }
  return out
}

type Value = number | bigint | null

/** A distance as the internal values of the type have it: those of decimals are unscaled, those of dates are days. */
function distanceOf(by: number, type: DataType): number {
  return type.kind === 'decimal' ? by * 10 ** type.scale : by
}

function moved(value: Value, by: number): Value {
  if (value === null) return null
  return typeof value === 'bigint' ? value + BigInt(Math.trunc(by)) : value + by
}

/** Null stands where the order puts it: what is measured from null is null. */
function compareValues({ ascending, nullsFirst }: ResolvedWindowOrder): (a: Value, b: Value) => number {
  return (a, b) => {
    if (a === null || b === null) {
      if (a === b) return 0
      return (a === null) === nullsFirst ? -1 : 1
    }
    const order = typeof a === 'number' && typeof b === 'number' ? compareDoubles(a, b) : a < b ? -1 : a > b ? 1 : 0
    return ascending ? order : -order
  }
}
