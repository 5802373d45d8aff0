import { type Connector, type FileFormat, fileFormatProvider } from '@streamkit/core/connector'
import type {
  ParquetReadOptions,
  ParquetSaveOptions,
  ParquetSinkOptions,
  ParquetStreamOptions,
} from './parquet-options.ts'
import { inferParquetSchema } from './read/infer-schema.ts'
import { parquetReader } from './read/parquet-reader.ts'
import { parquetWriter } from './write/parquet-writer.ts'

/** The types of the options of `format('parquet')`. */
export interface ParquetFormat {
  readonly readStream: ParquetStreamOptions
  readonly read: ParquetReadOptions
  readonly writeStream: ParquetSinkOptions
  readonly write: ParquetSaveOptions
}

const parquetFormat: FileFormat = {
  name: 'parquet',
  reader: parquetReader,
  inferSchema: inferParquetSchema,
  writer: parquetWriter,
}

/**
 * The connector to hand to `createSession`: with it `format('parquet')` reads and writes parquet files, in batches and as streams.
 *
 * @example
 * const session = createSession({ connectors: [parquet()] })
 * const orders = await session.read().format('parquet').loadAsync('data/orders')
 * await orders.where((row) => row.total.gt(100)).write.format('parquet').save('data/large-orders')
 */
export function parquet(): Connector<{ readonly parquet: ParquetFormat }> {
  return { name: 'parquet', formats: [fileFormatProvider(parquetFormat)] }
}
