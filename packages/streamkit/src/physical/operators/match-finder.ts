import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { type ColumnBatch, columnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gather, gatherBatch } from '../../columnar/gather.ts'
import type { EvaluationContext } from '../../expressions/function-definition.ts'
import type { JoinType } from '../../plan/logical-plan.ts'
import type { RowFilter } from '../row-filter.ts'
import type { JoinInput } from './join-input.ts'
import type { JoinState } from './join-state.ts'
import { type KeptRows, keptRows } from './kept-rows.ts'

export interface MatchFinderInit {
  /** The side of the rows that have come. */
  readonly input: JoinInput
  /** The side that is asked for what it keeps. */
  readonly other: JoinInput
  readonly joinType: JoinType
  readonly condition: RowFilter | null
  readonly state: JoinState
  readonly evaluation: EvaluationContext
}

/** Finds what is kept of the other side for the rows of a chunk, a chunk's size of pairs at a time. */
export class MatchFinder {
  readonly #init: MatchFinderInit
  readonly #key: ByteSlice = { ...emptySlice }
  /** The pairs: the number of the row in the chunk, that of the kept one among those that were read, and within its key. */
  readonly #rows = new Int32Array(defaultChunkRows)
  readonly #read = new Int32Array(defaultChunkRows)
  readonly #kept = new Int32Array(defaultChunkRows)

  constructor(init: MatchFinderInit) {
    this.#init = init
  }

  /** What comes out for the matches of these rows; `matched` is set for those that have one. */
  *matches(chunk: ColumnBatch, matched: Uint8Array): Generator<ColumnBatch> {
    const { input, other, state, joinType, condition } = this.#init
    const once = isExistence(joinType)
    input.keys.over(chunk)
    // Without more to ask whether there is a match, one kept row is as good as all.
    const mostPerKey = once && input.side === 0 && condition === null ? 1 : Number.POSITIVE_INFINITY
    for (const kept of keptRows(chunk.length, { input, other, state, mostPerKey })) {
      for (const count of this.#candidates(kept, matched)) {
        let pairs = this.#matching(chunk, kept.rows, count)
        if (once && other.side === 1) pairs = firstOfEachRow(pairs, this.#rows, matched)
        for (let i = 0; i < pairs.length; i++) matched[this.#rows[pairs[i] as number] as number] = 1
        if (other.isPreserved && !once) this.#ofKept(pairs, (index) => state.markMatched(index))
        // It comes out once, or never, and is done with.
        if (once && other.side === 0) pairs = this.#ofKept(pairs, (index) => state.take(index))
        if (pairs.length > 0 && joinType !== 'left_anti') yield this.#output(chunk, kept.rows, pairs)
      }
    }
  }

  /** Collects pairs of equal keys and gives how many there are. */
  *#candidates({ from, to, starts, counts }: KeptRows, matched: Uint8Array): Generator<number> {
    const { input, joinType } = this.#init
    const semiLeft = isExistence(joinType) && input.side === 0
    const semiRight = isExistence(joinType) && input.side === 1
    let count = 0
    for (let row = from; row < to; row++) {
      const size = counts[row - from] as number
      if (size === 0 || (semiRight && !this.#seekLeft(row, size))) continue
      const start = starts[row - from] as number
      for (let index = 0; index < size; index++) {
        if (semiLeft && matched[row] === 1) break
        if (semiRight && this.#init.state.isTaken(index)) continue
        this.#rows[count] = row
        this.#read[count] = start + index
        this.#kept[count] = index
        count++
        if (count < defaultChunkRows) continue
        yield count
        count = 0
        // What came between has looked at other keys.
        if (semiRight && !this.#seekLeft(row, size)) break
      }
    }
    if (count > 0) yield count
  }

  /** Goes to what is kept of the left side for a row; false if all of it has come out. */
  #seekLeft(row: number, size: number): boolean {
    const { input, other, state } = this.#init
    input.keys.encode(row, this.#key)
    state.seek(other.side, this.#key)
    return !state.isAllTaken(size)
  }

  /** The numbers of the pairs for which the condition holds. */
  #matching(chunk: ColumnBatch, read: ColumnBatch, count: number): Int32Array {
    const { condition, input, other, evaluation } = this.#init
    if (condition === null) return Int32Array.from({ length: count }, (_, i) => i)
    const width = (input.side === 0 ? input : other).types.length
    const column = (ordinal: number): ColumnVector => {
      const own = ordinal < width ? ordinal : ordinal - width
      const isInput = ordinal < width === (input.side === 0)
      return isInput
        ? gather(chunk.columns[own] as ColumnVector, this.#rows, count)
        : gather(read.columns[own] as ColumnVector, this.#read, count)
    }
    return condition.run(count, column, evaluation)
  }

  /** Goes to the kept row of each pair; gives the pairs for which `visit` is true. */
  #ofKept(pairs: Int32Array, visit: (index: number) => boolean): Int32Array {
    const { input, other, state } = this.#init
    return pairs.filter((pair) => {
      input.keys.encode(this.#rows[pair] as number, this.#key)
      state.seek(other.side, this.#key)
      return visit(this.#kept[pair] as number)
    })
  }

  #output(chunk: ColumnBatch, read: ColumnBatch, pairs: Int32Array): ColumnBatch {
    const { input, joinType } = this.#init
    const semi = joinType === 'left_semi'
    const count = pairs.length
    const others = gatherBatch(read, of(this.#read, pairs), count).columns
    if (semi && input.side === 1) return columnBatch(count, others)
    const own = gatherBatch(chunk, of(this.#rows, pairs), count).columns
    if (semi) return columnBatch(count, own)
    return columnBatch(count, input.side === 0 ? [...own, ...others] : [...others, ...own])
  }
}

/** Whether only the left rows come out, by whether there is a match. */
export function isExistence(joinType: JoinType): boolean {
  return joinType === 'left_semi' || joinType === 'left_anti'
}

function of(numbers: Int32Array, pairs: Int32Array): Int32Array {
  const some = new Int32Array(pairs.length)
  for (let i = 0; i < some.length; i++) some[i] = numbers[pairs[i] as number] as number
  return some
}

/** Of the pairs of each row the first, and none if it has one already: pairs come in the order of their rows. */
function firstOfEachRow(pairs: Int32Array, rows: Int32Array, matched: Uint8Array): Int32Array {
  let last = -1
  return pairs.filter((pair) => {
    const row = rows[pair] as number
    const isFirst = row !== last && matched[row] !== 1
    last = row
    return isFirst
  })
}
