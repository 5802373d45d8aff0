/** Options of `format('statestore')`. */
export interface StateStoreOptions {
  /** The folder of the checkpoint, if it is not given to `loadAsync`. */
  readonly path?: string
  /** The state after this batch. Default: the last committed one. */
  readonly batchId?: number
  /** Which operator, see `format('state-metadata')`. Default 0. */
  readonly operatorId?: number
  /** Which store of an operator that has several, see `stateStoreName` in `format('state-metadata')`. Default `default`. */
  readonly storeName?: string
  /** The rows that a join of two streams keeps of one side. Default `none`. */
  readonly joinSide?: 'left' | 'right' | 'none'
  /** Begin with the snapshot of this batch: to read past a damaged one. Default: the newest that fits. */
  readonly snapshotStartBatchId?: number
  /** Spark needs it beside `snapshotStartBatchId`; there is only partition 0. */
  readonly snapshotPartitionId?: number
  /** What batches changed instead of the state: batch_id, change_type (`update`, `delete`), key, value, partition_id. Default false. */
  readonly readChangeFeed?: boolean
  /** The first batch of the changes: needed with `readChangeFeed`. */
  readonly changeStartBatchId?: number
  /** The last one. Default: the last committed. */
  readonly changeEndBatchId?: number
  /** A state variable of a stateful processor. */
  readonly stateVarName?: string
  /** The timers of a stateful processor. Default false. */
  readonly readRegisteredTimers?: boolean
  /** Elements of lists and entries of maps are rows of their own; else a list, or a map, is one value. Not with `readChangeFeed`. Default true. */
  readonly flattenCollectionTypes?: boolean
}

/** Options of `format('state-metadata')`. */
export interface StateMetadataOptions {
  /** The folder of the checkpoint, if it is not given to `load`. */
  readonly path?: string
}

/** A row of `format('state-metadata')`: one store of one operator. */
export interface StateMetadataRow {
  operatorId: number
  /** Spark's name: `dedupe`. */
  operatorName: string
  /** What `storeName` takes. */
  stateStoreName: string
  numPartitions: number
  /** The batches whose state can be read, -1 where none can. */
  minBatchId: number
  maxBatchId: number
  /** What keys and values consist of, as JSON. */
  operatorProperties: string
}
