import {
  type ColumnBatch,
  columnBatch,
  columnBuilder,
  type DataType,
  type StructType,
  structField,
  structType,
} from '@streamkit/core/connector'

/** A schema from names and types; all columns may be null. */
export function schemaOf(fields: Readonly<Record<string, DataType>>): StructType {
  return structType(Object.entries(fields).map(([name, type]) => structField(name, type)))
}

/** A chunk from rows of internal values. */
export function chunkOf(schema: StructType, rows: readonly (readonly unknown[])[]): ColumnBatch {
  const columns = schema.fields.map(({ dataType }, c) => {
    const builder = columnBuilder(dataType, rows.length)
    for (const row of rows) builder.append(row[c] ?? null)
    return builder.finish()
  })
  return columnBatch(rows.length, columns)
}

/** The same chunk with its text as bytes, as a reader of files makes it. */
export function withUtf8Text(batch: ColumnBatch): ColumnBatch {
  const columns = batch.columns.map((column) => {
    if (column.kind !== 'string') return column
    const pieces = column.values.map((text) => Buffer.from(text ?? 'the slot of a null holds anything'))
    const starts = new Int32Array(pieces.length)
    const ends = new Int32Array(pieces.length)
    let at = 0
    pieces.forEach((piece, i) => {
      starts[i] = at
      at += piece.length
      ends[i] = at
    })
    return { kind: 'utf8' as const, bytes: Buffer.concat(pieces), starts, ends, nulls: column.nulls }
  })
  return columnBatch(batch.length, columns)
}

export async function* streamOf(...batches: readonly ColumnBatch[]): AsyncGenerator<ColumnBatch> {
  yield* batches
}
