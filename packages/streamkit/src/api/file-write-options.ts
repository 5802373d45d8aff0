import type { Amount, Flag } from './csv-options.ts'

/** How files are written: the same for every format of files. */
export interface FileWriteOptions {
  /** The folder, instead of the argument of `start` or `save`. */
  readonly path?: string
  /** How files are packed. Default none. */
  readonly compression?: 'none' | 'uncompressed' | 'gzip' | 'deflate' | 'zstd'
  /** The same as `compression`. */
  readonly codec?: 'none' | 'uncompressed' | 'gzip' | 'deflate' | 'zstd'
  /** Most rows of a file; 0: no limit. Default 0. */
  readonly maxRecordsPerFile?: Amount
  /** Most files that are open at a time, when rows go to many partition folders; with more, files are closed early and there are more of them. Default 100. */
  readonly maxOpenFiles?: Amount
}

/** Options of the streaming file sink. */
export interface FileSinkOptions extends FileWriteOptions {
  /** Files that are older leave the log when it is compacted: readers do not see them any more. A duration such as `7 days` or milliseconds. Default: none leaves. */
  readonly retention?: string | number
  /** Every so many batches the log is compacted: Spark's `spark.sql.streaming.fileSink.log.compactInterval`. Default 10. */
  readonly logCompactInterval?: Amount
  /** How long log files that a compacted one has replaced are kept: Spark's `spark.sql.streaming.fileSink.log.cleanupDelay`. Default 10 minutes. */
  readonly logCleanupDelay?: string | number
}

/** Options of a bounded write of files. */
export interface FileSaveOptions extends FileWriteOptions {
  /** What mode overwrite replaces of a folder with partitions: `static` all of it, `dynamic` the partitions that get rows. Default static. */
  readonly partitionOverwriteMode?: 'static' | 'dynamic'
}

/** How times are written as text: the same for CSV and JSON. */
interface TimeTextOptions {
  /** Spark's pattern of DATE columns. Default `yyyy-MM-dd`. */
  readonly dateFormat?: string
  /** Spark's pattern of TIMESTAMP columns. */
  readonly timestampFormat?: string
  /** Spark's pattern of TIMESTAMP_NTZ columns. */
  readonly timestampNTZFormat?: string
  /** The time zone of texts. Default: the session's. */
  readonly timeZone?: string
  readonly encoding?: string
  readonly charset?: string
  /** The end of a line. Default \n. */
  readonly lineSep?: string
}

/** How CSV is written. Names, defaults and meaning are Spark's. */
export interface CsvTextOptions extends TimeTextOptions {
  readonly sep?: string
  readonly delimiter?: string
  readonly quote?: string
  readonly escape?: string
  readonly charToEscapeQuoteEscaping?: string
  readonly comment?: string
  /** Values with a quote in them are quoted. Default true. */
  readonly escapeQuotes?: Flag
  /** All values are quoted. Default false. */
  readonly quoteAll?: Flag
  /** Each file begins with the names of the columns. Default false. */
  readonly header?: Flag
  /** The text that stands for null. Default: empty. */
  readonly nullValue?: string
  /** The text that stands for an empty text. Default `""`. */
  readonly emptyValue?: string
  readonly ignoreLeadingWhiteSpace?: Flag
  readonly ignoreTrailingWhiteSpace?: Flag
}

/** How JSON is written. Names, defaults and meaning are Spark's. */
export interface JsonTextOptions extends TimeTextOptions {
  /** Fields that are null are left out. Default true. */
  readonly ignoreNullFields?: Flag
}

/** How text is written: a frame of one STRING column, a line a row. */
export interface PlainTextOptions {
  /** The end of a line. Default \n. */
  readonly lineSep?: string
  readonly encoding?: string
}

export interface CsvSinkOptions extends FileSinkOptions, CsvTextOptions {}
export interface CsvSaveOptions extends FileSaveOptions, CsvTextOptions {}
export interface JsonSinkOptions extends FileSinkOptions, JsonTextOptions {}
export interface JsonSaveOptions extends FileSaveOptions, JsonTextOptions {}
export interface TextSinkOptions extends FileSinkOptions, PlainTextOptions {}
export interface TextSaveOptions extends FileSaveOptions, PlainTextOptions {}
