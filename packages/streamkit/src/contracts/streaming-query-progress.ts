/** What one trigger did: Spark's StreamingQueryProgress, field for field. Times in `durationMs` are milliseconds; instants are ISO text, UTC. */
export interface StreamingQueryProgress {
  readonly id: string
  readonly runId: string
  readonly name: string | null
  readonly timestamp: string
  readonly batchId: number
  readonly batchDuration: number
  readonly numInputRows: number
  readonly inputRowsPerSecond: number
  readonly processedRowsPerSecond: number
  /** latestOffset, queryPlanning, getBatch, addBatch, walCommit, commitOffsets, triggerExecution. */
  readonly durationMs: Readonly<Record<string, number>>
  /** avg, max, min when rows came; watermark when there is one. Absent from queries without a watermark. */
  readonly eventTime?: Readonly<Partial<Record<'avg' | 'max' | 'min' | 'watermark', string>>>
  readonly stateOperators: readonly StateOperatorProgress[]
  readonly sources: readonly SourceProgress[]
  /** By the name given to `observe`: its metrics of this batch. JSON: a BIGINT beyond the safe integers is text, a map an object. Absent where nothing is observed. */
  readonly observedMetrics?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly sink: SinkProgress
  /** What each operator of the plan did in the batch, parents before children: StreamKit's own, Spark has no such field. */
  readonly operators?: readonly OperatorProgress[]
}
/** An operator of the physical plan in one batch. */
export interface OperatorProgress {
  readonly name: string
  readonly numOutputRows: number
  /** Its own time, ms to two decimals, without that of the operators below it. */
  readonly timeMs: number
}
export interface StateOperatorProgress {
  readonly operatorName: string
  readonly numRowsTotal: number
  readonly numRowsUpdated: number
  readonly allUpdatesTimeMs: number
  readonly numRowsRemoved: number
  readonly allRemovalsTimeMs: number
  readonly commitTimeMs: number
  readonly memoryUsedBytes: number
  readonly numRowsDroppedByWatermark: number
  readonly numShufflePartitions: number
  readonly numStateStoreInstances: number
  readonly customMetrics: Readonly<Record<string, number>>
}
export interface SourceProgress {
  readonly description: string
  /** Offsets are JSON values. */
  readonly startOffset: unknown
  readonly endOffset: unknown
  readonly latestOffset: unknown
  readonly numInputRows: number
  readonly inputRowsPerSecond: number
  readonly processedRowsPerSecond: number
  readonly metrics?: Readonly<Record<string, string>>
}
export interface SinkProgress {
  readonly description: string
  /** -1: unknown. */
  readonly numOutputRows: number
  readonly metrics?: Readonly<Record<string, string>>
}
