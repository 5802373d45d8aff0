import type { ColumnBatch, FileFormatContext, FileToRead, OptionReader, StructType } from '@streamkit/core/connector'
import { memoryFileSystem } from '@streamkit/core/testing'
import { inferParquetSchema } from '../../src/read/infer-schema.ts'
import { parquetReader } from '../../src/read/parquet-reader.ts'
import { parquetWriter } from '../../src/write/parquet-writer.ts'

/** Writes and reads parquet files in memory, past listings and batches; options are for both. */
export interface ParquetFiles {
  write(path: string, schema: StructType, batches: readonly ColumnBatch[]): Promise<void>
  inferred(path: string): Promise<StructType>
  /** The rows of some columns of a file, all of them unless they are named by ordinal. */
  read(path: string, schema: StructType, columns?: readonly number[]): AsyncIterable<ColumnBatch>
  /** The ranges of the file that were read since the last call. */
  takeReads(): readonly { readonly position: number; readonly length: number }[]
}

export function parquetFiles(options: Readonly<Record<string, string>> = {}): ParquetFiles {
  const files = memoryFileSystem()
  let reads: { position: number; length: number }[] = []
  const fileSystem: typeof files = {
    ...files,
    open: async (path, flags) => {
      const handle = await files.open(path, flags)
      return {
        read: (into, position) => {
          reads.push({ position, length: into.length })
          return handle.read(into, position)
        },
        write: (bytes) => handle.write(bytes),
        sync: () => handle.sync(),
        close: () => handle.close(),
      }
    },
  }
  const nothing = () => {}
  const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }
  const context = { options: readerOf(options), timeZone: 'UTC', fileSystem, logger }
  const fileAt = async (path: string): Promise<FileToRead> => ({
    path,
    size: (await files.stat(path)).size,
    mtimeMs: 0,
  })
  return {
    async write(path, schema, batches) {
      const encoder = parquetWriter({ ...context, schema } as FileFormatContext).open()
      const handle = await files.open(path, 'w')
      for (const batch of batches) for (const bytes of encoder.write(batch)) await handle.write(bytes)
      for (const bytes of encoder.finish()) await handle.write(bytes)
      await handle.close()
    },
    async inferred(path) {
      return inferParquetSchema({ ...context, files: [await fileAt(path)] })
    },
    async *read(path, schema, columns = [...schema.fields.keys()]) {
      const reader = parquetReader({ ...context, schema })
      const signal = new AbortController().signal
      yield* reader.read(await fileAt(path), { columns, batchId: 0, signal, report: nothing, badRecords: null })
    },
    takeReads() {
      const taken = reads
      reads = []
      return taken
    },
  }
}

function readerOf(options: Readonly<Record<string, string>>): OptionReader {
  return {
    string: (name: string, fallback?: string) => options[name] ?? fallback,
    boolean: (name: string, fallback: boolean) => (name in options ? options[name] === 'true' : fallback),
  } as OptionReader
}
