import type { Amount } from './csv-options.ts'

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
