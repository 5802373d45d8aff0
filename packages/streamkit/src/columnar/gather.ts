import { unreachable } from '../errors/invariant.ts'
import type { ColumnBatch } from './column-batch.ts'
import type { ColumnVector } from './column-vector.ts'

/** The rows at `selection[0 .. count)`, in that order. Text stays where it is: only its slices are copied. */
export function gatherBatch(batch: ColumnBatch, selection: Int32Array, count: number): ColumnBatch {
  return { length: count, columns: batch.columns.map((column) => gather(column, selection, count)) }
}

/** One column at `selection[0 .. count)`. */
export function gather(vector: ColumnVector, selection: Int32Array, count: number): ColumnVector {
  const nulls = vector.nulls === null ? null : pick(vector.nulls, new Uint8Array(count), selection)
  switch (vector.kind) {
    case 'boolean':
      return { kind: 'boolean', values: pick(vector.values, new Uint8Array(count), selection), nulls }
    case 'int32':
      return { kind: 'int32', values: pick(vector.values, new Int32Array(count), selection), nulls }
    case 'float64':
      return { kind: 'float64', values: pick(vector.values, new Float64Array(count), selection), nulls }
    case 'int64': {
      const values = new BigInt64Array(count)
      for (let i = 0; i < count; i++) values[i] = vector.values[selection[i] as number] as bigint
      return { kind: 'int64', values, nulls }
    }
    case 'utf8':
      return {
        kind: 'utf8',
        bytes: vector.bytes,
        starts: pick(vector.starts, new Int32Array(count), selection),
        ends: pick(vector.ends, new Int32Array(count), selection),
        nulls,
      }
    case 'string': {
      const values: (string | null)[] = new Array(count)
      for (let i = 0; i < count; i++) values[i] = vector.values[selection[i] as number] as string | null
      return { kind: 'string', values, nulls }
    }
    case 'object': {
      const values: unknown[] = new Array(count)
      for (let i = 0; i < count; i++) values[i] = vector.values[selection[i] as number]
      return { kind: 'object', values, nulls }
    }
    default:
      return unreachable(vector, 'gather')
  }
}

function pick<A extends Uint8Array | Int32Array | Float64Array>(from: A, to: A, selection: Int32Array): A {
  const count = to.length
  for (let i = 0; i < count; i++) to[i] = from[selection[i] as number] as number
  return to
}
