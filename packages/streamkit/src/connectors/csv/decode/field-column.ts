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

/** Why a record is malformed, by its first bad column. */
export interface BadField {
  readonly ordinal: number
  /** The column must not be null and is; otherwise its text cannot be read as its type. */
  readonly isMissing: boolean
}

/** Which records of a run have a value that cannot be what its column says. */
export class BadFields {
  /** The first bad column by row. */
  readonly byRow: Map<number, BadField> = new Map()
  /** Rows without a value in a column that must have one: they cannot become rows. */
  readonly incomplete: Set<number> = new Set()

  add(row: number, field: BadField): void {
    const known = this.byRow.get(row)
    if (known === undefined || known.ordinal > field.ordinal) this.byRow.set(row, field)
  }
}

/** Makes the value null and its record malformed. */
export function reject(column: FieldColumn, row: number): void {
  column.nulls ??= new Uint8Array(column.count)
  column.nulls[row] = 1
  column.bad.add(row, { ordinal: column.ordinal, isMissing: false })
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
