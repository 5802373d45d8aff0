import { stateWatermarks } from '../../analysis/join-state-watermark.ts'
import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { nullVector } from '../../columnar/null-vector.ts'
import type { StatePart } from '../../contracts/state-layout.ts'
import { conjunctionOf, conjunctsOf, isDeterministic, referencesOf, remap } from '../../expressions/bound-references.ts'
import type { ExpressionConf, ResolvedExpression } from '../../expressions/expression.ts'
import type { ResolvedJoin } from '../../plan/resolved-plan.ts'
import { type StructType, simpleString } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator, StatefulOperator, StatefulOperatorMetrics } from '../physical-plan.ts'
import { type RowFilter, rowFilter } from '../row-filter.ts'
import { JoinInput } from './join-input.ts'
import { JoinState } from './join-state.ts'
import { joinStateParts } from './join-state-parts.ts'
import { isExistence, MatchFinder } from './match-finder.ts'
import { UnmatchedRows } from './unmatched-rows.ts'

export interface SymmetricHashJoinInit {
  readonly node: ResolvedJoin
  readonly operatorId: number
  readonly conf: ExpressionConf
}

const microsPerMilli = 1000

/**
 * Joins two streams (Spark's StreamingSymmetricHashJoinExec). In each batch first the rows of the left side meet what is kept of the right, and are kept; then those of the right meet what is
 * kept of the left, this batch's rows among it. Late rows are dropped first, by the watermark of the batch before.
 *
 * State goes when the watermark says that a row can match no more ({@link stateWatermarks}). Rows of a side that is kept in an outer join come out then, if they never matched; not before. A row that fails
 * what the condition says of its own side alone is never kept and comes out at once.
 *
 * Of a left_semi join a row comes out with its first match, and is not kept after it; of a left_anti join it comes out when it can match no more, as the row without a match of an outer join, and is forgotten with its first match.
 * There the right side comes first, so that a left row that matches at once need not be kept at all.
 *
 * A null among the keys matches nothing, unless the pair is compared by `<=>`.
 */
