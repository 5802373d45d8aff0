import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import { columnBuilder } from '../../columnar/column-builder.ts'
import { GroupTable } from '../../columnar/group-table.ts'
import type { JoinInput } from './join-input.ts'
import type { JoinState } from './join-state.ts'

/** Rows that are read at a time, if no key has more. */
const mostRows = 65_536

/** What is kept for a run of rows of a chunk: each key is read once, however many rows of the run have it. */
export interface KeptRows {
  /** The rows of the chunk from this to before that. */
  readonly from: number
  readonly to: number
  readonly rows: ColumnBatch
  /** By row of the run: where the rows of its key begin, and how many they are. */
  readonly starts: Int32Array
  readonly counts: Int32Array
}

export interface KeptRowsInit {
  readonly input: JoinInput
  readonly other: JoinInput
  readonly state: JoinState
  /** How many rows of a key are wanted. */
  readonly mostPerKey: number
}

/** Reads what is kept of the other side for the rows of a chunk, run by run. */
export function* keptRows(length: number, { input, other, state, mostPerKey }: KeptRowsInit): Generator<KeptRows> {
  const [key, row]: [ByteSlice, ByteSlice] = [{ ...emptySlice }, { ...emptySlice }]
  let from = 0
  while (from < length) {
    const keys = new GroupTable()
    const builders = other.types.map((type) => columnBuilder(type))
    const starts = new Int32Array(length - from)
    const counts = new Int32Array(length - from)
    /** By key: the first row of the run that has it. */
    const firsts = new Int32Array(length - from)
    let read = 0
    let to = from
    for (; to < length && read < mostRows; to++) {
      if (!input.keys.encode(to, key)) continue
      const at = to - from
      const known = keys.size
      const number = keys.numberOf(key)
      if (number < known) {
        const first = firsts[number] as number
        starts[at] = starts[first] as number
        counts[at] = counts[first] as number
        continue
      }
      firsts[number] = at
      state.seek(other.side, key)
      const count = Math.min(state.count(), mostPerKey)
      starts[at] = read
      counts[at] = count
      for (let index = 0; index < count; index++) {
        state.point(index, row)
        other.codec.append(row, builders)
      }
      read += count
    }
    const rows = columnBatch(
      read,
      builders.map((builder) => builder.finish()),
    )
    yield { from, to, rows, starts, counts }
    from = to
  }
}
