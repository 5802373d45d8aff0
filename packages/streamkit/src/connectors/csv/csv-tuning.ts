import { defaultChunkRows } from '../../columnar/column-batch.ts'

/** Sizes and choices that change speed and never results: tests make them small. */
export interface CsvTuning {
  /** Bytes that are read at a time. */
  readonly pieceBytes: number
  /** The most rows of a chunk. */
  readonly chunkRows: number
  /** Which of the two readers takes files: the byte scanner wherever it can, or always csv-parse. */
  readonly road: 'scanner' | 'csv-parse'
}

export const defaultCsvTuning: CsvTuning = { pieceBytes: 1024 * 1024, chunkRows: defaultChunkRows, road: 'scanner' }
