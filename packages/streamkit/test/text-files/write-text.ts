import { columnBatch } from '../../src/columnar/column-batch.ts'
import { columnBuilder } from '../../src/columnar/column-builder.ts'
import type { ColumnVector, StringVector } from '../../src/columnar/column-vector.ts'
import type { FileFormat } from '../../src/contracts/file-format.ts'
import type { StructType } from '../../src/types/data-type.ts'
import { csvContext } from '../csv/read-csv.ts'

export interface WriteText {
  readonly format: FileFormat
  readonly schema: StructType
  /** Internal values. */
  readonly rows: readonly (readonly unknown[])[]
  readonly options?: Readonly<Record<string, unknown>>
  /** Text columns as bytes, as they were read, instead of as strings. */
  readonly utf8?: boolean
  /** Rows of a chunk. Default: all in one. */
  readonly chunkRows?: number
}

/** The bytes of a file with these rows. */
export function writeText({
  format,
  schema,
  rows,
  options = {},
  utf8 = false,
  chunkRows = 1 << 20,
}: WriteText): Buffer {
  const writer = format.writer?.({ ...csvContext({ content: '', options }), schema })
  if (writer === undefined) throw new TypeError(`${format.name} is not written`)
  const encoder = writer.open()
  const parts: Uint8Array[] = []
  for (let at = 0; at < rows.length; at += chunkRows) {
    const chunk = rows.slice(at, at + chunkRows)
    const columns = schema.fields.map(({ dataType }, i) => {
      const builder = columnBuilder(dataType)
      for (const row of chunk) builder.append(row[i])
      const column = builder.finish()
      return utf8 && column.kind === 'string' ? asUtf8(column) : column
    })
    parts.push(...encoder.write(columnBatch(chunk.length, columns)))
  }
  parts.push(...encoder.finish())
  return Buffer.concat(parts)
}

function asUtf8({ values, nulls }: StringVector): ColumnVector {
  const parts = values.map((value) => Buffer.from(value ?? ''))
  const starts = new Int32Array(parts.length)
  const ends = new Int32Array(parts.length)
  let at = 0
  parts.forEach((part, i) => {
    starts[i] = at
    at += part.length
    ends[i] = at
  })
  return { kind: 'utf8', bytes: Buffer.concat(parts), starts, ends, nulls }
}
