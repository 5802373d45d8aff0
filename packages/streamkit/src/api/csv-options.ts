/** Options may be written as values or, as in Spark, as their texts. */
export type Flag = boolean | 'true' | 'false'
export type Amount = number | `${number}`

/** Which files are read: the same for every format of files. */
export interface FileReadOptions {
  /** Only files whose base name matches this glob. */
  readonly pathGlobFilter?: string
  /** Files of all folders below, partition folders too. Default false. */
  readonly recursiveFileLookup?: Flag
  /** Where the folders `name=value` begin that make partition columns, if reading begins further down. Default: the path that is read. */
  readonly basePath?: string
  /** Without a schema, partition columns get the type that all their values have; false: STRING. Default true. */
  readonly partitionColumnTypeInference?: Flag
  /** A file that is gone when it is read is left out and reported instead of an error. Default false. */
  readonly ignoreMissingFiles?: Flag
  /** A file that has changed since it was listed is read as it is and reported instead of an error. Default false. */
  readonly ignoreChangedFiles?: Flag
  /** Of a file that is damaged (a compressed one that is cut off) the rows up to there are read and the rest is reported, instead of an error. Default false. */
  readonly ignoreCorruptFiles?: Flag
}

/** Which files a bounded read takes. */
export interface FileBatchOptions extends FileReadOptions {
  /** Only files changed before this time: `2026-11-23T10:00:00`, in the session's time zone. */
  readonly modifiedBefore?: string
  /** Only files changed after this time. */
  readonly modifiedAfter?: string
}

/** How a stream of files is cut into batches and cleaned up. */
export interface FileStreamOptions extends FileReadOptions {
  /** The columns are those of the files that are there when the stream is loaded with `loadAsync`, without `schema()`. Default false. */
  readonly schemaInference?: Flag
  /** At most this many new files a batch; not together with `maxBytesPerTrigger`. */
  readonly maxFilesPerTrigger?: Amount
  /** About this many bytes a batch, at least one file. */
  readonly maxBytesPerTrigger?: Amount
  /** The newest files first. Default false. */
  readonly latestFirst?: Flag
  /** Files older than the newest seen by more than this are left out: a duration such as `7d`. Default `7d`. */
  readonly maxFileAge?: string
  /** Files younger than this are left for later: a duration, for writers that do not rename when they are done. Default 0. */
  readonly minFileAge?: string
  /** A file is known by its base name instead of its path. Default false. */
  readonly fileNameOnly?: Flag
  /** Files that a listing found beyond the limit, kept for the next batches. Default 10000. */
  readonly maxCachedFiles?: Amount
  /** List anew when fewer than this share of a batch is left in the cache. Default 0.2. */
  readonly discardCachedInputRatio?: Amount
  /** What happens to files whose batch is committed. Default `off`. */
  readonly cleanSource?: 'off' | 'delete' | 'archive'
  /** Where `archive` moves them. */
  readonly sourceArchiveDir?: string
}

/** How CSV text is understood. Names, defaults and meaning are Spark's. */
export interface CsvOptions {
  /** The separator of columns, one or more characters. Default `,`. */
  readonly sep?: string
  /** The same as `sep`. */
  readonly delimiter?: string
  /** The character set. Default UTF-8. */
  readonly encoding?: string
  /** The same as `encoding`. */
  readonly charset?: string
  /** The quote; empty: none. Default `"`. */
  readonly quote?: string
  /** The character that takes a quote literally. Default `\`; RFC 4180 is `"`. */
  readonly escape?: string
  /** The character that takes the escape character literally. */
  readonly charToEscapeQuoteEscaping?: string
  /** Lines that begin with this character are left out. Default: none. */
  readonly comment?: string
  /** The first line of every file is a header, and skipped. Default false. */
  readonly header?: Flag
  /** A read without a schema finds the types of columns by looking at all values: one more pass over the files. Default false: all columns are STRING. */
  readonly inferSchema?: Flag
  /** The share of lines that `inferSchema` looks at, above 0. Default 1: all. */
  readonly samplingRatio?: Amount
  /** `inferSchema` takes a text that is a date for a DATE, not a TIMESTAMP. Default true. */
  readonly preferDate?: Flag
  /** A value that a query does not ask for is not looked at, so that its record is not found malformed because of it. Default true. */
  readonly columnPruning?: Flag
  /** The header is skipped without comparing its names with the schema. Default true. */
  readonly enforceSchema?: Flag
  readonly ignoreLeadingWhiteSpace?: Flag
  readonly ignoreTrailingWhiteSpace?: Flag
  /** The text that stands for null. Default: empty. */
  readonly nullValue?: string
  /** What an empty quoted text is read as. Default: empty. */
  readonly emptyValue?: string
  readonly nanValue?: string
  readonly positiveInf?: string
  readonly negativeInf?: string
  /** Spark's pattern of DATE columns. */
  readonly dateFormat?: string
  /** Spark's pattern of TIMESTAMP columns. */
  readonly timestampFormat?: string
  /** Spark's pattern of TIMESTAMP_NTZ columns. */
  readonly timestampNTZFormat?: string
  readonly enableDateTimeParsingFallback?: Flag
  /** The time zone of texts without one. Default: the session's. */
  readonly timeZone?: string
  readonly locale?: string
  /** Quoted values may hold line ends. Default false. */
  readonly multiLine?: Flag
  /** The end of a line. Default: any of \n, \r\n, \r. */
  readonly lineSep?: string
  /** Most columns of a line. Default 20480. */
  readonly maxColumns?: Amount
  /** Most characters of a value; -1: no limit. Default -1. */
  readonly maxCharsPerColumn?: Amount
  /** Most bytes of a record: what a quote that is never closed can cost. */
  readonly maxRecordBytes?: Amount
  /** What happens to bad records: null in place of bad values, dropped, or an error. Default PERMISSIVE. */
  readonly mode?: 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST' | 'permissive' | 'dropMalformed' | 'failFast'
  /** The STRING column of the schema that gets the text of a bad record. */
  readonly columnNameOfCorruptRecord?: string
  readonly unescapedQuoteHandling?: 'STOP_AT_CLOSING_QUOTE' | 'STOP_AT_DELIMITER' | 'SKIP_VALUE' | 'RAISE_ERROR'
  /** The folder of dead letters: bad records with their file, line, column and reason. They are left out of the rows. */
  readonly badRecordsPath?: string
  /** How files are compressed when they are written. Reading goes by the name of each file: `.gz`, `.deflate`, `.zst`. */
  readonly compression?: string
  /** The same as `compression`. */
  readonly codec?: string
}

/** Options of a bounded read of CSV files. */
export interface CsvReadOptions extends CsvOptions, FileBatchOptions {}

/** Options of a stream of CSV files. */
export interface CsvStreamOptions extends CsvOptions, FileStreamOptions {}
