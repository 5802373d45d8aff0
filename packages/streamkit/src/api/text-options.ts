import type { Amount, FileBatchOptions, FileStreamOptions, Flag } from './csv-options.ts'

/** How lines of text are understood. Names, defaults and meaning are Spark's. */
export interface TextOptions {
  /** Each file is one row. Default false. */
  readonly wholetext?: Flag
  /** The end of a line. Default: any of \n, \r\n, \r. */
  readonly lineSep?: string
  /** The character set of `lineSep`; the lines are UTF-8. */
  readonly encoding?: string
  /** Most bytes of a line. */
  readonly maxRecordBytes?: Amount
}

/** The row of a text file. */
export interface TextRow {
  readonly value: string | null
}

export interface TextReadOptions extends TextOptions, FileBatchOptions {}
export interface TextStreamOptions extends TextOptions, FileStreamOptions {}

/** How lines of text are written. */
export interface TextWriteOptions {
  /** The end of a line. Default \n. */
  readonly lineSep?: string
  /** The character set of `lineSep`; the lines are UTF-8. */
  readonly encoding?: string
}
