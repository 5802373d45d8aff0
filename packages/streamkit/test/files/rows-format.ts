import type { FileSaveOptions, FileSinkOptions } from '../../src/api/file-write-options.ts'
import type { ColumnBatch } from '../../src/columnar/column-batch.ts'
import { batchOfRows, rowReader } from '../../src/columnar/rows.ts'
import type { Connector } from '../../src/connector.ts'
import type { FileFormat } from '../../src/contracts/file-format.ts'
import { fileFormatProvider } from '../../src/session/file-format-provider.ts'
import { structType } from '../../src/types/data-type.ts'

const encoder = new TextEncoder()

/** The simplest format that is written, too: a line of JSON a row. */
export const rowsFormat: FileFormat = {
  name: 'rows',
  reader: ({ fileSystem, schema }) => ({
    async *read(file, request) {
      const text = new TextDecoder().decode((await fileSystem.readFile(file.path)).subarray(0, file.size))
      const rows = text.split('\n').filter((line) => line !== '')
      const columns = structType(request.columns.map((i) => schema.fields[i] as never))
      if (rows.length > 0)
        yield batchOfRows(
          rows.map((line) => JSON.parse(line)),
          columns,
        )
    },
  }),
  writer: ({ schema }) => {
    const reader = rowReader(schema)
    return {
      extension: '.rows',
      compressesItself: false,
      open: () => ({
        *write(batch: ColumnBatch) {
          for (const row of reader.iterate(batch)) yield encoder.encode(`${JSON.stringify(row)}\n`)
        },
        finish: () => [],
      }),
    }
  },
}

/** The format for sessions of tests. */
export function rowsConnector(): Connector<{
  readonly rows: {
    readonly read: object
    readonly readStream: { readonly maxFilesPerTrigger?: number }
    readonly write: FileSaveOptions
    readonly writeStream: FileSinkOptions
  }
}> {
  return { name: 'rows', formats: [fileFormatProvider(rowsFormat)] }
}