export class SymmetricHashJoinExec implements StatefulOperator {
  readonly name = 'StreamingSymmetricHashJoin'
  readonly role = 'stateful'
  readonly operatorName = 'symmetricHashJoin'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator, PhysicalOperator]
  readonly operatorId: number
  readonly stateSchema: Readonly<Record<string, unknown>>
  readonly stateParts: readonly StatePart[]
  readonly #node: ResolvedJoin
  readonly #inputs: readonly [JoinInput, JoinInput]
  readonly #condition: RowFilter | null
  #counts = noCounts()

  constructor(left: PhysicalOperator, right: PhysicalOperator, init: SymmetricHashJoinInit) {
    const { node, operatorId, conf } = init
    this.children = [left, right]
    this.output = node.schema
    this.operatorId = operatorId
    this.#node = node
    const conditions = splitCondition(node)
    const watermarks = stateWatermarks(node)
    this.#inputs = [
      new JoinInput({
        node,
        side: 0,
        schema: left.output,
        watermark: watermarks.left,
        condition: conditions.left,
        conf,
      }),
      new JoinInput({
        node,
        side: 1,
        schema: right.output,
        watermark: watermarks.right,
        condition: conditions.right,
        conf,
      }),
    ]
    const pair: StructType = { kind: 'struct', fields: [...left.output.fields, ...right.output.fields] }
    this.#condition = conditions.both === null ? null : rowFilter(conditions.both, pair, conf)
    this.stateSchema = stateSchemaOf(node, this.#inputs)
    this.stateParts = joinStateParts(this.#inputs[0].keyTypes, [left.output, right.output])
  }

  get stateMetrics(): StatefulOperatorMetrics {
    const { total, updated, removed, late, updatesMs, removalsMs } = this.#counts
    return {
      numRowsTotal: total,
      numRowsUpdated: updated,
      numRowsRemoved: removed,
      numRowsDroppedByWatermark: late,
      allUpdatesTimeMs: updatesMs,
      allRemovalsTimeMs: removalsMs,
      custom: {},
    }
  }

  shouldRunAnotherBatch(watermarkMs: number, lastEvictionMs: number): boolean {
    return this.#inputs.some(({ watermark }) => watermark !== null) && watermarkMs > lastEvictionMs
  }

  /** What comes out later is not older than what either side still keeps. */
  outputWatermarkMs(inputMs: number): number {
    const kept = this.#inputs.map((input) => input.stateWatermarkMs(inputMs)).filter((ms): ms is number => ms !== null)
    return Math.min(inputMs, ...kept)
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { evictionMs, lateMs } = context.watermark(this.operatorId)
    const state = new JoinState(context.stateStore(this.operatorId))
    const batch: JoinBatch = { context, state, lateMs, evictionMicros: evictionMs * microsPerMilli }
    this.#counts = noCounts()
    for (const input of this.#order) {
      yield* this.#executeSide(input, batch)
      this.#counts.removed += state.removeTaken()
    }
    yield* this.#evict(batch)
    state.finish()
    this.#counts.total = state.total
  }

  describe(): string {
    const { joinType, leftKeys, rightKeys } = this.#node
    const [left, right] = this.children
    const pairs = leftKeys.map(
      (key, i) => `${left.output.fields[key]?.name} = ${right.output.fields[rightKeys[i] as number]?.name}`,
    )
    return `${joinType} [${pairs.join(', ')}]`
  }

  get #order(): readonly JoinInput[] {
    return isExistence(this.#node.joinType) ? this.#inputs.toReversed() : this.#inputs
  }

  async *#executeSide(input: JoinInput, batch: JoinBatch): AsyncGenerator<ColumnBatch> {
    const { clock } = batch.context
    for await (const chunk of this.children[input.side].execute(batch.context)) {
      if (chunk.length === 0) continue
      const parts = this.#join(chunk, input, batch)
      for (;;) {
        const start = clock.monotonic()
        const next = parts.next()
        this.#counts.updatesMs += clock.monotonic() - start
        if (next.done === true) break
        yield next.value
      }
    }
  }

  /** What one chunk of a side gives: then its rows are kept. */
  *#join(chunk: ColumnBatch, input: JoinInput, batch: JoinBatch): Generator<ColumnBatch> {
    const { context, lateMs } = batch
    const byTime = input.partLate(chunk, lateMs)
    if (byTime !== null) {
      this.#counts.late += byTime.parted.length
      context.lateRows?.(this.operatorId, byTime.parted, input.side)
    }
    const inTime = byTime?.kept ?? chunk
    const byCondition = inTime.length === 0 ? null : input.partFailing(inTime, context.evaluation)
    if (byCondition !== null && input.isPreserved) yield this.#withNulls(byCondition.parted, input)
    const rows = byCondition?.kept ?? inTime
    if (rows.length === 0) return
    const finder = new MatchFinder({
      input,
      other: this.#inputs[1 - input.side] as JoinInput,
      joinType: this.#node.joinType,
      condition: this.#condition,
      state: batch.state,
      evaluation: context.evaluation,
    })
    const matched = new Uint8Array(rows.length)
    yield* finder.matches(rows, matched)
    this.#keep(rows, matched, { input, batch })
  }

  #keep(
    rows: ColumnBatch,
    matched: Uint8Array,
    { input, batch }: { readonly input: JoinInput; readonly batch: JoinBatch },
  ): void {
    const { state, evictionMicros } = batch
    const { keys, codec, side } = input
    const expiries = input.expiries(rows)
    const isLast = input === this.#order[1]
    const [key, row]: [ByteSlice, ByteSlice] = [{ ...emptySlice }, { ...emptySlice }]
    keys.over(rows)
    for (let i = 0; i < rows.length; i++) {
      const hasMatched = matched[i] === 1
      const expiresAt = expiries === null ? Number.NaN : (expiries[i] as number)
      // The last side has met all rows of this batch: what would go at once need not be kept, unless it comes out as it goes.
      if (isLast && expiresAt <= evictionMicros && (hasMatched || !input.isPreserved)) continue
      if (side === 0 && hasMatched && isExistence(this.#node.joinType)) continue
      keys.encode(i, key)
      state.seek(side, key)
      codec.encode(rows.columns as readonly ColumnVector[], i, row)
      state.append(row, { matched: hasMatched, expiresAt })
      this.#counts.updated++
    }
  }

  *#evict({ context, state, evictionMicros }: JoinBatch): Generator<ColumnBatch> {
    if (this.#inputs.every(({ watermark }) => watermark === null)) return
    const start = context.clock.monotonic()
    const unmatched = this.#inputs.map((input) => (input.isPreserved ? new UnmatchedRows(input) : null))
    this.#counts.removed += state.removeExpired(evictionMicros, (side, stored) => {
      if (!stored.matched) unmatched[side]?.add(stored.row)
    })
    this.#counts.removalsMs = context.clock.monotonic() - start
    for (const input of this.#inputs)
      for (const rows of unmatched[input.side]?.batches() ?? []) yield this.#withNulls(rows, input)
  }

  #withNulls(rows: ColumnBatch, input: JoinInput): ColumnBatch {
    if (this.#node.joinType === 'left_anti') return rows
    const missing = (this.#inputs[1 - input.side] as JoinInput).types.map((type) => nullVector(type, rows.length))
    return columnBatch(rows.length, input.side === 0 ? [...rows.columns, ...missing] : [...missing, ...rows.columns])
  }
}

/** What one batch gives to both sides. */
interface JoinBatch {
  readonly context: ExecutionContext
  readonly state: JoinState
  readonly lateMs: number
  readonly evictionMicros: number
}

interface Counts {
  total: number
  updated: number
  removed: number
  late: number
  updatesMs: number
  removalsMs: number
}

function noCounts(): Counts {
  return { total: 0, updated: 0, removed: 0, late: 0, updatesMs: 0, removalsMs: 0 }
}

/** What the condition says of each side alone and of both. What may change from call to call is asked of pairs only. */
function splitCondition({
  condition,
  left,
}: ResolvedJoin): Record<'left' | 'right' | 'both', ResolvedExpression | null> {
  const width = left.schema.fields.length
  const parts: Record<'left' | 'right' | 'both', ResolvedExpression[]> = { left: [], right: [], both: [] }
  for (const part of condition === null ? [] : conjunctsOf(condition)) {
    const references = [...referencesOf(part)]
    const isLeft = isDeterministic(part) && references.every((ordinal) => ordinal < width)
    const isRight = isDeterministic(part) && references.every((ordinal) => ordinal >= width)
    if (isLeft) parts.left.push(part)
    if (isRight) parts.right.push(remap(part, new Map(references.map((ordinal) => [ordinal, ordinal - width]))))
    if (!isLeft && !isRight) parts.both.push(part)
  }
  return { left: conjunctionOf(parts.left), right: conjunctionOf(parts.right), both: conjunctionOf(parts.both) }
}

function stateSchemaOf({ joinType, nullSafe }: ResolvedJoin, inputs: readonly [JoinInput, JoinInput]) {
  const columns = ({ types }: JoinInput) => types.map(simpleString)
  return {
    operator: 'symmetricHashJoin',
    format: 1,
    joinType,
    key: inputs[0].keyTypes.map(simpleString),
    nullSafe,
    left: columns(inputs[0]),
    right: columns(inputs[1]),
    expires: inputs.map(({ watermark }) => watermark),
  }
}
