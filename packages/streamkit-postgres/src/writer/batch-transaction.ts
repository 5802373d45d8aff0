import type { ColumnBatch } from '@streamkit/core/connector'
import type { PoolClient } from 'pg'
import { raise } from '../conditions.ts'
import { copyIn } from '../connection/copy.ts'
import type { Lease, PostgresConnections } from '../connection/postgres-connections.ts'
import { isTransient } from '../connection/server-error.ts'
import { queryLast, type SqlRow } from '../connection/sql-client.ts'
import { CopyBinaryEncoder, sliceBytes } from '../copy/copy-binary-encoder.ts'
import { displayName } from '../sql/identifier.ts'
import type { BatchStatements } from './batch-statements.ts'
import { type CommitLedger, type LedgerKey, type LedgerState, ledgerState } from './commit-ledger.ts'
import { ReplayBuffer } from './replay-buffer.ts'
import type { Target } from './target-columns.ts'
import { writeError } from './write-error.ts'
import type { BatchWriteResult } from './writer-options.ts'

/** One batch to write. */
export interface BatchWrite {
  readonly batchId: number
  /** Called once at most: not if the batch is known to the ledger. */
  readonly chunks: () => AsyncIterable<ColumnBatch>
  readonly signal: AbortSignal | null
}

/** What the batches of a run have in common. */
export interface BatchEnvironment {
  readonly connections: PostgresConnections
  readonly ledger: CommitLedger
  readonly target: Target
  readonly statements: BatchStatements
  readonly key: LedgerKey
  readonly epoch: number
  readonly maxReplayBytes: number
  /** Buffers of the batch before, to be used again. */
  readonly spare: Buffer[]
}

interface Counts {
  readonly written: number
  readonly inserted: number | null
}

/**
 * The transaction of one batch, which may take several attempts:
 *
 *     BEGIN · staging table · what says the ledger?      skip the batch, or find this run fenced
 *     COPY                                               no lock on anything of others yet
 *     merge · ledger := batch, if the epoch is still ours
 *     COMMIT                                             no answer: ask the ledger on another connection before anything else
 */
export class BatchTransaction {
  readonly #environment: BatchEnvironment
  readonly #batch: BatchWrite
  readonly #encoder: CopyBinaryEncoder
  readonly #replay: ReplayBuffer
  readonly #table: string
  #attempts = 0
  /** What a COMMIT without an answer would have done. */
  #inDoubt: Counts | null = null
  #lastError = ''

