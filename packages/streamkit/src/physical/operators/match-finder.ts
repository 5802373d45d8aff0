import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { type ColumnBatch, columnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import { type ColumnBuilder, columnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gather, gatherBatch } from '../../columnar/gather.ts'
import type { EvaluationContext } from '../../expressions/function-definition.ts'
import type { JoinType } from '../../plan/logical-plan.ts'
import type { RowFilter } from '../row-filter.ts'
import type { JoinInput } from './join-input.ts'
import type { JoinState } from './join-state.ts'

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
  /** The pairs: the number of the row in the chunk, and that of the kept one within its key. */
  readonly #rows = new Int32Array(defaultChunkRows)
  readonly #kept = new Int32Array(defaultChunkRows)
  #builders: readonly ColumnBuilder[] = []

  constructor(init: MatchFinderInit) {
    this.#init = init
  }

  /** What comes out for the matches of these rows; `matched` is set for those that have one. */
  *matches(chunk: ColumnBatch, matched: Uint8Array): Generator<ColumnBatch> {
    const { other, joinType, state } = this.#init
    const semi = joinType === 'left_semi'
    this.#init.input.keys.over(chunk)
    for (const count of this.#candidates(chunk, matched)) {
      const columns = this.#builders.map((builder) => builder.finish())
      const keptRows = columnBatch(count, columns)
      let pairs = this.#matching(chunk, keptRows)
      if (semi && other.side === 1) pairs = firstOfEachRow(pairs, this.#rows, matched)
      for (let i = 0; i < pairs.length; i++) matched[this.#rows[pairs[i] as number] as number] = 1
      if (other.isPreserved) this.#ofKept(pairs, (index) => state.markMatched(index))
      // It comes out once, and is done with.
      if (semi && other.side === 0) pairs = this.#ofKept(pairs, (index) => state.take(index))
      if (pairs.length > 0) yield this.#output(chunk, keptRows, pairs)
    }
  }

  /** Collects pairs of equal keys and gives how many there are. The kept rows go into the builders. */
  *#candidates(chunk: ColumnBatch, matched: Uint8Array): Generator<number> {
    const { input, other, state, joinType, condition } = this.#init
    const semiLeft = joinType === 'left_semi' && input.side === 0
    const semiRight = joinType === 'left_semi' && input.side === 1
    let count = 0
    for (let row = 0; row < chunk.length; row++) {
      if (!input.keys.encode(row, this.#key)) continue
      state.seek(other.side, this.#key)
      const size = state.count()
      for (let index = 0; index < size; index++) {
        if (semiRight && state.isTaken(index)) continue
        if (count === 0) this.#builders = other.types.map((type) => columnBuilder(type))
        other.codec.append(state.row(index).row, this.#builders)
        this.#rows[count] = row
        this.#kept[count] = index
        count++
        if (count === defaultChunkRows) {
          yield count
          count = 0
          // What came between has looked at other keys.
          input.keys.encode(row, this.#key)
          state.seek(other.side, this.#key)
        }
        if (semiLeft && (condition === null || matched[row] === 1)) break
      }
    }
    if (count > 0) yield count
  }

  /** The numbers of the pairs for which the condition holds. */
  #matching(chunk: ColumnBatch, keptRows: ColumnBatch): Int32Array {
    const { condition, input, other, evaluation } = this.#init
    const count = keptRows.length
    if (condition === null) return Int32Array.from({ length: count }, (_, i) => i)
    const width = (input.side === 0 ? input : other).types.length
    const column = (ordinal: number): ColumnVector => {
      const own = ordinal < width ? ordinal : ordinal - width
      const isInput = ordinal < width === (input.side === 0)
      return isInput
        ? gather(chunk.columns[own] as ColumnVector, this.#rows, count)
        : (keptRows.columns[own] as ColumnVector)
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

  #output(chunk: ColumnBatch, keptRows: ColumnBatch, pairs: Int32Array): ColumnBatch {
    const { input, joinType } = this.#init
    const semi = joinType === 'left_semi'
    const count = pairs.length
    const others = count === keptRows.length ? keptRows.columns : gatherBatch(keptRows, pairs, count).columns
    if (semi && input.side === 1) return columnBatch(count, others)
    const rows = new Int32Array(count)
    for (let i = 0; i < count; i++) rows[i] = this.#rows[pairs[i] as number] as number
    const own = gatherBatch(chunk, rows, count).columns
    if (semi) return columnBatch(count, own)
    return columnBatch(count, input.side === 0 ? [...own, ...others] : [...others, ...own])
  }
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
