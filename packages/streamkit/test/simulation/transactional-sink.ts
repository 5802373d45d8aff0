import type { Sink, SinkBatch, SinkQuery, SinkResult } from '../../src/contracts/sink.ts'
import { rowTexts } from './event-log.ts'
import type { SimulatedProcess } from './simulated-machine.ts'

/** A batch that reached the sink: first or once more. */
export interface BatchAttempt {
  readonly queryId: string
  readonly batchId: number
  readonly batchTimestampMs: number
  /** `offsets/N` as it was when the sink was called. */
  readonly plan: string
  /** Null if the attempt ended before all rows were read. */
  rows: readonly string[] | null
}

/** A table with a ledger of batches, on a server of its own: what was committed there survives every crash of ours. */
export class SimulatedTable {
  readonly rows: string[] = []
  /** The same rows by their batch. */
  readonly batches = new Map<number, readonly string[]>()
  /** Last batch by query id. */
  readonly ledger = new Map<string, number>()
  readonly attempts: BatchAttempt[] = []
}

/** Writes a batch and its id in one transaction, and recognises a batch that comes again: what exactly-once sinks do. */
export class TransactionalSink implements Sink {
  readonly description = 'TransactionalSink'
  readonly #table: SimulatedTable
  readonly #process: SimulatedProcess
  readonly #planOf: (batchId: number) => string
  readonly #onBatch: (batchId: number) => void
  /** Whether it looks into the ledger; a sink without one writes a batch that comes again a second time. */
  readonly #usesLedger: boolean

  constructor(init: {
    readonly table: SimulatedTable
    readonly process: SimulatedProcess
    readonly planOf: (batchId: number) => string
    /** Hears of every batch that reaches the sink. */
    readonly onBatch?: (batchId: number) => void
    readonly usesLedger?: boolean
  }) {
    this.#table = init.table
    this.#process = init.process
    this.#planOf = init.planOf
    this.#onBatch = init.onBatch ?? (() => {})
    this.#usesLedger = init.usesLedger ?? true
  }

  async prepare(query: SinkQuery): Promise<void> {
    await this.#process.perform({ kind: 'sink.prepare', path: '', changes: false }, () => {
      const { ledger } = this.#table
      const last = ledger.get(query.queryId)
      if (ledger.size > 0 && last === undefined) throw new Error('CHECKPOINT_LOST: the table has batches of another id')
      if (last !== undefined && last > query.lastCommittedBatchId + 1) {
        throw new Error(`SINK_AHEAD_OF_CHECKPOINT: ${last} is there, the checkpoint says ${query.lastCommittedBatchId}`)
      }
    })
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    const { batchId, batchTimestampMs, query } = batch
    const attempt: BatchAttempt = {
      queryId: query.queryId,
      batchId,
      batchTimestampMs,
      plan: this.#planOf(batchId),
      rows: null,
    }
    this.#table.attempts.push(attempt)
    this.#onBatch(batchId)
    const rows: string[] = []
    for await (const chunk of batch.chunks()) {
      await this.#process.perform({ kind: 'sink.copy', path: '', changes: false }, () => rows.push(...rowTexts(chunk)))
    }
    attempt.rows = rows
    await this.commit(query.queryId, batchId, rows)
    return { numOutputRows: rows.length }
  }

  async stop(): Promise<void> {}

  protected async commit(queryId: string, batchId: number, rows: readonly string[]): Promise<void> {
    await this.#process.perform({ kind: 'sink.commit', path: String(batchId), changes: true }, () => {
      const { ledger } = this.#table
      if (this.#usesLedger && (ledger.get(queryId) ?? -1) >= batchId) return
      this.#table.rows.push(...rows)
      this.#table.batches.set(batchId, rows)
      ledger.set(queryId, batchId)
    })
  }
}
