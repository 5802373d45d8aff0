import { unreachable } from '../errors/invariant.ts'
import type { ColumnBatch } from './column-batch.ts'
import type { ColumnVector } from './column-vector.ts'

/** The rows from `start` up to `end`. Nothing is copied that need not be: the values stay where they are. */
export function sliceBatch(batch: ColumnBatch, start: number, end: number): ColumnBatch {
  if (start === 0 && end === batch.length) return batch
  return { length: end - start, columns: batch.columns.map((column) => sliceVector(column, start, end)) }
}

/** One column from `start` up to `end`. */
export function sliceVector(vector: ColumnVector, start: number, end: number): ColumnVector {
  const nulls = vector.nulls === null ? null : vector.nulls.subarray(start, end)
  switch (vector.kind) {
    case 'boolean':
      return { kind: 'boolean', values: vector.values.subarray(start, end), nulls }
    case 'int32':
      return { kind: 'int32', values: vector.values.subarray(start, end), nulls }
    case 'float64':
      return { kind: 'float64', values: vector.values.subarray(start, end), nulls }
    case 'int64':
      return { kind: 'int64', values: vector.values.subarray(start, end), nulls }
    case 'utf8': {
      const { bytes, starts, ends } = vector
      return { kind: 'utf8', bytes, starts: starts.subarray(start, end), ends: ends.subarray(start, end), nulls }
    }
    case 'string':
      return { kind: 'string', values: vector.values.slice(start, end), nulls }
    case 'object':
      return { kind: 'object', values: vector.values.slice(start, end), nulls }
    default:
      return unreachable(vector, 'sliceVector')
  }
}
