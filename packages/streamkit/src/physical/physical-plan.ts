import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { Clock } from '../contracts/clock.ts'
import type { StatePart } from '../contracts/state-layout.ts'
import type { EvolvingState } from '../contracts/state-schema.ts'
import type { StateStore } from '../contracts/state-store.ts'
import type { EvaluationContext } from '../expressions/function-definition.ts'
import type { StructType } from '../types/data-type.ts'

/**
 * An operator that runs: chunks in, chunks out, pulled. One tree serves all batches of a run; what belongs to one batch is in the {@link ExecutionContext}.
 */
export interface PhysicalOperator {
  /** Spark's name for it: `Project`, `StreamingDeduplicate`. */
  readonly name: string
  readonly output: StructType
  readonly children: readonly PhysicalOperator[]
  execute(context: ExecutionContext): AsyncIterable<ColumnBatch>
  /** One line for explain, after the name. */
  describe(): string
  /** The JavaScript that was generated for it, if any, and the columns that `c0`, `c1`, … in it stand for. */
  generatedCode?(): GeneratedCode | null
  /** The run has ended: no batch comes any more. */
  close?(): void
}

/** For people who look at a plan. */
export interface GeneratedCode {
  readonly code: string
  readonly input: StructType
}

/** What one batch gives to its operators. */
export interface ExecutionContext {
  readonly batchId: number
  readonly evaluation: EvaluationContext
  readonly signal: AbortSignal
  /** For durations; what rows are computed from is `evaluation`. */
  readonly clock: Pick<Clock, 'monotonic'>
  /** The watermarks that count at a stateful operator: what lies below it can hold them back. */
  watermark(operatorId: number): BatchWatermark
  /** The rows of this batch of the scan with that number (plan order). Rows that `keep` drops do not count as input. */
  readScan(
    scan: number,
    columns: readonly number[],
    keep?: ((batch: ColumnBatch) => ColumnBatch) | null,
  ): AsyncIterable<ColumnBatch>
  /** The loaded store of a stateful operator. */
  stateStore(operatorId: number): StateStore
  /** Takes rows that an operator has dropped as late, as they came to it from its child number `input` (default 0); null if nobody wants them. */
  readonly lateRows: ((operatorId: number, rows: ColumnBatch, input?: number) => void) | null
  /** Takes the metrics that `observe` has computed of this batch: one row. */
  observe(name: string, schema: StructType, row: readonly unknown[]): void
}

/** Late rows are judged by the previous batch's watermark, state is closed by this one's. Milliseconds since 1970. */
export interface BatchWatermark {
  readonly lateMs: number
  readonly evictionMs: number
}

/** An operator that declares an event time and sees its values. */
export interface WatermarkOperator extends PhysicalOperator {
  readonly role: 'watermark'
  /** The name of the event-time column. */
  readonly column: string
  readonly delayMs: number
  /** After so long without a row, by the clock of the batches, it holds the watermark of the query back no more. Null: never. */
  readonly idleTimeoutMs: number | null
  /** What the last executed batch had, null if no row came. A null event time counts as 1970. */
  readonly eventTime: EventTimeStats | null
}

/** Event times of one batch, milliseconds since 1970. */
export interface EventTimeStats {
  readonly maxMs: number
  readonly minMs: number
  readonly avgMs: number
}

/** An operator that keeps state from batch to batch. Its store is loaded before `execute` and committed when its output has been read to the end. */
export interface StatefulOperator extends PhysicalOperator {
  readonly role: 'stateful'
  readonly operatorId: number
  /** Spark's name in progress: `dedupe`. */
  readonly operatorName: string
  /** What the state consists of: compared with the checkpoint at start, a change is refused. JSON. */
  readonly stateSchema: Readonly<Record<string, unknown>>
  /** What the bytes in its store are, for who reads the state. Default: keys and values are shown as bytes. */
  readonly stateParts?: readonly StatePart[]
  /** The watermark of what it gives out, from that of what comes in (the least of its inputs, ms). Null: its output has none. Default: the same. */
  outputWatermarkMs?(inputMs: number): number | null
  /** Whether a batch without data has work to do, from the watermark at this operator in that batch and in the last one (ms), or by the clock. */
  shouldRunAnotherBatch(watermarkMs: number, lastEvictionMs: number, now: StateNow): boolean
  /** State whose schema the user may change between runs. Not part of `stateSchema`. */
  readonly evolvingState?: EvolvingState
  /** Of the last executed batch. */
  readonly stateMetrics: StatefulOperatorMetrics
}
/** The time, ms since 1970, and the state after the last batch. */
export interface StateNow {
  readonly nowMs: number
  readonly store: StateStore
}
export interface StatefulOperatorMetrics {
  /** Rows in the state, where that is not the number of keys of the store. */
  readonly numRowsTotal?: number
  readonly numRowsUpdated: number
  readonly numRowsRemoved: number
  readonly numRowsDroppedByWatermark: number
  readonly allUpdatesTimeMs: number
  readonly allRemovalsTimeMs: number
  readonly custom: Readonly<Record<string, number>>
}

export function isWatermarkOperator(operator: PhysicalOperator): operator is WatermarkOperator {
  return (operator as { role?: unknown }).role === 'watermark'
}
export function isStatefulOperator(operator: PhysicalOperator): operator is StatefulOperator {
  return (operator as { role?: unknown }).role === 'stateful'
}

/** Every operator of a tree, parents before children: Spark's order in progress and plans. */
export function* walkOperators(operator: PhysicalOperator): Generator<PhysicalOperator> {
  yield operator
  for (const child of operator.children) yield* walkOperators(child)
}
