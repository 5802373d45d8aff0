/**
 * Parquet for StreamKit: reads and writes of files, in batches and as streams.
 *
 * @packageDocumentation
 */
export { conditions } from './conditions.ts'
export { type ParquetFormat, parquet } from './parquet.ts'
export type {
  ParquetCompression,
  ParquetReadOptions,
  ParquetSaveOptions,
  ParquetSinkOptions,
  ParquetStreamOptions,
} from './parquet-options.ts'

/** The version of this package. */
export const VERSION: string = '0.1.0'
