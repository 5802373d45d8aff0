import type { Amount, FileBatchOptions, FileStreamOptions, Flag } from './csv-options.ts'

/** What reading and writing JSON lines have in common. Names, defaults and meaning are Spark's. */
export interface JsonTextOptions {
  /** The character set. Default UTF-8. */
  readonly encoding?: string
  /** The same as `encoding`. */
  readonly charset?: string
  /** The end of a line. Default: any of \n, \r\n, \r when reading, \n when writing. */
  readonly lineSep?: string
  /** Spark's pattern of DATE columns. */
  readonly dateFormat?: string
  /** Spark's pattern of TIMESTAMP columns. */
  readonly timestampFormat?: string
  /** Spark's pattern of TIMESTAMP_NTZ columns. */
  readonly timestampNTZFormat?: string
  /** The time zone of texts without one. Default: the session's. */
  readonly timeZone?: string
  /** The language of the names of months and days. Default en-US. */
  readonly locale?: string
}

/** How JSON text is understood. */
export interface JsonOptions extends JsonTextOptions {
  /** The whole file is one value, or one array of rows. Default false: a value a line. */
  readonly multiLine?: Flag
  /** What happens to bad records: null in place of bad values, dropped, or an error. Default PERMISSIVE. */
  readonly mode?: 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST' | 'permissive' | 'dropMalformed' | 'failFast'
  /** The STRING column of the schema that gets the text of a bad record. Default `_corrupt_record`. */
  readonly columnNameOfCorruptRecord?: string
  /** The folder of dead letters: bad records with their file, line, column and reason. They are left out of the rows. */
  readonly badRecordsPath?: string
  /** Most bytes of a record: what missing line ends can cost. */
  readonly maxRecordBytes?: Amount
  /** A date that does not fit `dateFormat` may be written as a cast reads it. */
  readonly enableDateTimeParsingFallback?: Flag
  /** Comments as in Java are left out. Default false. */
  readonly allowComments?: Flag
  /** Names may be without quotes. Default false. */
  readonly allowUnquotedFieldNames?: Flag
  /** Single quotes do as well. Default true. */
  readonly allowSingleQuotes?: Flag
  /** Numbers may begin with zeros. Default false. */
  readonly allowNumericLeadingZeros?: Flag
  /** NaN and infinities are numbers. Default true. */
  readonly allowNonNumericNumbers?: Flag
  /** A backslash takes any character literally. Default false. */
  readonly allowBackslashEscapingAnyCharacter?: Flag
  /** Strings may hold control characters. Default false. */
  readonly allowUnquotedControlChars?: Flag
  /** Most objects and arrays in each other; a record with more is malformed. Default 1000. */
  readonly maxNestingDepth?: number
  /** Most characters of a number; a record with a longer one is malformed. Default 1000. */
  readonly maxNumLen?: number
  /** Most characters of a string; a field with a longer one is malformed, not its record. Default: no limit. */
  readonly maxStringLen?: number
}

/** Options of a bounded read of JSON files. */
export interface JsonReadOptions extends JsonOptions, FileBatchOptions {
  /** Numbers and booleans are found to be STRING. Default false. */
  readonly primitivesAsString?: Flag
  /** Fractions are found to be DECIMAL where they fit. Default false. */
  readonly prefersDecimal?: Flag
  /** Columns without any value are left out. Default false. */
  readonly dropFieldIfAllNull?: Flag
  /** Texts that are times are found to be TIMESTAMP. Default false. */
  readonly inferTimestamp?: Flag
  /** The share of the records that is looked at to find types. Default 1. */
  readonly samplingRatio?: Amount
}

/** Options of a stream of JSON files. */
export interface JsonStreamOptions extends JsonOptions, FileStreamOptions {}

/** How JSON lines are written. */
export interface JsonWriteOptions extends JsonTextOptions {
  /** Fields that are null are left out. Default true. */
  readonly ignoreNullFields?: Flag
  /** Each value over several lines. Default false. */
  readonly pretty?: Flag
  /** Fields and keys in the order of their names. Default false. */
  readonly sortKeys?: Flag
  /** Characters beyond ASCII as `\u` and their code. Default false. */
  readonly writeNonAsciiCharacterAsCodePoint?: Flag
}
