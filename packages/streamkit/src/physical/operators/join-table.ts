import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { ByteTable } from '../../columnar/byte-table/byte-table.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { concatBatches } from '../../columnar/concat-batches.ts'
import { type KeyEncoder, keyEncoder } from '../../columnar/key-encoder.ts'
import type { StructField, StructType } from '../../types/data-type.ts'

export interface JoinTableInit {
  readonly schema: StructType
  /** Ordinals of the key columns. None: all rows have one key. */
  readonly keys: readonly number[]
  readonly nullSafe: readonly boolean[]
}

/** The rows of a bounded side in memory, by key. Rows of a key come in the order of the input. */
export class JoinTable {
  readonly rows: ColumnBatch
  readonly #first: ByteTable
  /** By row: the next with the same key, -1 at the end. */
  readonly #next: Int32Array

  private constructor(rows: ColumnBatch, first: ByteTable, next: Int32Array) {
    this.rows = rows
    this.#first = first
    this.#next = next
  }

  static of(chunks: readonly ColumnBatch[], init: JoinTableInit): JoinTable {
    const { fields } = init.schema
    const rows = concatBatches(
      chunks,
      fields.map((field) => field.dataType),
    )
    const keys = new RowKeys(init)
    keys.over(rows)
    const first = new ByteTable()
    const next = new Int32Array(rows.length).fill(-1)
    const value = new Uint8Array(4)
    const view = new DataView(value.buffer)
    const entry = { key: { ...emptySlice }, value: { bytes: value, start: 0, end: 4 }, expiresAt: Number.NaN }
    // From the last row to the first, so that each chain begins with the first.
    for (let row = rows.length - 1; row >= 0; row--) {
      if (!keys.encode(row, entry.key)) continue
      const found = first.get(entry.key)
      if (found !== null) next[row] = readInt32(found.value.bytes, found.value.start)
      view.setInt32(0, row, true)
      first.put(entry)
    }
    return new JoinTable(rows, first, next)
  }

  /** The first row with that key, -1 if there is none. */
  firstRow(key: ByteSlice): number {
    const found = this.#first.get(key)
    return found === null ? -1 : readInt32(found.value.bytes, found.value.start)
  }

  /** The row after it with the same key, -1 if it is the last. */
  nextRow(row: number): number {
    return this.#next[row] as number
  }
}

/** The keys of the rows of one side of a join, chunk by chunk. */
export class RowKeys {
  readonly #ordinals: readonly number[]
  readonly #nullSafe: readonly boolean[]
  readonly #encoder: KeyEncoder
  #columns: readonly ColumnVector[] = []
  /** Of the columns where null matches nothing. */
  #nulls: readonly Uint8Array[] = []

  constructor({ schema, keys, nullSafe }: JoinTableInit) {
    this.#ordinals = keys
    this.#nullSafe = nullSafe
    this.#encoder = keyEncoder(keys.map((key) => (schema.fields[key] as StructField).dataType))
  }

  /** The rows that {@link encode} is about. */
  over(rows: ColumnBatch): void {
    this.#columns = this.#ordinals.map((ordinal) => rows.columns[ordinal] as ColumnVector)
    this.#nulls = this.#columns.flatMap(({ nulls }, i) => (nulls === null || this.#nullSafe[i] === true ? [] : [nulls]))
  }

  /** Points `into` at the key of a row; false if the row can match nothing, for a null in it. */
  encode(row: number, into: ByteSlice): boolean {
    this.#encoder.encode(this.#columns, row, into)
    const nulls = this.#nulls
    for (let i = 0; i < nulls.length; i++) if ((nulls[i] as Uint8Array)[row] === 1) return false
    return true
  }
}

function readInt32(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  )
}
