import type { ColumnVector } from '../../columnar/column-vector.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import type { FileEncoder, FileFormatContext, FileWriter } from '../../contracts/file-format.ts'
import type { JsonOptions } from '../../expressions/json/json-options.ts'
import { jsonFieldOrder, jsonStringWriter, jsonWriter } from '../../expressions/json/json-writer.ts'
import { prettyJson } from '../../expressions/json/pretty-json.ts'
import { charset } from '../../text-files/charset.ts'
import { lineSeparator } from '../../text-files/line-separator.ts'
import { type CellWriter, rowEncoder } from '../../text-files/row-encoder.ts'
import { TextOutput } from '../../text-files/text-output.ts'
import type { StructField } from '../../types/data-type.ts'
import { jsonFileOptions } from './json-file-options.ts'

/** Writes files of JSON lines: options and schema are checked when it is made. */
export function jsonFileWriter({ options, schema, timeZone }: FileFormatContext): FileWriter {
  const settled = jsonFileOptions(options, timeZone)
  const encoding = charset(options.string('encoding') ?? options.string('charset') ?? 'UTF-8')
  const lineSep = lineSeparator(options) ?? '\n'
  settled.dateFormat?.check('format')
  settled.timestampFormat?.check('format')
  settled.timestampNtzFormat?.check('format')
  const fields = jsonFieldOrder(schema, settled).map((ordinal) =>
    fieldWriter(schema.fields[ordinal] as StructField, ordinal, settled),
  )
  return {
    extension: '.json',
    compressesItself: false,
    open: () => jsonEncoder(fields, settled, { out: new TextOutput(encoding), lineSep }),
  }
}

interface FieldWriter {
  readonly ordinal: number
  /** `"name":`, with a comma in front. */
  readonly name: Uint8Array
  readonly write: CellWriter
}

interface JsonFile {
  readonly out: TextOutput
  readonly lineSep: string
}

const openBrace = 0x7b
const closeBrace = 0x7d

function jsonEncoder(fields: readonly FieldWriter[], options: JsonOptions, { out, lineSep }: JsonFile): FileEncoder {
  const { ignoreNullFields, pretty } = options
  const nullText = new TextEncoder().encode('null')
  return rowEncoder(out, {
    row(columns, row) {
      const start = out.length
      out.byte(openBrace)
      let comma = 1
      for (let i = 0; i < fields.length; i++) {
        const { ordinal, name, write } = fields[i] as FieldWriter
        const column = columns[ordinal] as ColumnVector
        const isNull = column.nulls !== null && column.nulls[row] === 1
        if (isNull && ignoreNullFields) continue
        out.copy(name, comma, name.length)
        comma = 0
        if (isNull) out.copy(nullText, 0, nullText.length)
        else write(column, row, out)
      }
      out.byte(closeBrace)
      if (pretty) out.text(prettyJson(out.cutFrom(start)))
      out.text(lineSep)
    },
  })
}

function fieldWriter({ name, dataType }: StructField, ordinal: number, options: JsonOptions): FieldWriter {
  const text = jsonWriter(dataType, options) as (value: unknown) => string
  const write: CellWriter = (column, row, out) => {
    if (column.kind === 'utf8' && !options.asciiOnly) {
      const start = column.starts[row] as number
      const end = column.ends[row] as number
      if (isPlain(column.bytes, start, end)) {
        out.byte(quote)
        out.copy(column.bytes, start, end)
        out.byte(quote)
        return
      }
    }
    out.text(text(valueAt(column, row)))
  }
  return { ordinal, name: new TextEncoder().encode(`,${jsonStringWriter(options)(name)}:`), write }
}

const quote = 0x22
const backslash = 0x5c

/** Whether the bytes of a text stand in JSON as they are. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number
    if (byte < 0x20 || byte === quote || byte === backslash) return false
  }
  return true
}
