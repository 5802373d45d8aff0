import type { ColumnVector } from './column-vector.ts'

/** A chunk of rows, column by column. All columns have `length` rows. */
export interface ColumnBatch {
  readonly length: number
  readonly columns: readonly ColumnVector[]
}

/** How many rows a chunk has unless a source has a reason for another size. */
export const defaultChunkRows = 16_384

export function columnBatch(length: number, columns: readonly ColumnVector[]): ColumnBatch {
  return { length, columns }
}
