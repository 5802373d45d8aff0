import { valueAt } from '../../columnar/vector-access.ts'
import type { FileEncoder, FileFormatContext, FileWriter } from '../../contracts/file-format.ts'
import { type CellWriter, rowEncoder } from '../../text-files/row-encoder.ts'
import { TextOutput } from '../../text-files/text-output.ts'
import type { StructType } from '../../types/data-type.ts'
import { csvValueText } from './csv-value-text.ts'
import { type CsvWriteOptions, csvWriteOptions } from './csv-write-options.ts'
import { type CsvQuoting, csvQuoting } from './quote-csv-value.ts'

/** Writes CSV files of one query: options and schema are checked when it is made. */
export function csvWriter({ options, schema, timeZone }: FileFormatContext): FileWriter {
  const settled = csvWriteOptions(options, timeZone)
  const quoting = csvQuoting(settled)
  const plain = plainBytes(settled)
  const cells = schema.fields.map((field, i) =>
    cellWriter(csvValueText(field, settled), { quoting, plain, isFirst: i === 0 }),
  )
  return {
    extension: '.csv',
    compressesItself: false,
    open: () => csvEncoder(cells, schema, { settled, quoting }),
  }
}

interface CsvEncoding {
  readonly settled: CsvWriteOptions
  readonly quoting: CsvQuoting
}

function csvEncoder(cells: readonly CellWriter[], schema: StructType, { settled, quoting }: CsvEncoding): FileEncoder {
  const out = new TextOutput(settled.charset)
  const sep = new TextEncoder().encode(settled.sep)
  const lineSep = new TextEncoder().encode(settled.lineSep)
  return rowEncoder(out, {
    begin() {
      if (!settled.header) return
      const names = schema.fields.map(({ name }, i) => quoting(name, i === 0))
      out.text(names.join(settled.sep) + settled.lineSep)
    },
    row(columns, row) {
      const start = out.length
      for (let i = 0; i < cells.length; i++) {
        if (i > 0) out.copy(sep, 0, sep.length)
        ;(cells[i] as CellWriter)(columns[i] as never, row, out)
      }
      // what would be an empty line is left out, as Spark's writer does
      if (out.length > start) out.copy(lineSep, 0, lineSep.length)
    },
  })
}

interface CellContext {
  readonly quoting: CsvQuoting
  readonly plain: Uint8Array
  readonly isFirst: boolean
}

/** Values without any character that could need quoting, and no white space at their ends, are written as they are: the usual case. */
function cellWriter(textOf: (value: never) => string, { quoting, plain, isFirst }: CellContext): CellWriter {
  const nullText = quoting(null, isFirst)
  return (column, row, out) => {
    if (column.nulls !== null && column.nulls[row] === 1) {
      out.text(nullText)
      return
    }
    if (column.kind === 'utf8') {
      const start = column.starts[row] as number
      const end = column.ends[row] as number
      if (isPlain(column.bytes, { start, end }, plain)) {
        out.copy(column.bytes, start, end)
        return
      }
    }
    const text = column.kind === 'string' ? (column.values[row] as string) : textOf(valueAt(column, row) as never)
    out.text(isPlainText(text, plain) ? text : quoting(text, isFirst))
  }
}

/** By byte: 1 where a value that holds it can be written as it is. */
function plainBytes(options: CsvWriteOptions): Uint8Array {
  const special = [options.sep, options.quote, options.escape, options.comment, options.lineSep, '\n\r'].join('')
  const beyondAscii = /[^\0-\x7f]/.test(special)
  const plain = new Uint8Array(256).fill(options.quoteAll ? 0 : 1)
  if (beyondAscii) plain.fill(0, 0x80)
  for (const c of special) if (c <= '\x7f') plain[c.charCodeAt(0)] = 0
  return plain
}

function isPlain(bytes: Uint8Array, { start, end }: { start: number; end: number }, plain: Uint8Array): boolean {
  if (start === end || (bytes[start] as number) <= 0x20 || (bytes[end - 1] as number) <= 0x20) return false
  for (let i = start; i < end; i++) if (plain[bytes[i] as number] === 0) return false
  return true
}

function isPlainText(text: string, plain: Uint8Array): boolean {
  const { length } = text
  if (length === 0 || text.charCodeAt(0) <= 0x20 || text.charCodeAt(length - 1) <= 0x20) return false
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (plain[code > 0x7f ? 0xff : code] === 0) return false
  }
  return true
}
