import { csvFormat } from '../connectors/csv/csv-format.ts'
import { fileScan, fileSchema } from '../connectors/file/file-scan.ts'
import { fileSource } from '../connectors/file/file-source.ts'
import { fileBatchWriter } from '../connectors/file/write/file-batch-writer.ts'
import { fileSink } from '../connectors/file/write/file-sink.ts'
import { jsonFormat } from '../connectors/json/json-format.ts'
import { MemoryBlocks, memoryStreamSource } from '../connectors/memory/memory-stream-source.ts'
import { noopSink } from '../connectors/noop/noop-sink.ts'
import { textFormat } from '../connectors/text/text-format.ts'
import type { FormatProvider, SaveMode } from '../contracts/connector.ts'
import type { FileFormat } from '../contracts/file-format.ts'
import type { SinkContext } from '../contracts/sink.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import { stateMetadataFormat } from '../state/reader/state-metadata-format.ts'
import { stateStoreFormat } from '../state/reader/state-store-format.ts'

/** A format of files: any {@link FileFormat} under the file source and, if it can be written, the file sink. */
export function fileFormatProvider(format: FileFormat): FormatProvider {
  return {
    name: format.name,
    schema(context) {
      if (context.userSchema !== null) return context.userSchema
      if (context.streaming === true || format.inferSchema === undefined) {
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

const memoryFormat: FormatProvider = {
  name: 'memory',
  schema: ({ options }) => memoryBlocks(options.value('stream')).schema,
  source: ({ options }) => memoryStreamSource(memoryBlocks(options.value('stream'))),
}

function memoryBlocks(value: unknown): MemoryBlocks {
  if (value instanceof MemoryBlocks) return value
  throw new AnalysisException('SCHEMA_REQUIRED', { format: 'memory' })
}

const noopFormat: FormatProvider = { name: 'noop', sink: noopSink, writer: noopSink }

/** What a session knows without any connector. The sinks console and memory belong to the session itself. */
export const builtInFormats: readonly FormatProvider[] = [
  fileFormatProvider(csvFormat()),
  fileFormatProvider(jsonFormat()),
  fileFormatProvider(textFormat()),
  memoryFormat,
  noopFormat,
  stateStoreFormat,
  stateMetadataFormat,
]
