/** One column of a run of records: where its values stand in the bytes, and which of them are null or bad. */
export interface FieldColumn {
  readonly bytes: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly count: number
  /** 1 where the value is null; null if none is. Decoders add what they cannot read. */
  nulls: Uint8Array | null
  /** Told of values that cannot be read. */
  readonly bad: BadFields
  /** Ordinal of the column in the schema. */
  readonly ordinal: number
}

/** Which records have a value that cannot be read, and the first such column of each. */
export class BadFields {
  /** First bad column by row. */
  readonly columns: Map<number, number> = new Map()

  add(row: number, ordinal: number): void {
    const known = this.columns.get(row)
    if (known === undefined || known > ordinal) this.columns.set(row, ordinal)
  }
}

/** Makes the value null and its record malformed. */
export function reject(column: FieldColumn, row: number): void {
  column.nulls ??= new Uint8Array(column.count)
  column.nulls[row] = 1
  column.bad.add(row, column.ordinal)
}

interface SliceableBuffer {
  utf8Slice(start: number, end: number): string
}

/** The text of a value. For the rare road: decoders read the usual forms from the bytes. */
export function textOf(column: FieldColumn, row: number): string {
  const { bytes } = column
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as unknown as SliceableBuffer
  return buffer.utf8Slice(column.starts[row] as number, column.ends[row] as number)
}
