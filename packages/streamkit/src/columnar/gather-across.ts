import type { DataType } from '../types/data-type.ts'
import { type ColumnBatch, columnBatch } from './column-batch.ts'
import { columnBuilder } from './column-builder.ts'
import type { ColumnVector, Utf8Vector } from './column-vector.ts'
import { valueAt } from './vector-access.ts'

/** Rows of several batches in any order: row i is row `rows[i]` of batch `batches[i]`. */
export interface RowPlaces {
  readonly batches: Int32Array
  readonly rows: Int32Array
  readonly length: number
}

/** A batch of rows that lie in several batches. Nothing of it shares memory with them. */
export function gatherAcross(
  batches: readonly ColumnBatch[],
  types: readonly DataType[],
  places: RowPlaces,
): ColumnBatch {
  const columns = types.map((type, i) => {
    const vectors = batches.map((batch) => batch.columns[i] as ColumnVector)
    return gatherColumn(vectors, type, places)
  })
  return columnBatch(places.length, columns)
}

function gatherColumn(vectors: readonly ColumnVector[], type: DataType, places: RowPlaces): ColumnVector {
  if (vectors.every((vector) => vector.kind === 'utf8')) return gatherUtf8(vectors, places)
  const builder = columnBuilder(type, places.length)
  for (let i = 0; i < places.length; i++) {
    builder.append(valueAt(vectors[places.batches[i] as number] as ColumnVector, places.rows[i] as number))
  }
  return builder.finish()
}

/** Bytes that were read stay bytes. */
function gatherUtf8(vectors: readonly Utf8Vector[], { batches, rows, length }: RowPlaces): ColumnVector {
  const nulls = vectors.some((vector) => vector.nulls !== null) ? new Uint8Array(length) : null
  const starts = new Int32Array(length)
  const ends = new Int32Array(length)
  let size = 0
  for (let i = 0; i < length; i++) {
    const vector = vectors[batches[i] as number] as Utf8Vector
    const row = rows[i] as number
    starts[i] = size
    if (nulls !== null && vector.nulls !== null && vector.nulls[row] === 1) nulls[i] = 1
    else size += (vector.ends[row] as number) - (vector.starts[row] as number)
    ends[i] = size
  }
  const bytes = new Uint8Array(size)
  for (let i = 0; i < length; i++) {
    if (starts[i] === ends[i]) continue
    const vector = vectors[batches[i] as number] as Utf8Vector
    const row = rows[i] as number
    bytes.set(vector.bytes.subarray(vector.starts[row], vector.ends[row]), starts[i])
  }
  return { kind: 'utf8', bytes, starts, ends, nulls }
}
