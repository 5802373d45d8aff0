import { fileScan, fileSchema } from '../connectors/file/file-scan.ts'
import { fileSource } from '../connectors/file/file-source.ts'
import { fileBatchWriter } from '../connectors/file/write/file-batch-writer.ts'
import { fileSink } from '../connectors/file/write/file-sink.ts'
import type { FormatProvider, SaveMode } from '../contracts/connector.ts'
import type { FileFormat } from '../contracts/file-format.ts'
import type { SinkContext } from '../contracts/sink.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'

/**
 * Makes a format of files of what reads and writes one file: listings, offsets, batches, partition folders, the sink's log and save modes are the same for all.
 *
 * Throws SCHEMA_REQUIRED when it is read without a schema and cannot find out for itself: as a stream without `schemaInference`, or where the format cannot infer.
 *
 * @example
 * const connector: Connector = { name: 'parquet', formats: [fileFormatProvider(parquetFormat)] }
 */
export function fileFormatProvider(format: FileFormat): FormatProvider {
  return {
    name: format.name,
    schema(context) {
      if (context.userSchema !== null) return context.userSchema
      const mayLook = context.streaming !== true || context.options.boolean('schemaInference', false)
      if (!mayLook || format.inferSchema === undefined) {
        throw new AnalysisException('SCHEMA_REQUIRED', { format: format.name })
      }
      return fileSchema(context, format)
    },
    filtersRows: true,
    source: (context) => fileSource(context, format),
    scan: (context) => fileScan(context, format),
    partitions: true,
    ...(format.writer === undefined
      ? {}
      : {
          sink: (context: SinkContext) => fileSink(context, format),
          writer: (context: SinkContext & { readonly saveMode: SaveMode }) => fileBatchWriter(context, format),
        }),
  }
}
