import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { StructType } from '../types/data-type.ts'
import type { FileSystem } from './file-system.ts'
import type { Logger } from './logger.ts'
import type { OptionReader, ReadRequest } from './source.ts'

/**
 * How the bytes of a file become rows: csv, json, text. Knows nothing of listings, offsets and batches; the file source calls it for one file
 * after the other.
 */
export interface FileFormat {
  /** The name in `format(...)`. */
  readonly name: string
  /** The reader of one query: options and schema are checked here, once, before any file is opened. */
  reader(context: FileFormatContext): FileReader
  /** The columns as the files show them, for a batch read without a schema. Absent: the user has to give one. */
  inferSchema?(context: FileInferenceContext): Promise<StructType>
  /** How rows become the bytes of files: options and column types are checked here, once, before any file is made. Absent: files of this format are not written. */
  writer?(context: FileFormatContext): FileWriter
}

/** Writes files of one query. Holds nothing between two files. */
export interface FileWriter {
  /** What the names of its files end in, without what compression adds: `.csv`. */
  readonly extension: string
  /** Whether the option `compression` is its own matter (parquet): then files are stored as they come. Else the bytes are compressed by who writes the files. */
  readonly compressesItself: boolean
  /** Begins a file. */
  open(): FileEncoder
}

/** The bytes of one file, in order. */
export interface FileEncoder {
  /** Takes rows of exactly the columns of the schema; gives what can be written so far. */
  write(batch: ColumnBatch): Iterable<Uint8Array>
  /** What ends the file: once, after the last rows. A file without rows is a whole file too (a header, say). */
  finish(): Iterable<Uint8Array>
}

/** What a format gets to make a reader or a writer. */
export interface FileFormatContext {
  readonly options: OptionReader
  /** The columns that are in the files, in file order; partition columns are not among them. */
  readonly schema: StructType
  readonly timeZone: string
  readonly fileSystem: FileSystem
  readonly logger: Logger
}

/** What a format gets to look at files whose columns nobody told. */
export interface FileInferenceContext extends Omit<FileFormatContext, 'schema'> {
  /** In reading order; the first that says anything decides names. */
  readonly files: readonly FileToRead[]
}

/** Reads files of one query. Holds nothing between two calls but what it learnt from the options. */
export interface FileReader {
  /**
   * The rows of a file as chunks of exactly the columns that `request` names, none of them empty of rows; with no columns, chunks have only a length.
   * Reads nothing beyond `file.size`. Ending the iteration early closes the file.
   */
  read(file: FileToRead, request: FileReadRequest): AsyncIterable<ColumnBatch>
}

/** One file of a batch, as it was logged. */
export interface FileToRead {
  /** Absolute. */
  readonly path: string
  /**
   * Bytes when it was logged: what was appended since is not read, and a shorter file is an error. Infinity where nobody knows (a file that is decompressed while
   * it is read): then the end is where `read` gives 0. Such a file is read from front to back only.
   */
  readonly size: number
  readonly mtimeMs: number
}

export interface FileReadRequest extends ReadRequest {
  /**
   * Where malformed records go instead of becoming rows (`badRecordsPath`), null if the option is not set: then the mode of the format decides. Either way
   * every malformed record is told to `report`.
   */
  readonly badRecords: BadRecordSink | null
}

/** Takes the malformed records of one batch. */
export interface BadRecordSink {
  write(record: BadRecord): void
  /** Waits until what was written is taken up: called between chunks, so that memory stays bounded. */
  drain(): Promise<void>
  /** Makes all records of the batch durable under their final name: called once, by who reads the batch, after its last file. */
  commit(): Promise<void>
  /** Closes and removes what was written, when the batch fails. Best effort, may be called after `commit` (then it does nothing). */
  abort(): Promise<void>
}

/** A record that could not become a row. */
export interface BadRecord {
  readonly file: string
  /** Where the record begins: 1-based physical line. */
  readonly line: number
  /** The record as it is in the file. */
  readonly text: string
  /** The column that was bad, null if the record as a whole was. */
  readonly column: string | null
  readonly reason: string
}