  constructor(environment: BatchEnvironment, batch: BatchWrite) {
    const { target, statements, spare, maxReplayBytes } = environment
    this.#environment = environment
    this.#batch = batch
    this.#table = displayName(target.table.name)
    this.#encoder = new CopyBinaryEncoder({
      columns: target.columns,
      withRowNumbers: statements.merge !== null,
      allocate: () => spare.pop() ?? Buffer.allocUnsafeSlow(sliceBytes),
    })
    this.#replay = new ReplayBuffer(encodedSlices(batch, this.#encoder), maxReplayBytes)
  }

  /** Whether another attempt may cure it: errors of the rows' own source are not ours to repeat. */
  mayRetry(thrown: unknown): boolean {
    return !this.#replay.isSourceError(thrown) && isTransient(thrown)
  }

  /** Writes the batch, or nothing of it. */
  async attempt(): Promise<BatchWriteResult> {
    this.#attempts++
    try {
      if (this.#inDoubt !== null) {
        const settled = await this.#settle(this.#inDoubt)
        if (settled !== null) return settled
      }
      if (!this.#replay.canReplay) throw this.#tooLarge()
      return await this.#holding((lease) => this.#run(lease))
    } catch (thrown) {
      if (this.#replay.isSourceError(thrown)) throw thrown
      this.#lastError = thrown instanceof Error ? thrown.message : String(thrown)
      const { columns } = this.#environment.target
      throw writeError(thrown, { what: `batch ${this.#batch.batchId}`, table: this.#table, columns })
    }
  }

  /** Ends the reading of the rows. After a success the buffers may be used again. */
  async close(isDone: boolean): Promise<void> {
    if (isDone) this.#environment.spare.push(...this.#replay.reusable(sliceBytes))
    await this.#replay.close()
  }

  async #holding<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
    const lease = await this.#environment.connections.acquire(this.#batch.signal)
    try {
      const result = await work(lease)
      lease.release()
      return result
    } catch (thrown) {
      // whatever state the connection is in: closing it rolls back
      lease.destroy()
      throw thrown
    }
  }

  async #run({ client }: Lease): Promise<BatchWriteResult> {
    const { statements, ledger, key } = this.#environment
    const [state] = await queryLast(client, `${statements.begin};\n${ledger.stateSql(key)}`)
    if (this.#checked(ledgerState(state)).batchId >= this.#batch.batchId) {
      await client.query('ROLLBACK')
      return { isSkipped: true, rows: 0, written: 0, inserted: 0, retries: this.#attempts - 1 }
    }
    const copied = await copyIn(client, statements.copy, this.#replay.slices())
    const counts = await this.#merge(client, copied)
    this.#inDoubt = counts
    await client.query('COMMIT')
    this.#inDoubt = null
    return this.#written(counts)
  }

  async #merge(client: PoolClient, copied: number): Promise<Counts> {
    const { statements, ledger, key, epoch } = this.#environment
    const { batchId } = this.#batch
    const advance = ledger.advanceSql(key, { epoch, batchId, rows: copied })
    const texts = [statements.settings, ...(statements.merge === null ? [] : [statements.merge]), advance]
    const results = (await client.query(texts.join(';\n'))) as unknown as readonly {
      readonly rows: readonly SqlRow[]
    }[]
    if (results.at(-1)?.rows.length !== 1) {
      const [state] = await queryLast(client, ledger.stateSql(key))
      throw this.#fenced(ledgerState(state))
    }
    if (statements.merge === null) return { written: copied, inserted: copied }
    const merged = results.at(-2)?.rows[0]
    const inserted = merged?.inserted
    return { written: Number(merged?.written), inserted: typeof inserted === 'number' ? inserted : null }
  }

  /** Finds out on a new connection what became of a COMMIT; waits for the old transaction if it is still at it. Null: nothing was stored. */
  async #settle(counts: Counts): Promise<BatchWriteResult | null> {
    const { ledger, key } = this.#environment
    const state = await this.#holding(async ({ client }) => {
      await client.query('BEGIN')
      const [row] = await queryLast(client, `${ledger.stateSql(key)} FOR UPDATE`)
      await client.query('ROLLBACK')
      return ledgerState(row)
    })
    this.#inDoubt = null
    return this.#checked(state).batchId >= this.#batch.batchId ? this.#written(counts) : null
  }

  #checked(state: LedgerState | null): LedgerState {
    if (state === null || state.epoch !== this.#environment.epoch) throw this.#fenced(state)
    return state
  }

  #written({ written, inserted }: Counts): BatchWriteResult {
    return { isSkipped: false, rows: this.#encoder.rows, written, inserted, retries: this.#attempts - 1 }
  }

  #fenced(state: LedgerState | null): Error {
    const { ledger, key, epoch } = this.#environment
    if (state === null) {
      const reason = `the row with query_id ${key.queryId} and sink_id ${key.sinkId} was deleted from ${ledger.name} while the query was running`
      return raise('SINK_WRITE', {
        what: `batch ${this.#batch.batchId}`,
        table: this.#table,
        reason,
        serverState: '02000',
      })
    }
    return raise('SINK_FENCED', {
      table: this.#table,
      current: state.epoch,
      own: epoch,
      owner: state.runId,
      batchId: this.#batch.batchId,
    })
  }

  #tooLarge(): Error {
    return raise('SINK_BATCH_TOO_LARGE_TO_RETRY', {
      batchId: this.#batch.batchId,
      table: this.#table,
      limit: this.#environment.maxReplayBytes,
      reason: this.#lastError,
    })
  }
}

async function* encodedSlices({ chunks }: BatchWrite, encoder: CopyBinaryEncoder): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks()) yield* encoder.encode(chunk)
  yield* encoder.finish()
}
