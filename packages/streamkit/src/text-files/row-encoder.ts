import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { ColumnVector } from '../columnar/column-vector.ts'
import type { FileEncoder } from '../contracts/file-format.ts'
import type { TextOutput } from './text-output.ts'

/** Writes the value of a column at a row, which is not null. */
export type CellWriter = (column: ColumnVector, row: number, out: TextOutput) => void

/** What a file of rows of text consists of. */
export interface RowText {
  /** Before the first row. */
  readonly begin?: (out: TextOutput) => void
  readonly row: (columns: readonly ColumnVector[], row: number, out: TextOutput) => void
}

/** The encoder of a file that is written row after row: no object is made for a row, its text goes straight into a large buffer. */
export function rowEncoder(out: TextOutput, text: RowText): FileEncoder {
  let hasBegun = false
  const begin = (): void => {
    if (!hasBegun) text.begin?.(out)
    hasBegun = true
  }
  return {
    *write({ columns, length }: ColumnBatch) {
      begin()
      for (let row = 0; row < length; row++) {
        text.row(columns, row, out)
        if (out.isFull) yield out.take()
      }
    },
    *finish() {
      begin()
      if (out.length > 0) yield out.take()
    },
  }
}
