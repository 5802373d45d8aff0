import { type ColumnBatch, columnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import type { ReadRequest } from '../../contracts/source.ts'
import type { StructType } from '../../types/data-type.ts'
import { toStructType } from '../../types/schema.ts'

/** The columns of both rate sources. */
export const rateSchema: StructType = toStructType('timestamp TIMESTAMP, value BIGINT')

/** Values from one number to before another, in the order in which Spark's partitions have them: 0, 2, 4, … then 1, 3, 5, … for two. */
export interface NumberedRows {
  readonly start: bigint
  readonly end: bigint
  readonly numPartitions: number
  /** The time of a value, ms since 1970, from how many come before it in the range. */
  readonly timeMs: (index: number) => number
}

/** The rows as chunks of the columns that are asked for. */
export function* numberedRows(rows: NumberedRows, { columns, signal }: ReadRequest): Generator<ColumnBatch> {
  const total = Number(rows.end - rows.start)
  for (let partition = 0; partition < rows.numPartitions; partition++) {
    const count = Math.max(0, Math.ceil((total - partition) / rows.numPartitions))
    for (let from = 0; from < count; from += defaultChunkRows) {
      signal.throwIfAborted()
      const length = Math.min(defaultChunkRows, count - from)
      const indexOf = (row: number) => partition + rows.numPartitions * (from + row)
      yield columnBatch(
        length,
        columns.map((column) => (column === 0 ? times(rows, length, indexOf) : values(rows, length, indexOf))),
      )
    }
  }
}

function times({ timeMs }: NumberedRows, length: number, indexOf: (row: number) => number) {
  const micros = new Float64Array(length)
  for (let row = 0; row < length; row++) micros[row] = timeMs(indexOf(row)) * 1000
  return { kind: 'float64', values: micros, nulls: null } as const
}

function values({ start }: NumberedRows, length: number, indexOf: (row: number) => number) {
  const numbers = new BigInt64Array(length)
  for (let row = 0; row < length; row++) numbers[row] = start + BigInt(indexOf(row))
  return { kind: 'int64', values: numbers, nulls: null } as const
}
