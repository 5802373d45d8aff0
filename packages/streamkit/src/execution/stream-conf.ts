/**
 * What the offset log pins for the life of a checkpoint, under Spark's names and in Spark's order, so that either engine takes the
 * other's log. Settings that only concern Spark's own state files have the values that Spark gives them by default.
 */
export const defaultPinnedConf: Readonly<Record<string, string>> = {
  'spark.sql.streaming.stateStore.providerClass':
    'org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider',
  'spark.sql.dropDuplicates.deterministicKeyOrder.enabled': 'true',
  'spark.sql.streaming.stateStore.rocksdb.mergeOperatorVersion': '2',
  'spark.sql.streaming.stateStore.rocksdb.formatVersion': '5',
  'spark.sql.streaming.queryEvolution.enableSourceEvolution': 'false',
  'spark.sql.streaming.stateStore.encodingFormat': 'unsaferow',
  'spark.sql.streaming.statefulOperator.useStrictDistribution': 'true',
  'spark.sql.streaming.flatMapGroupsWithState.stateFormatVersion': '2',
  'spark.sql.streaming.multipleWatermarkPolicy': 'min',
  'spark.sql.streaming.stateStore.rowChecksum.enabled': 'false',
  'spark.sql.streaming.statefulOperator.alwaysNullableOutput.enabled': 'true',
  'spark.sql.streaming.aggregation.stateFormatVersion': '2',
  'spark.sql.function.protobufExtensions.enabled': 'false',
  'spark.sql.shuffle.partitions': '1',
  'spark.sql.streaming.join.stateFormatVersion': '2',
  'spark.sql.streaming.stateStore.compression.codec': 'lz4',
  'spark.sql.optimizer.pruneFiltersCanPruneStreamingSubplan': 'false',
}

export type WatermarkPolicy = 'min' | 'max'

/** How a run behaves, beside its plan. */
export interface StreamConf {
  /** Run a batch without data when the watermark has moved and state can be closed. Default true. */
  readonly noDataMicroBatches: boolean
  /**
   * Whether late rows are judged by the watermark of the batch before, which chains of stateful operators need. False is the way of Spark before 3.4: by the batch's own. Default true.
   */
  readonly allowMultipleStatefulOperators: boolean
  /** Batches that stay in the logs. Default 100. */
  readonly minBatchesToRetain: number
  /** How several watermarks make one. Default `min`. Pinned by the first offset log entry. */
  readonly multipleWatermarkPolicy: WatermarkPolicy
  /** How often the default trigger looks for data, ms. Default 10. */
  readonly pollingDelayMs: number
  /** How often an idle query says so, ms. Default 10,000. */
  readonly idleEventIntervalMs: number
  /** Progress documents that are kept. Default 100. */
  readonly numRecentProgress: number
  /** See RecoveryLogs. Default false. */
  readonly recoverTornTail: boolean
}

export const defaultStreamConf: StreamConf = {
  noDataMicroBatches: true,
  allowMultipleStatefulOperators: true,
  minBatchesToRetain: 100,
  multipleWatermarkPolicy: 'min',
  pollingDelayMs: 10,
  idleEventIntervalMs: 10_000,
  numRecentProgress: 100,
  recoverTornTail: false,
}

/** The watermark policy that the log of a checkpoint has. */
export function pinnedPolicy(conf: Readonly<Record<string, string>>): WatermarkPolicy {
  return conf['spark.sql.streaming.multipleWatermarkPolicy'] === 'max' ? 'max' : 'min'
}
