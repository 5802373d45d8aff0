import type { ColumnVector } from '@streamkit/core/connector'

/**
 * A block of rows on its way into COPY's binary format, which is row by row while the data are column by column. So each column first adds the size of its
 * fields to `sizes`; then the place of every row is known; then each column writes its fields at `cursors` and moves them on. All loops are over one column of
 * one type.
 */
export interface EncodeBlock {
  /** Rows `[from, to)` of the chunk. */
  from: number
  to: number
  /** Bytes of row `from + i`. */
  readonly sizes: Int32Array
  /** Where the next field of row `from + i` goes. */
  readonly cursors: Int32Array
  bytes: Buffer
  /** The same memory as `bytes`. */
  view: DataView
}

/** Fields of one column: a length word (-1 for null) and the value in the type's binary form. */
export interface FieldEncoder {
  /** Adds the bytes of each field, the length word included, to `sizes`. Rejects values that do not fit. */
  measure(vector: ColumnVector, block: EncodeBlock): void
  /** Writes what `measure` has just measured. */
  write(vector: ColumnVector, block: EncodeBlock): void
}

/** Which column a value belongs to, for errors. */
export interface FieldTarget {
  readonly column: string
  /** The column's type as SQL writes it. */
  readonly type: string
}

/** Writes the nulls of a block; the loops over values then leave them out. */
export function writeNulls(nulls: Uint8Array | null, { from, to, cursors, view }: EncodeBlock): void {
  if (nulls === null) return
  for (let row = from, i = 0; row < to; row++, i++) {
    if (nulls[row] !== 1) continue
    const at = cursors[i] as number
    view.setInt32(at, -1)
    cursors[i] = at + 4
  }
}

/** `measure` for values of `width` bytes. */
export function measureFixed(width: number, nulls: Uint8Array | null, { from, to, sizes }: EncodeBlock): void {
  const count = to - from
  const size = 4 + width
  if (nulls === null) for (let i = 0; i < count; i++) sizes[i] = (sizes[i] as number) + size
  else for (let i = 0; i < count; i++) sizes[i] = (sizes[i] as number) + (nulls[from + i] === 1 ? 4 : size)
}

/** The array of a column of fixed width; which one it is follows from the column's type. */
export function valuesOf<A extends ArrayLike<number | bigint>>(vector: ColumnVector): A {
  return (vector as unknown as { readonly values: A }).values
}
