import type { FileBatchOptions, FileSaveOptions, FileSinkOptions, FileStreamOptions } from '@streamkit/core'

/** Options of a bounded read of parquet files. */
export interface ParquetReadOptions extends FileBatchOptions {
  /** Without a schema: whether the columns of all files are put together, instead of taking those of the first file. Default false. */
  readonly mergeSchema?: boolean | 'true' | 'false'
}

/** Options of a stream of parquet files. */
export interface ParquetStreamOptions extends FileStreamOptions {}

/** How pages are packed. */
export type ParquetCompression = 'none' | 'uncompressed' | 'snappy' | 'gzip' | 'zstd' | 'brotli'

interface ParquetFileOptions {
  /** How pages are packed. zstd needs a Node that brings it (22.15 or later). Default `snappy`. */
  readonly compression?: ParquetCompression
  /** The same as `compression`. */
  readonly codec?: ParquetCompression
  /** The same as `compression`. */
  readonly 'parquet.compression'?: ParquetCompression
  /** A row group is written when its rows have come to this many bytes in memory, or are 262,144. Default 33554432 (32 MiB). */
  readonly 'parquet.block.size'?: number | `${number}`
}

/** Options of a bounded write of parquet files. */
export interface ParquetSaveOptions extends Omit<FileSaveOptions, 'compression' | 'codec'>, ParquetFileOptions {}

/** Options of the streaming file sink with parquet files. */
export interface ParquetSinkOptions extends Omit<FileSinkOptions, 'compression' | 'codec'>, ParquetFileOptions {}
