import { columnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'
import type { WindowCall } from '../../plan/resolved-plan.ts'
import type { Frames } from './window-frames.ts'
import type { WindowRows } from './window-rows.ts'

/** What a window function gives for each row. */
export function windowColumn(call: WindowCall, rows: WindowRows, frames: Frames): ColumnVector {
  const { length } = rows.batch
  const builder = columnBuilder(call.dataType, length)
  const value = valueFunction(call, rows, frames)
  for (let row = 0; row < length; row++) builder.append(value(row))
  return builder.finish()
}

function valueFunction(call: WindowCall, rows: WindowRows, frames: Frames): (row: number) => unknown {
  const { from, to, peersFrom, peersTo } = rows
  const at = (array: Int32Array, row: number) => array[row] as number
  switch (call.name) {
    case 'row_number':
      return (row) => row - at(from, row) + 1
    case 'rank':
      return (row) => at(peersFrom, row) - at(from, row) + 1
    case 'dense_rank':
      return denseRank(rows)
    case 'percent_rank':
      return (row) => {
        const others = at(to, row) - at(from, row) - 1
        return others === 0 ? 0 : (at(peersFrom, row) - at(from, row)) / others
      }
    case 'cume_dist':
      return (row) => (at(peersTo, row) - at(from, row)) / (at(to, row) - at(from, row))
    case 'ntile':
      return (row) => bucket(row - at(from, row), at(to, row) - at(from, row), Number(call.constants[0]))
    case 'lag':
      return shifted(call, rows, -1)
    case 'lead':
      return shifted(call, rows, 1)
    case 'nth_value':
      return nthValue(call, rows, frames)
    default:
      throw new ExecutionException('INTERNAL_ERROR', {
        message: `the plan has the unknown window function ${call.name}`,
      })
  }
}

function denseRank({ from, peersFrom }: WindowRows): (row: number) => number {
  let rank = 0
  return (row) => {
    if (row === from[row]) rank = 1
    else if (row === peersFrom[row]) rank++
    return rank
  }
}

/** The first buckets have one row more where the rows do not divide. */
function bucket(row: number, rows: number, buckets: number): number {
  const least = Math.floor(rows / buckets)
  const larger = rows % buckets
  const inLarger = larger * (least + 1)
  if (row < inLarger) return Math.floor(row / (least + 1)) + 1
  return larger + Math.floor((row - inLarger) / least) + 1
}

function shifted(call: WindowCall, rows: WindowRows, direction: 1 | -1): (row: number) => unknown {
  const [value, , otherwise] = call.args.map((i) => rows.batch.columns[i] as ColumnVector)
  const offset = direction * (call.constants[1] === undefined ? 1 : Number(call.constants[1]))
  const from = (row: number): unknown => (otherwise === undefined ? null : valueAt(otherwise, row))
  if (call.parameters.ignoreNulls === true) return shiftedOverNulls(value as ColumnVector, rows, { offset, from })
  return (row) => {
    const source = row + offset
    const isInside = source >= (rows.from[row] as number) && source < (rows.to[row] as number)
    return isInside ? valueAt(value as ColumnVector, source) : from(row)
  }
}

interface Shift {
  readonly offset: number
  /** The value where there is no such row. */
  readonly from: (row: number) => unknown
}

function shiftedOverNulls(value: ColumnVector, rows: WindowRows, { offset, from }: Shift): (row: number) => unknown {
  const step = Math.sign(offset)
  return (row) => {
    if (step === 0) return valueAt(value, row)
    let left = Math.abs(offset)
    for (let at = row + step; at >= (rows.from[row] as number) && at < (rows.to[row] as number); at += step) {
      if (value.nulls?.[at] !== 1 && --left === 0) return valueAt(value, at)
    }
    return from(row)
  }
}

function nthValue(call: WindowCall, { batch }: WindowRows, { low, high }: Frames): (row: number) => unknown {
  const value = batch.columns[call.args[0] as number] as ColumnVector
  const n = Number(call.constants[1])
  const ignoreNulls = call.parameters.ignoreNulls === true
  return (row) => {
    const end = high[row] as number
    let at = low[row] as number
    if (!ignoreNulls) return at + n - 1 < end ? valueAt(value, at + n - 1) : null
    for (let left = n; at < end; at++) if (value.nulls?.[at] !== 1 && --left === 0) return valueAt(value, at)
    return null
  }
}
