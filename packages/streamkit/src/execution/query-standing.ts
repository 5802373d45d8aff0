import type { OutputMode } from '../contracts/sink.ts'
import type { BatchComputation, ComputedBatch } from './batch-computation.ts'
import type { StatefulInstance } from './query-state.ts'
import type { WatermarkState } from './watermark-tracker.ts'

/** Where a query stands between two batches: what an explanation is made of. */
export interface QueryStanding {
  /** The last batch of this run, null before the first. */
  readonly lastBatch: LastBatch | null
  readonly outputMode: OutputMode
  readonly policy: 'min' | 'max'
  /** Of the next batch as things are, ms since 1970. */
  readonly nextWatermarkMs: number
  readonly streams: readonly (WatermarkState & { readonly sources: readonly string[] })[]
  /** Whether a batch without data has work to do, and why it is not run. */
  readonly noDataBatch: 'nothing to do' | 'switched off' | 'not by this trigger' | 'due'
}
export interface LastBatch {
  readonly batchId: number
  readonly watermarkMs: number
  readonly inputRows: number
  readonly outputRows: number
  readonly operators: readonly OperatorStanding[]
}
export interface OperatorStanding {
  readonly operatorId: number
  readonly operatorName: string
  readonly description: string
  readonly stateRows: number
  readonly updated: number
  readonly droppedAsLate: number
  /** What is in the state and does not wait to come out: groups of an aggregation with allowed lateness that have, the right side of an as-of join. */
  readonly settledRows: number
  /** Only de-duplication says so. */
  readonly droppedDuplicates: number
  /** Whether event time comes to it. */
  readonly watermarkMs: number
}

/** What there is to tell of a batch that has just been computed. */
export function lastBatchOf(
  computation: BatchComputation,
  computed: ComputedBatch,
  instances: readonly StatefulInstance[],
): LastBatch {
  return {
    batchId: computation.batchId,
    watermarkMs: computation.batch.batchWatermarkMs,
    inputRows: computation.rows.reduce((sum, rows) => sum + rows, 0),
    outputRows: computation.chunks.rows,
    operators: computed.state.map(({ operator: { operatorName, stateMetrics }, store }, i) => {
      const { operator } = instances[i] as StatefulInstance
      return {
        operatorId: operator.operatorId,
        operatorName,
        description: `${operator.name} ${operator.describe()}`.trimEnd(),
        stateRows: stateMetrics.numRowsTotal ?? store.metrics().numKeys,
        updated: stateMetrics.numRowsUpdated,
        droppedAsLate: stateMetrics.numRowsDroppedByWatermark,
        settledRows: stateMetrics.custom.numFiredGroups ?? stateMetrics.custom.numKeptVersions ?? 0,
        droppedDuplicates: stateMetrics.custom.numDroppedDuplicateRows ?? 0,
        watermarkMs: computation.watermarks.get(operator.operatorId)?.evictionMs ?? 0,
      }
    }),
  }
}
