import type { InputEvent } from '../contracts/source.ts'
import { ExecutionException } from '../errors/streamkit-error.ts'
import type { EventTimeStats, PhysicalOperator } from '../physical/physical-plan.ts'
import { BatchChunks } from './batch-chunks.ts'
import { type BatchContextInit, batchContext } from './batch-context.ts'
import type { OffsetSeq } from './checkpoint/offset-seq-log.ts'
import { type LateRows, LateRowsBuffer } from './late-rows.ts'
import { ObservedMetrics } from './observed-metrics.ts'
import type { StateReport } from './progress-reporter.ts'
import type { QueryState } from './query-state.ts'

/** What is known once all rows of a batch have been computed and its state is durable. Copied: the operators may be at the next batch by then. */
export interface ComputedBatch {
  readonly eventTime: EventTimeStats | null
  readonly state: readonly StateReport[]
  /** The watermark of the next batch. */
  readonly nextWatermarkMs: number
}

export interface BatchComputationInit
  extends Omit<BatchContextInit, 'rows' | 'stores' | 'onInputEvent' | 'lateRows' | 'observe'> {
  readonly root: PhysicalOperator
  readonly state: QueryState
  /** Whether somebody wants the rows that are dropped as late. */
  readonly keepsLateRows: boolean
  /** Takes in what the operators saw: called once, when the last row has been computed. */
  readonly onComputed: () => Pick<ComputedBatch, 'eventTime' | 'nextWatermarkMs'>
}

type LocatedEvent = InputEvent & { readonly source: number }

/** The rows of one batch on their way from the sources to the sink. Nothing is computed before somebody asks, or {@link prime} is called. */
export class BatchComputation {
  readonly batch: OffsetSeq
  readonly batchId: number
  readonly chunks: BatchChunks
  /** Rows that each source gave. */
  readonly rows: readonly number[]
  /** Input that did not become rows. */
  readonly inputEvents: readonly LocatedEvent[]
  readonly #late = new LateRowsBuffer()
  readonly #init: BatchComputationInit
  /** The metrics of the rows, by the names of their observers. */
  readonly observed: ObservedMetrics = new ObservedMetrics()
  readonly #planned: PromiseWithResolvers<void> = Promise.withResolvers()
  readonly #done: PromiseWithResolvers<ComputedBatch> = Promise.withResolvers()

  constructor(init: BatchComputationInit) {
    const rows = init.sources.map(() => 0)
    const events: LocatedEvent[] = []
    this.#init = init
    this.batch = init.batch
    this.batchId = init.batchId
    this.rows = rows
    this.inputEvents = events
    this.#done.promise.catch(() => {})
    this.#planned.promise.catch(() => {})
    const context = batchContext({
      ...init,
      rows,
      stores: init.state.stores,
      onInputEvent: (event) => events.push(event),
      lateRows: init.keepsLateRows ? (operatorId, late, input) => this.#late.add(operatorId, late, input) : null,
      observe: (name, schema, row) => this.observed.add(name, schema, row),
    })
    this.chunks = new BatchChunks(init.root.execute(context), () => {
      const seen = init.onComputed()
      this.#planned.promise
        .then(() => init.state.commit())
        .then(
          (commitMs) => this.#done.resolve({ ...seen, state: init.state.report(commitMs) }),
          (error: unknown) => this.#done.reject(error),
        )
    })
  }

  /** Resolves when all rows have been computed and the state after them is durable. Never before the chunks have been read to their end. */
  get computed(): Promise<ComputedBatch> {
    return this.#done.promise
  }

  /** What each stateful operator saw as the watermark. */
  get watermarks(): BatchComputationInit['watermarks'] {
    return this.#init.watermarks
  }

  /** What the stateful operators dropped as late, once all rows have been computed. */
  lateRows(): readonly LateRows[] {
    const { state, watermarks } = this.#init
    const operators = state.instances.map(({ operator }) => operator)
    return this.#late.all(this.batchId, operators, (id) => watermarks.get(id)?.lateMs ?? 0)
  }

  /** The batch is in the offset log: from here on it may write. */
  markPlanned(): void {
    this.#planned.resolve()
  }

  /** Begins with the first chunk. */
  prime(): void {
    this.chunks.prime()
  }

  /** Gives up; resolves when nothing is under way any more. */
  async abandon(): Promise<void> {
    await this.chunks.abandon()
    const reason = new ExecutionException('INTERNAL_ERROR', { message: 'the rows of a given up batch were waited for' })
    this.#planned.reject(reason)
    if (!this.chunks.isExhausted) this.#done.reject(reason)
    await this.#done.promise.catch(() => {})
  }
}
