import { type ColumnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import type { FileFormatContext, FileReader, FileReadRequest, FileToRead } from '../../contracts/file-format.ts'
import { lineBlocks, wholeText } from '../../text-files/line-blocks.ts'
import { MalformedRecords } from '../../text-files/malformed-records.ts'
import type { StructType } from '../../types/data-type.ts'
import { corruptOrdinalOf, JsonColumns } from './json-columns.ts'
import { type JsonReadOptions, jsonReadOptions } from './json-read-options.ts'
import { JsonRows } from './json-rows.ts'

/** Reads JSON files of one query: options and schema are checked when it is made. */
export class JsonReader implements FileReader {
  readonly #context: FileFormatContext
  readonly #options: JsonReadOptions
  readonly #corruptOrdinal: number

  constructor(context: FileFormatContext, pieceBytes?: number) {
    this.#context = context
    this.#options = jsonReadOptions(context.options, context.timeZone, pieceBytes)
    this.#corruptOrdinal = corruptOrdinalOf(context.schema, this.#options.json)
    // types that no JSON value can be are refused now
    this.#columns(allOrdinals(context.schema))
  }

  async *read(file: FileToRead, request: FileReadRequest): AsyncIterable<ColumnBatch> {
    const { multiLine, lines, mode, json } = this.#options
    const rows = new JsonRows({
      schema: this.#context.schema,
      output: request.columns,
      corruptOrdinal: this.#corruptOrdinal,
      columns: this.#columns(this.#wanted(request)),
      options: json,
      malformed: new MalformedRecords(file.path, mode, request),
    })
    const handle = await this.#context.fileSystem.open(file.path, 'r')
    try {
      if (multiLine) rows.add(await wholeText(file, handle, lines.charset), 1)
      else {
        for await (const { texts, firstLine } of lineBlocks(file, handle, lines)) {
          request.signal.throwIfAborted()
          for (let i = 0; i < texts.length; i++) {
            rows.add(texts[i] as string, firstLine + i)
            if (rows.length < defaultChunkRows) continue
            await request.badRecords?.drain()
            yield rows.take() as ColumnBatch
          }
          await request.badRecords?.drain()
        }
      }
      const last = rows.take()
      await request.badRecords?.drain()
      if (last !== null) yield last
    } finally {
      await handle.close()
    }
  }

  /** With a place for bad records, or where their text is asked for, a record is judged as a whole and not by the columns that a query happens to use. */
  #wanted({ columns, badRecords }: FileReadRequest): readonly number[] {
    return badRecords !== null || columns.includes(this.#corruptOrdinal) ? allOrdinals(this.#context.schema) : columns
  }

  #columns(wanted: readonly number[]): JsonColumns {
    return new JsonColumns(
      this.#context.schema,
      wanted.filter((ordinal) => ordinal !== this.#corruptOrdinal),
      this.#options.json,
    )
  }
}

function allOrdinals({ fields }: StructType): readonly number[] {
  return fields.map((_, i) => i)
}
