import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Offset } from '../contracts/offset.ts'
import type { InputEvent, Source } from '../contracts/source.ts'
import type { StateStore } from '../contracts/state-store.ts'
import { ExecutionException } from '../errors/streamkit-error.ts'
import type { BatchWatermark, ExecutionContext } from '../physical/physical-plan.ts'
import type { OffsetSeq } from './checkpoint/offset-seq-log.ts'

export interface BatchContextInit {
  readonly batchId: number
  readonly queryId: string
  readonly batch: OffsetSeq
  /** Offsets of the last committed batch. */
  readonly start: readonly (Offset | null)[]
  /** By stateful operator: the watermark of the batch before, by which late rows are judged, and that of this one. */
  readonly watermarks: ReadonlyMap<number, BatchWatermark>
  readonly sources: readonly Source[]
  readonly stores: ReadonlyMap<number, StateStore>
  readonly signal: AbortSignal
  readonly clock: Clock
  /** Is counted up with the rows that each source gives. */
  readonly rows: number[]
  readonly onInputEvent: (event: InputEvent & { readonly source: number }) => void
  readonly lateRows: ExecutionContext['lateRows']
  readonly observe: ExecutionContext['observe']
}

/** What the operators of a batch see of it: all of it from the offset log, so that a batch that runs again computes the same. */
export function batchContext(init: BatchContextInit): ExecutionContext {
  const { batch, batchId, stores } = init
  return {
    batchId,
    signal: init.signal,
    clock: init.clock,
    evaluation: { batchTimestampMicros: batch.batchTimestampMs * 1000, seed: seedOf(init.queryId, batchId) },
    watermark: (operatorId) => init.watermarks.get(operatorId) as BatchWatermark,
    lateRows: init.lateRows,
    observe: init.observe,
    readScan: (scan, columns, keep) => readSource(init, { scan, columns, keep: keep ?? null }),
    stateStore(operatorId) {
      const store = stores.get(operatorId)
      if (store === undefined)
        throw new ExecutionException('INTERNAL_ERROR', { message: `operator ${operatorId} has no state` })
      return store
    },
  }
}

interface ScanRequest {
  readonly scan: number
  readonly columns: readonly number[]
  readonly keep: ((batch: ColumnBatch) => ColumnBatch) | null
}

async function* readSource(init: BatchContextInit, { scan, columns, keep }: ScanRequest): AsyncGenerator<ColumnBatch> {
  const start = init.start[scan] ?? null
  const end = init.batch.offsets[scan] ?? null
  if (end === null || end === start) return
  const chunks = (init.sources[scan] as Source).read(
    { start, end },
    {
      columns,
      batchId: init.batchId,
      signal: init.signal,
      report: (event) => init.onInputEvent({ ...event, source: scan }),
    },
  )
  for await (const chunk of chunks) {
    init.signal.throwIfAborted()
    const kept = keep === null ? chunk : keep(chunk)
    init.rows[scan] = (init.rows[scan] as number) + kept.length
    yield kept
  }
}

/** The same for every run of a batch, another for every batch: FNV-1a over the query id and the batch id. */
function seedOf(queryId: string, batchId: number): number {
  let hash = 0x811c9dc5
  for (const char of `${queryId}/${batchId}`) hash = Math.imul(hash ^ (char.codePointAt(0) as number), 0x01000193)
  return hash >>> 0
}
