import {
  type ColumnBatch,
  columnBatch,
  defaultChunkRows,
  type FileFormatContext,
  type FileReader,
  type FileReadRequest,
  type FileToRead,
  type StructField,
  structType,
} from '@streamkit/core/connector'
import { readFooter } from './read-footer.ts'
import { readPlan } from './read-plan.ts'
import { readRowGroup } from './row-group-reader.ts'

/** Reads parquet files: of each row group only the columns that are asked for. */
export function parquetReader({ options, schema, fileSystem }: FileFormatContext): FileReader {
  // asked here so that the option is known in reads with a schema too, where it means nothing
  options.boolean('mergeSchema', false)
  return {
    async *read(file: FileToRead, request: FileReadRequest): AsyncGenerator<ColumnBatch, void, undefined> {
      const handle = await fileSystem.open(file.path, 'r')
      try {
        const footer = await readFooter(handle, file)
        const fields = request.columns.map((ordinal) => schema.fields[ordinal] as StructField)
        const plan = readPlan(structType(fields), footer, file.path)
        for (const group of footer.rowGroups) {
          // without columns the footer has said all there is to say
          if (fields.length === 0) yield* emptyRows(group.rows)
          else yield* readRowGroup(handle, group, { path: file.path, fields, plan, signal: request.signal })
        }
      } finally {
        await handle.close()
      }
    },
  }
}

function* emptyRows(rows: number): Generator<ColumnBatch, void, undefined> {
  for (let done = 0; done < rows; done += defaultChunkRows) {
    yield columnBatch(Math.min(defaultChunkRows, rows - done), [])
  }
}
