import { csvFormat } from '../connectors/csv/csv-format.ts'
import { jsonFormat } from '../connectors/json/json-format.ts'
import { MemoryBlocks, memoryStreamSource } from '../connectors/memory/memory-stream-source.ts'
import { noopSink } from '../connectors/noop/noop-sink.ts'
import { rateFormats } from '../connectors/rate/rate-formats.ts'
import { socketFormat } from '../connectors/socket/socket-format.ts'
import { textFormat, textSchema } from '../connectors/text/text-format.ts'
import type { FormatProvider } from '../contracts/connector.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import { stateMetadataFormat } from '../state/reader/state-metadata-format.ts'
import { stateStoreFormat } from '../state/reader/state-store-format.ts'
import { fileFormatProvider } from './file-format-provider.ts'

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
  { ...fileFormatProvider(textFormat()), schema: ({ userSchema }) => userSchema ?? textSchema },
  memoryFormat,
  noopFormat,
  ...rateFormats,
  socketFormat,
  stateStoreFormat,
  stateMetadataFormat,
]
