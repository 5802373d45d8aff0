import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { GroupTable } from '../../columnar/group-table.ts'
import { type KeyEncoder, keyEncoder } from '../../columnar/key-encoder.ts'
import type { StructField, StructType } from '../../types/data-type.ts'

/** The key of an aggregation without groupings: stores need not take an empty one. */
const globalKey: ByteSlice = { bytes: Uint8Array.of(0), start: 0, end: 1 }

/** How the rows of one schema are grouped. */
export class Grouping {
  readonly ordinals: readonly number[]
  readonly #encoder: KeyEncoder

  constructor(ordinals: readonly number[], input: StructType) {
    this.ordinals = ordinals
    this.#encoder = keyEncoder(ordinals.map((i) => (input.fields[i] as StructField).dataType))
  }

  get isGlobal(): boolean {
    return this.ordinals.length === 0
  }

  /** Points `into` at the key of a row. */
  encode(columns: readonly ColumnVector[], row: number, into: ByteSlice): void {
    this.#encoder.encode(columns, row, into)
  }

  /** The internal values of a key. */
  decode(key: ByteSlice): readonly unknown[] {
    return this.isGlobal ? [] : this.#encoder.decode(key)
  }

  columnsOf({ columns }: ColumnBatch): readonly ColumnVector[] {
    return this.ordinals.map((i) => columns[i] as ColumnVector)
  }
}

/** The groups of one batch: their keys, numbered as they come. */
export class GroupedRows {
  readonly #grouping: Grouping
  readonly #table = new GroupTable()
  readonly #key: ByteSlice = { ...emptySlice }
  #groups = new Int32Array(0)

  constructor(grouping: Grouping) {
    this.#grouping = grouping
    if (grouping.isGlobal) this.#table.numberOf(globalKey)
  }

  /** How many groups there are; one without groupings, though no row has come. */
  get count(): number {
    return this.#table.size
  }

  /** The group of each row; -1 for the rows that `skipped` has a 1 for. Valid until the next call. */
  groupsOf(chunk: ColumnBatch, skipped: Uint8Array | null): Int32Array {
    if (this.#groups.length < chunk.length) this.#groups = new Int32Array(chunk.length)
    const groups = this.#groups
    if (this.#grouping.isGlobal) return groups.fill(0)
    const columns = this.#grouping.columnsOf(chunk)
    const [grouping, table, key] = [this.#grouping, this.#table, this.#key]
    const shared = sharedValues(columns)
    for (let row = 0; row < chunk.length; row++) {
      if (skipped !== null && skipped[row] === 1) {
        groups[row] = -1
        continue
      }
      if (shared !== null && row > 0 && shared[row] === shared[row - 1]) {
        groups[row] = groups[row - 1] as number
        continue
      }
      grouping.encode(columns, row, key)
      groups[row] = table.numberOf(key)
    }
    return groups
  }

  /** Points `into` at the key of a group. */
  key(group: number, into: ByteSlice): void {
    this.#table.key(group, into)
  }
}

/** The values of an only key where rows of one window share one object: what is the same object needs no look at its bytes. */
function sharedValues(columns: readonly ColumnVector[]): readonly unknown[] | null {
  const [only] = columns
  return columns.length === 1 && only?.kind === 'object' && only.nulls === null ? only.values : null
}
