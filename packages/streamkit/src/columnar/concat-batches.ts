import type { DataType } from '../types/data-type.ts'
import { type ColumnBatch, columnBatch } from './column-batch.ts'
import { columnBuilder } from './column-builder.ts'
import type { ColumnVector, Utf8Vector } from './column-vector.ts'
import { valueAt } from './vector-access.ts'

/** The most bytes of text that one column holds together: offsets are signed 32-bit numbers. */
const mostTextBytes = 0x7fff_0000

/** The rows of all chunks in one. Text that was read stays bytes. */
export function concatBatches(chunks: readonly ColumnBatch[], types: readonly DataType[]): ColumnBatch {
  const [only] = chunks
  if (only !== undefined && chunks.length === 1) return only
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const columns = types.map((type, i) =>
    concat(
      chunks.map((chunk) => ({ vector: chunk.columns[i] as ColumnVector, length: chunk.length })),
      type,
      length,
    ),
  )
  return columnBatch(length, columns)
}

interface Part {
  readonly vector: ColumnVector
  readonly length: number
}

function concat(parts: readonly Part[], type: DataType, length: number): ColumnVector {
  if (parts.length > 0 && parts.every(({ vector }) => vector.kind === 'utf8')) {
    const joined = concatText(parts as readonly (Part & { readonly vector: Utf8Vector })[], length)
    if (joined !== null) return joined
  }
  const builder = columnBuilder(type, length)
  for (const part of parts) for (let i = 0; i < part.length; i++) builder.append(valueAt(part.vector, i))
  return builder.finish()
}

/** Only the bytes of the values: a chunk may be a small part of what was read. */
function concatText(parts: readonly (Part & { readonly vector: Utf8Vector })[], length: number): Utf8Vector | null {
  let size = 0
  for (const { vector, length: rows } of parts)
    for (let i = 0; i < rows; i++)
      if (!isNull(vector, i)) size += (vector.ends[i] as number) - (vector.starts[i] as number)
  if (size > mostTextBytes) return null
  const bytes = new Uint8Array(size)
  const [starts, ends] = [new Int32Array(length), new Int32Array(length)]
  let nulls: Uint8Array | null = null
  let [at, row] = [0, 0]
  for (const { vector, length: rows } of parts) {
    for (let i = 0; i < rows; i++, row++) {
      starts[row] = at
      if (isNull(vector, i)) {
        nulls ??= new Uint8Array(length)
        nulls[row] = 1
      } else {
        const [start, end] = [vector.starts[i] as number, vector.ends[i] as number]
        bytes.set(vector.bytes.subarray(start, end), at)
        at += end - start
      }
      ends[row] = at
    }
  }
  return { kind: 'utf8', bytes, starts, ends, nulls }
}

function isNull(vector: ColumnVector, row: number): boolean {
  return vector.nulls !== null && vector.nulls[row] === 1
}
