import { columnBatch, defaultChunkRows } from '../../../src/columnar/column-batch.ts'
import { columnBuilder } from '../../../src/columnar/column-builder.ts'
import { fileSource } from '../../../src/connectors/file/file-source.ts'
import type { Connector } from '../../../src/contracts/connector.ts'
import type { FileFormat } from '../../../src/contracts/file-format.ts'
import { jsonOptions } from '../../../src/expressions/json/json-options.ts'
import { jsonParser } from '../../../src/expressions/json/json-parser.ts'
import { arrayType, type StructField, type StructType } from '../../../src/types/data-type.ts'

type Row = readonly unknown[]

/** Reads a line as Spark's JSON source does: an array is a row for each element, what cannot be read a row of nulls. */
function lineReader(schema: StructType, timeZone: string): (line: string) => readonly Row[] {
  const options = jsonOptions({}, { timeZone, ansi: true })
  const one = jsonParser(schema, options) as (line: string) => Row | null
  const many = jsonParser(arrayType(schema), options) as (line: string) => readonly Row[] | null
  return (line) => {
    if (line.trim() === '') return []
    if (line.startsWith('[')) return many(line) ?? [schema.fields.map(() => null)]
    return [one(line) ?? schema.fields.map(() => null)]
  }
}

const jsonLines: FileFormat = {
  name: 'json',
  reader: ({ schema, timeZone, fileSystem }) => ({
    async *read(file, request) {
      const read = lineReader(schema, timeZone)
      const text = new TextDecoder().decode(await fileSystem.readFile(file.path))
      const rows = text.split('\n').flatMap(read)
      for (let start = 0; start < rows.length; start += defaultChunkRows) {
        const chunk = rows.slice(start, start + defaultChunkRows)
        const columns = request.columns.map((ordinal) => {
          const builder = columnBuilder((schema.fields[ordinal] as StructField).dataType)
          for (const row of chunk) builder.append(row[ordinal])
          return builder.finish()
        })
        yield columnBatch(chunk.length, columns)
      }
    },
  }),
}

/** The folders of the corpus hold JSON lines: `json` under the file source of the core. */
export const jsonLinesConnector: Connector = {
  name: 'json-lines',
  formats: [
    {
      name: 'json',
      filtersRows: true,
      schema: ({ userSchema }) => userSchema as StructType,
      source: (context) => fileSource(context, jsonLines),
    },
  ],
}
