import { type ColumnBatch, columnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import type { FileFormatContext, FileReader, FileReadRequest, FileToRead } from '../../contracts/file-format.ts'
import type { OptionReader } from '../../contracts/source.ts'
import { charset } from '../../text-files/charset.ts'
import { textEncoding } from '../../text-files/encode-text.ts'
import { type LineOptions, lineBlocks, wholeText } from '../../text-files/line-blocks.ts'
import { lineSeparator } from '../../text-files/line-separator.ts'
import { checkTextColumn } from './text-column.ts'

const defaultMaxRecordBytes = 32 * 1024 * 1024

/** Reads text files of one query: options and schema are checked when it is made. */
export function textFileReader(context: FileFormatContext, pieceBytes?: number): FileReader {
  const { options, schema, fileSystem } = context
  // with all partition columns elsewhere a query may ask for none
  if (schema.fields.length > 0) checkTextColumn(schema)
  const isWhole = options.boolean('wholetext', false)
  const lines: LineOptions = {
    charset: 'utf-8',
    lineSep: separatorOf(options),
    maxRecordBytes: options.integer('maxRecordBytes', { min: 1 }) ?? defaultMaxRecordBytes,
    ...(pieceBytes === undefined ? {} : { pieceBytes }),
  }
  return {
    async *read(file: FileToRead, request: FileReadRequest): AsyncIterable<ColumnBatch> {
      const handle = await fileSystem.open(file.path, 'r')
      try {
        if (isWhole) {
          if (file.size === 0) return
          yield batchOf([await wholeText(file, handle, 'utf-8')], request)
          return
        }
        for await (const { texts } of lineBlocks(file, handle, lines)) {
          request.signal.throwIfAborted()
          for (let at = 0; at < texts.length; at += defaultChunkRows)
            yield batchOf(texts.slice(at, at + defaultChunkRows), request)
        }
      } finally {
        await handle.close()
      }
    },
  }
}

function batchOf(values: readonly string[], { columns }: FileReadRequest): ColumnBatch {
  return columnBatch(
    values.length,
    columns.map(() => ({ kind: 'string', values, nulls: null })),
  )
}

/** As in Spark the character set is that of the line ends alone: values are UTF-8. */
function separatorOf(options: OptionReader): string | null {
  const encode = textEncoding(charset(options.string('encoding', 'UTF-8')))
  const lineSep = lineSeparator(options)
  return lineSep === null || encode === null ? lineSep : Buffer.from(encode(Buffer.from(lineSep))).toString('utf8')
}
