import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { FileFormatContext, FileWriter } from '../../contracts/file-format.ts'
import { charset } from '../../text-files/charset.ts'
import { textEncoding } from '../../text-files/encode-text.ts'
import { lineSeparator } from '../../text-files/line-separator.ts'
import { rowEncoder } from '../../text-files/row-encoder.ts'
import { TextOutput } from '../../text-files/text-output.ts'
import { checkTextColumn } from './text-column.ts'

/** Writes one STRING column, a line a row. As in Spark `encoding` is that of the line ends alone: values stay UTF-8. A null is an empty line. */
export function textFileWriter({ options, schema }: FileFormatContext): FileWriter {
  checkTextColumn(schema)
  const utf8 = new TextEncoder().encode(lineSeparator(options) ?? '\n')
  const encode = options.has('lineSep') ? textEncoding(charset(options.string('encoding', 'UTF-8'))) : null
  const lineSep = encode === null ? utf8 : encode(utf8)
  options.boolean('wholetext', false)
  return {
    extension: '.txt',
    compressesItself: false,
    open: () =>
      rowEncoder(new TextOutput(), {
        row([column], row, out) {
          const values = column as ColumnVector
          if (values.nulls === null || values.nulls[row] !== 1) {
            if (values.kind === 'utf8') out.copy(values.bytes, values.starts[row] as number, values.ends[row] as number)
            else if (values.kind === 'string') out.text(values.values[row] as string)
          }
          out.copy(lineSep, 0, lineSep.length)
        },
      }),
  }
}
