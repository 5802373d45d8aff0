import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { concatBatches } from '../../columnar/concat-batches.ts'
import { sliceBatch } from '../../columnar/slice-batch.ts'
import type { ResolvedWindowOrder } from '../../plan/resolved-plan.ts'
import type { StructField, StructType } from '../../types/data-type.ts'
import { keyOrder, type RowCompare } from './row-order.ts'

/** Whole partitions, one behind the other. All arrays are by row: a number of a row, or the one behind the last of a run. */
export interface WindowRows {
  readonly batch: ColumnBatch
  /** Where the partition of the row begins and ends. */
  readonly from: Int32Array
  readonly to: Int32Array
  /** Where the rows begin and end that are equal to the row in the order. */
  readonly peersFrom: Int32Array
  readonly peersTo: Int32Array
}

export interface WindowKeys {
  readonly partitionBy: readonly number[]
  readonly orderBy: readonly ResolvedWindowOrder[]
}

/** Cuts rows that come by partition into whole partitions: as many as are there at a time. Holds back the last one, which may go on. */
export class WindowPartitions {
  readonly #schema: StructType
  readonly #keys: WindowKeys
  #held: ColumnBatch[] = []

  constructor(schema: StructType, keys: WindowKeys) {
    this.#schema = schema
    this.#keys = keys
  }

  /** Takes rows; gives the partitions that are complete with them, null if none is. */
  add(chunk: ColumnBatch): WindowRows | null {
    const begin = this.#lastBeginIn(chunk)
    if (begin === null) {
      this.#held.push(chunk)
      return null
    }
    if (begin > 0) this.#held.push(sliceBatch(chunk, 0, begin))
    const complete = this.rest()
    this.#held = [sliceBatch(chunk, begin, chunk.length)]
    return complete
  }

  /** What is held back. */
  rest(): WindowRows | null {
    if (this.#held.length === 0) return null
    const types = this.#schema.fields.map(({ dataType }) => dataType)
    const batch = concatBatches(this.#held, types)
    this.#held = []
    return this.#rows(batch)
  }

  /** Where the last partition begins that begins in a chunk; null if all of it goes on with the last one before. */
  #lastBeginIn(chunk: ColumnBatch): number | null {
    const before = this.#held.at(-1)
    const last = before === undefined ? [] : [sliceBatch(before, before.length - 1, before.length)]
    const compare = this.#compare([...last, chunk], this.#partitionOrder())
    for (let row = chunk.length - 1; row > 0; row--) {
      if (compare(row - 1 + last.length, row + last.length) !== 0) return row
    }
    return last.length === 0 || compare(0, 1) !== 0 ? 0 : null
  }

  #rows(batch: ColumnBatch): WindowRows {
    const partitions = runsOf(batch.length, this.#compare([batch], this.#partitionOrder()))
    const peers = runsOf(batch.length, this.#compare([batch], [...this.#partitionOrder(), ...this.#keys.orderBy]))
    return { batch, from: partitions.from, to: partitions.to, peersFrom: peers.from, peersTo: peers.to }
  }

  #partitionOrder(): readonly ResolvedWindowOrder[] {
    return this.#keys.partitionBy.map((column) => ({ column, ascending: true, nullsFirst: true }))
  }

  #compare(batches: readonly ColumnBatch[], orders: readonly ResolvedWindowOrder[]): RowCompare {
    const lengths = batches.map(({ length }) => length)
    return keyOrder(
      orders.map(({ column, ascending, nullsFirst }) => ({
        dataType: (this.#schema.fields[column] as StructField).dataType,
        vectors: batches.map(({ columns }) => columns[column] as ColumnVector),
        lengths,
        ascending,
        nullsFirst,
      })),
    )
  }
}

/** The runs of rows that are equal. */
function runsOf(length: number, compare: RowCompare): { readonly from: Int32Array; readonly to: Int32Array } {
  const from = new Int32Array(length)
  const to = new Int32Array(length)
  let start = 0
  for (let row = 1; row <= length; row++) {
    if (row < length && compare(row - 1, row) === 0) continue
    from.fill(start, start, row)
    to.fill(row, start, row)
    start = row
  }
  return { from, to }
}

/** The rows with more columns. */
export function withColumns({ length, columns }: ColumnBatch, added: readonly ColumnVector[]): ColumnBatch {
  return columnBatch(length, [...columns, ...added])
}
