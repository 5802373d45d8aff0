import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
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
  readonly #groups = new Map<string, Group>()
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
    const group = this.#groups.get(textOf(key))
    return group === undefined ? undefined : this.#rowGroup(group)
  }

  *[Symbol.iterator](): Generator<RowGroup> {
    for (const group of this.#groups.values()) yield this.#rowGroup(group)
  }

  #rowGroup({ key, positions, latestMicros }: Group): RowGroup {
    const read = () => this.#rows(positions)
    return { key, length: positions.length, rows: { [Symbol.iterator]: read }, latestMicros }
  }

  *#rows(positions: readonly number[]): Generator<Record<string, unknown>> {
    let at = 0
    for (const position of positions) {
      while (position >= (this.#chunks[at + 1]?.base ?? Number.POSITIVE_INFINITY)) at++
      const chunk = this.#chunks[at] as Chunk
      chunk.row ??= this.#reader.at(chunk.batch) as (index: number) => Record<string, unknown>
      yield chunk.row(position - chunk.base)
    }
  }

  #groupOf(slice: ByteSlice): Group {
    const text = textOf(slice)
    let group = this.#groups.get(text)
    if (group === undefined) {
      group = { key: slice.bytes.slice(slice.start, slice.end), positions: [], latestMicros: Number.NEGATIVE_INFINITY }
      this.#groups.set(text, group)
    }
    return group
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

/** One character a byte. */
function textOf({ bytes, start, end }: ByteSlice): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}
