/**
 * Takes the rows of a stream one by one: `open`, then `process` for each row if it gave true, then `close`, in this order for every batch.
 *
 * A batch may come again after a crash, with the same epoch id and the same rows: a writer that must not write twice remembers the epochs that it closed.
 */
export interface ForeachWriter<Row> {
  /** Begins a batch; false leaves its rows out. `partitionId` is 0: there is one partition. */
  open?(partitionId: number, epochId: number): boolean | Promise<boolean>
  process(row: Row): void | Promise<void>
  /** Ends a batch, with the error that ended it, or null. */
  close?(error: unknown): void | Promise<void>
}
