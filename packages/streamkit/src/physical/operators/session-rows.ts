import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { ObjectVector } from '../../columnar/column-vector.ts'
import { GroupTable } from '../../columnar/group-table.ts'
import type { StructType } from '../../types/data-type.ts'
import type { AggregateBuffers, AggregateBuffersFactory } from './aggregate-buffers.ts'
import { GroupedRows, Grouping } from './grouped-rows.ts'
import type { TimeWindow } from './window-assigner.ts'

/** How rows are grouped into sessions. */
export class SessionGrouping {
  /** All grouping columns, the session window of a row among them. */
  readonly rows: Grouping
  /** All but the session window. */
  readonly keys: Grouping
  /** Ordinal of the session window. */
  readonly window: number
  readonly #position: number

  constructor(groupings: readonly number[], session: number, input: StructType) {
    this.window = groupings[session] as number
    this.rows = new Grouping(groupings, input)
    this.keys = new Grouping(
      groupings.filter((_, i) => i !== session),
      input,
    )
    this.#position = session
  }

  /** The values of all grouping columns for a session of a key. */
  values(key: ByteSlice, { start, end }: { readonly start: number; readonly end: number }): readonly unknown[] {
    const values = [...this.keys.decode(key)]
    values.splice(this.#position, 0, [start, end])
    return values
  }
}

/** Rows of one key with the same time and gap: the smallest part of a session. */
export interface SessionPart {
  readonly start: number
  readonly end: number
  /** The number of its buffers. */
  readonly group: number
}

/** The rows of one batch by key, and within a key by their own windows. */
export class SessionRows {
  readonly buffers: AggregateBuffers
  readonly #grouping: SessionGrouping
  readonly #groups: GroupedRows
  readonly #keys = new GroupTable()
  readonly #parts: SessionPart[][] = []
  #seen = 0

  constructor(grouping: SessionGrouping, buffers: AggregateBuffersFactory) {
    this.buffers = buffers()
    this.#grouping = grouping
    this.#groups = new GroupedRows(grouping.rows)
  }

  /** How many keys there are. */
  get keyCount(): number {
    return this.#parts.length
  }

  /** Adds the rows but those that `skipped` has a 1 for. */
  add(chunk: ColumnBatch, skipped: Uint8Array | null): void {
    const groups = this.#groups.groupsOf(chunk, skipped)
    this.buffers.ensure(this.#groups.count)
    this.buffers.update(chunk, groups)
    const { keys, window } = this.#grouping
    const windows = (chunk.columns[window] as ObjectVector).values as readonly TimeWindow[]
    const columns = keys.columnsOf(chunk)
    const key: ByteSlice = { ...emptySlice }
    for (let row = 0; row < chunk.length; row++) {
      const group = groups[row] as number
      // Groups are numbered as they come: a number that is new is the next one.
      if (group < this.#seen) continue
      this.#seen++
      let number = 0
      if (!keys.isGlobal) {
        keys.encode(columns, row, key)
        number = this.#keys.numberOf(key)
      }
      const [start, end] = windows[row] as TimeWindow
      const parts = this.#parts[number]
      if (parts === undefined) this.#parts.push([{ start, end, group }])
      else parts.push({ start, end, group })
    }
  }

  /** Points `into` at a key. */
  key(number: number, into: ByteSlice): void {
    if (this.#grouping.keys.isGlobal) Object.assign(into, emptySlice)
    else this.#keys.key(number, into)
  }

  /** The parts of a key, by start. */
  parts(number: number): readonly SessionPart[] {
    return (this.#parts[number] as SessionPart[]).sort((a, b) => a.start - b.start || a.end - b.end)
  }
}
