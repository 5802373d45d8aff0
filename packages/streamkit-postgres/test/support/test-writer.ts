import type { ColumnBatch, StructType } from '@streamkit/core/connector'
import { PostgresBatchWriter } from '../../src/writer/postgres-batch-writer.ts'
import type { BatchWriteResult, WriterOptions, WriterQuery } from '../../src/writer/writer-options.ts'
import { chunkOf, streamOf } from './chunks.ts'

export const testQuery: WriterQuery = {
  queryId: '00000000-0000-0000-0000-000000000001',
  runId: 'run-1',
  queryName: 'test',
  lastCommittedBatchId: -1,
  signal: null,
}

/** A prepared writer that takes rows. */
export interface TestWriter {
  readonly writer: PostgresBatchWriter
  write(batchId: number, rows: readonly (readonly unknown[])[]): Promise<BatchWriteResult>
  writeChunks(batchId: number, chunks: () => AsyncIterable<ColumnBatch>): Promise<BatchWriteResult>
  close(): Promise<void>
}

export async function testWriter(
  options: WriterOptions,
  schema: StructType,
  query: Partial<WriterQuery> = {},
): Promise<TestWriter> {
  const writer = new PostgresBatchWriter({ retry: { baseDelayMs: 5, maxDelayMs: 100 }, ...options })
  try {
    await writer.prepare({ ...testQuery, ...query }, schema)
  } catch (thrown) {
    await writer.close()
    throw thrown
  }
  const writeChunks = (batchId: number, chunks: () => AsyncIterable<ColumnBatch>): Promise<BatchWriteResult> =>
    writer.write({ batchId, chunks, signal: query.signal ?? null })
  return {
    writer,
    write: (batchId, rows) => writeChunks(batchId, () => streamOf(chunkOf(schema, rows))),
    writeChunks,
    close: () => writer.close(),
  }
}
