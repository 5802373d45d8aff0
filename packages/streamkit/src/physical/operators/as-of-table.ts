import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { ByteTable } from '../../columnar/byte-table/byte-table.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { concatBatches } from '../../columnar/concat-batches.ts'
import type { AsOfTerms } from '../../plan/logical-plan.ts'
import { eventTimes } from '../event-times.ts'
import { type JoinTableInit, RowKeys } from './join-table.ts'

/** How the row that belongs to a time is chosen. */
export type AsOfChoice = Pick<AsOfTerms, 'direction' | 'toleranceMs' | 'allowExactMatches'>

/** The rows of a bounded side in memory, by key and time. Of rows with one key and one time the last that came counts. */
export class AsOfTable {
  readonly rows: ColumnBatch
  readonly #numbers = new ByteTable()
  /** By key: the times in ascending order, and the rows that have them. */
  readonly #versions: { readonly times: Float64Array; readonly rows: Int32Array }[]

  constructor(chunks: readonly ColumnBatch[], init: JoinTableInit, time: number) {
    this.rows = concatBatches(
      chunks,
      init.schema.fields.map((field) => field.dataType),
    )
    const { values, nulls } = eventTimes(this.rows.columns[time] as ColumnVector, this.rows.length)
    const keys = new RowKeys(init)
    keys.over(this.rows)
    const key: ByteSlice = { ...emptySlice }
    const byKey: number[][] = []
    const number = new Float64Array(1)
    const value: ByteSlice = { bytes: new Uint8Array(number.buffer), start: 0, end: 8 }
    for (let row = 0; row < this.rows.length; row++) {
      if (nulls?.[row] === 1 || !keys.encode(row, key)) continue
      const known = this.#numberOf(key)
      if (known !== null) {
        byKey[known]?.push(row)
        continue
      }
      number[0] = byKey.length
      this.#numbers.put({ key, value, expiresAt: Number.NaN })
      byKey.push([row])
    }
    this.#versions = byKey.map((rows) => {
      const sorted = Int32Array.from(rows).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b)
      return { times: Float64Array.from(sorted, (row) => values[row] as number), rows: sorted }
    })
  }

  /** The row that belongs to a key at a time, microseconds; -1 if there is none. */
  rowAt(key: ByteSlice, time: number, choice: AsOfChoice): number {
    const number = this.#numberOf(key)
    const versions = number === null ? undefined : this.#versions[number]
    if (versions === undefined) return -1
    const index = chosen(versions.times, time, choice)
    return index < 0 ? -1 : (versions.rows[index] as number)
  }

  #numberOf(key: ByteSlice): number | null {
    const found = this.#numbers.get(key)
    if (found === null) return null
    const { bytes, start } = found.value
    return new DataView(bytes.buffer, bytes.byteOffset + start, 8).getFloat64(0, true)
  }
}

/** The position among ascending times of the one that belongs to a time; -1 if there is none. */
export function chosen(times: Float64Array, time: number, choice: AsOfChoice): number {
  const { direction, toleranceMs, allowExactMatches } = choice
  const within = (index: number) =>
    index >= 0 &&
    index < times.length &&
    (toleranceMs === null || Math.abs((times[index] as number) - time) <= toleranceMs * 1000)
  const before = countBelow(times, time, allowExactMatches) - 1
  const next = times[countBelow(times, time, !allowExactMatches)]
  // Of equal times the last.
  const after = next === undefined ? -1 : countBelow(times, next, true) - 1
  const candidates = [direction === 'forward' ? -1 : before, direction === 'backward' ? -1 : after].filter(within)
  const [first = -1, second] = candidates
  if (second === undefined) return first
  return time - (times[first] as number) <= (times[second] as number) - time ? first : second
}

/** How many of the ascending times are before a time, or at it. */
function countBelow(times: Float64Array, time: number, orAt: boolean): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const value = times[middle] as number
    if (value < time || (orAt && value === time)) low = middle + 1
    else high = middle
  }
  return low
}
