import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { Clock } from '../contracts/clock.ts'
import { ExecutionException } from '../errors/streamkit-error.ts'
import type { PhysicalOperator } from '../physical/physical-plan.ts'

/** Runs a plan over bounded inputs once, chunk by chunk, as it is asked for them. */
export function executeBatch(
  root: PhysicalOperator,
  clock: Clock,
  signal: AbortSignal = new AbortController().signal,
): AsyncIterable<ColumnBatch> {
  const noState = (what: string) => {
    throw new ExecutionException('INTERNAL_ERROR', { message: `${what} was asked for in a batch` })
  }
  return root.execute({
    batchId: 0,
    signal,
    clock,
    evaluation: { batchTimestampMicros: clock.now() * 1000, seed: clock.now() >>> 0 },
    watermark: () => ({ lateMs: 0, evictionMs: 0 }),
    lateRows: null,
    observe: () => {},
    readScan: () => noState('a stream'),
    stateStore: () => noState('a state store'),
  })
}
