import type { StructType } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { type Lease, PostgresConnections } from '../connection/postgres-connections.ts'
import { withRetries } from '../connection/retry.ts'
import { displayName, parseTableName } from '../sql/identifier.ts'
import { describeTable } from '../types/table-catalog.ts'
import { batchStatements, lockTimeoutSql } from './batch-statements.ts'
import { type BatchEnvironment, BatchTransaction, type BatchWrite } from './batch-transaction.ts'
import { CommitLedger } from './commit-ledger.ts'
import { prepareTarget } from './prepare-target.ts'
import { writeError } from './write-error.ts'
import type { BatchWriteResult, WriterOptions, WriterQuery } from './writer-options.ts'

const defaultMaxReplayBytes = 64 << 20

/**
 * Writes the batches of one query into one table, each in one transaction: COPY, merge, ledger, COMMIT.
 *
 * `prepare` once, then `write` one at a time, then `close`. A batch that the ledger has is skipped. What fails for a passing reason is repeated as a whole on
 * another connection; nothing is ever repeated inside a transaction.
 */
export class PostgresBatchWriter {
  /** `PostgresSink[shop.orders]` */
  readonly description: string
  readonly #options: WriterOptions
  readonly #connections: PostgresConnections
  readonly #ledger: CommitLedger
  readonly #spare: Buffer[] = []
  #environment: BatchEnvironment | null = null

  constructor(options: WriterOptions) {
    this.#options = options
    this.#connections = new PostgresConnections(options, options.logger ?? null)
    this.#ledger = new CommitLedger(options.ledgerSchema ?? 'streamkit')
    this.description = `PostgresSink[${displayName(parseTableName(options.table))}]`
  }

  /** Checks table and schema, takes the sink over from earlier runs, and compares ledger and checkpoint. */
  async prepare(query: WriterQuery, schema: StructType): Promise<void> {
    const what = `the start of ${this.description}`
    const request = { options: this.#options.retry ?? {}, signal: query.signal, what }
    this.#environment = await withRetries(() => this.#prepareOnce(query, schema), request)
  }

  async #prepareOnce(query: WriterQuery, schema: StructType): Promise<BatchEnvironment> {
    const options = this.#options
    return this.#holding(query.signal, async ({ client }) => {
      await this.#ledger.create(client)
      const prepared = await prepareTarget(client, options, schema)
      const statements = batchStatements(prepared, options)
      if (statements.probe !== null) await client.query(statements.probe)
      const table = displayName(prepared.target.table.name)
      const key = { queryId: query.queryId, sinkId: options.sinkId ?? table }
      const { epoch } = await this.#ledger.open(client, {
        ...query,
        ...key,
        table,
        whenLedgerIsBehind: options.whenLedgerIsBehind ?? 'fail',
        whenCheckpointIsNew: options.whenCheckpointIsNew ?? 'fail',
        settings: lockTimeoutSql(options),
      })
      return {
        connections: this.#connections,
        ledger: this.#ledger,
        target: prepared.target,
        statements,
        key,
        epoch,
        maxReplayBytes: options.maxReplayBytes ?? defaultMaxReplayBytes,
        spare: this.#spare,
      }
    })
  }

  /** Work on one connection, which is closed if the work fails: that rolls back. */
  async #holding<T>(signal: AbortSignal | null, work: (lease: Lease) => Promise<T>): Promise<T> {
    const lease = await this.#connections.acquire(signal)
    try {
      const result = await work(lease)
      lease.release()
      return result
    } catch (thrown) {
      lease.destroy()
      const table = displayName(parseTableName(this.#options.table))
      throw writeError(thrown, { what: `the start of ${this.description}`, table, columns: [] })
    }
  }

  /** Writes a batch durably, or nothing of it. */
  async write(batch: BatchWrite): Promise<BatchWriteResult> {
    if (this.#environment === null) {
      const hint = 'Call `prepare` first.'
      throw raise('INVALID_POSTGRES_OPTION', { option: 'table', reason: 'the writer was not prepared', hint })
    }
    const transaction = new BatchTransaction(this.#environment, batch)
    let isDone = false
    try {
      const result = await withRetries(() => transaction.attempt(), {
        options: this.#options.retry ?? {},
        signal: batch.signal,
        what: `batch ${batch.batchId} of ${this.description}`,
        mayRetry: (thrown) => transaction.mayRetry(thrown),
      })
      isDone = true
      return result
    } finally {
      await transaction.close(isDone)
    }
  }

  /** Whether the table is there already. */
  tableExists(signal: AbortSignal | null): Promise<boolean> {
    const request = { options: this.#options.retry ?? {}, signal, what: `the start of ${this.description}` }
    return withRetries(
      () =>
        this.#holding(
          signal,
          async ({ client }) => (await describeTable(client, parseTableName(this.#options.table))) !== null,
        ),
      request,
    )
  }

  /** Takes this writer's row out of the ledger: there will be no later run. */
  async forget(): Promise<void> {
    const environment = this.#environment
    if (environment === null) return
    await this.#holding(null, ({ client }) => this.#ledger.forget(client, environment.key))
  }

  /** Ends the connections that are the writer's own. */
  async close(): Promise<void> {
    this.#environment = null
    this.#spare.length = 0
    await this.#connections.close()
  }
}
