import type {
  ColumnBatch,
  Logger,
  SinkBatch,
  SinkContext,
  SinkQuery,
  SourceContext,
  StructType,
} from '@streamkit/core/connector'
import { streamOf } from './chunks.ts'
import { optionsOf } from './options.ts'

export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

/** What a session hands to a format; files and the clock are never asked for. */
export function formatContext(
  options: Readonly<Record<string, unknown>>,
  logger: Logger = silent,
): SinkContext & SourceContext {
  const absent = undefined as never
  return {
    options: optionsOf(options),
    path: null,
    partitionBy: [],
    schema: { kind: 'struct', fields: [] },
    outputMode: 'append',
    paths: [],
    userSchema: null,
    metadataPath: null,
    timeZone: 'UTC',
    fileSystem: absent,
    clock: absent,
    entropy: absent,
    logger,
  }
}

export function sinkQuery(schema: StructType, more: Partial<SinkQuery> = {}): SinkQuery {
  return {
    queryId: 'query',
    runId: 'run',
    name: null,
    outputMode: 'append',
    schema,
    lastCommittedBatchId: -1,
    signal: new AbortController().signal,
    ...more,
  }
}

export function sinkBatch(query: SinkQuery, batchId: number, ...chunks: readonly ColumnBatch[]): SinkBatch {
  const { schema, signal } = query
  return { batchId, schema, query, signal, batchTimestampMs: 0, chunks: () => streamOf(...chunks) }
}
