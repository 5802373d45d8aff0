import type { BatchDataFrame } from './data-frame.ts'
import type { ForeachBatchOf } from './foreach-batch.ts'

/**
 * A function over the batches of a stream: gets each batch as a bounded DataFrame, its id, and what else names it. Any arrow function of these parameters is one; a sink
 * may add `prepare`, `close`, `description` and `singlePass`.
 *
 * @example
 * const log: ForeachBatchFunction<{ id: string }> = async (batch, batchId) => console.log(batchId, await batch.count())
 */
export interface ForeachBatchFunction<Row> extends ForeachBatchOf<BatchDataFrame<Row>> {}
