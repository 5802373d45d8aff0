import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { GroupTable } from '../../columnar/group-table.ts'
import { type KeyEncoder, keyEncoder } from '../../columnar/key-encoder.ts'
import { type RowReader, rowReader } from '../../columnar/rows.ts'
import type { StructField, StructType } from '../../types/data-type.ts'
import { eventTimes } from '../event-times.ts'

export interface GroupedRowsInit {
  readonly schema: StructType
  /** Ordinals of the key. */
  readonly groupings: readonly number[]
  /** What the rows consist of: the first columns. */
  readonly rowSchema: StructType
  readonly eventTime: number | null
}

/** The rows of one key in one batch. */
export interface RowGroup {
  /** In the form of {@link KeyEncoder}. */
  readonly key: Uint8Array
  readonly length: number
  /** Row objects, made as they are pulled, in the order of the input; may be read again. */
  readonly rows: Iterable<Record<string, unknown>>
  /** The latest event time among them, microseconds; -Infinity if none has one. */
  readonly latestMicros: number
}

/** The rows of a batch by key: chunks stay columns, a group is a list of positions. Groups come in the order of their first rows. */
export class GroupedRows {
  readonly #init: GroupedRowsInit
  readonly #encoder: KeyEncoder
  readonly #reader: RowReader
  readonly #table = new GroupTable()
  readonly #groups: Group[] = []
  readonly #chunks: Chunk[] = []
  #length = 0

  constructor(init: GroupedRowsInit) {
    this.#init = init
    this.#encoder = groupingEncoder(init)
    this.#reader = rowReader(init.rowSchema)
  }

  add(chunk: ColumnBatch): void {
    const { groupings, eventTime } = this.#init
    const columns = groupings.map((i) => chunk.columns[i] as ColumnVector)
    const times = eventTime === null ? null : eventTimes(chunk.columns[eventTime] as ColumnVector, chunk.length)
    const slice: ByteSlice = { ...emptySlice }
    const base = this.#length
    for (let row = 0; row < chunk.length; row++) {
      this.#encoder.encode(columns, row, slice)
      const group = this.#groupOf(slice)
      group.positions.push(base + row)
      if (times !== null && times.nulls?.[row] !== 1) {
        const time = times.values[row] as number
        if (time > group.latestMicros) group.latestMicros = time
      }
    }
    this.#length += chunk.length
    this.#chunks.push({ base, batch: chunk, row: null })
  }

  /** The group of a key, if it has rows. */
  get(key: ByteSlice): RowGroup | undefined {
    const number = this.#table.find(key)
    return number < 0 ? undefined : this.#rowGroup(this.#groups[number] as Group)
  }

  *[Symbol.iterator](): Generator<RowGroup> {
    for (const group of this.#groups) yield this.#rowGroup(group)
  }

  #rowGroup({ key, positions, latestMicros }: Group): RowGroup {
    const read = () => this.#rows(positions)
    return { key, length: positions.length, rows: { [Symbol.iterator]: read }, latestMicros }
  }

  *#rows(positions: readonly number[]): Generator<Record<string, unknown>> {
    let row: ((index: number) => Record<string, unknown>) | null = null
    let [base, end, at] = [0, 0, -1]
    for (const position of positions) {
      while (position >= end) {
        at++
        const chunk = this.#chunks[at] as Chunk
        base = chunk.base
        end = base + chunk.batch.length
        row = null
      }
      row ??= this.#rowOf(this.#chunks[at] as Chunk)
      yield row(position - base)
    }
  }

  #rowOf(chunk: Chunk): (index: number) => Record<string, unknown> {
    chunk.row ??= this.#reader.at(chunk.batch) as (index: number) => Record<string, unknown>
    return chunk.row
  }

  #groupOf(slice: ByteSlice): Group {
    const number = this.#table.numberOf(slice)
    if (number === this.#groups.length) {
      const key = slice.bytes.slice(slice.start, slice.end)
      this.#groups.push({ key, positions: [], latestMicros: Number.NEGATIVE_INFINITY })
    }
    return this.#groups[number] as Group
  }
}

/** The encoder of the keys of a grouping. */
export function groupingEncoder({ schema, groupings }: Pick<GroupedRowsInit, 'schema' | 'groupings'>): KeyEncoder {
  return keyEncoder(groupings.map((i) => (schema.fields[i] as StructField).dataType))
}

interface Group {
  readonly key: Uint8Array
  readonly positions: number[]
  latestMicros: number
}
interface Chunk {
  readonly base: number
  readonly batch: ColumnBatch
  row: ((index: number) => Record<string, unknown>) | null
}
