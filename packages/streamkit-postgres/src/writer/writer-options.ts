import type { Logger } from '@streamkit/core/connector'
import type { ConnectionOptions } from '../connection/postgres-connections.ts'
import type { RetryOptions } from '../connection/retry.ts'
import type { TableName } from '../sql/identifier.ts'

/** What all ways of writing have in common. */
export interface WriterOptions extends ConnectionOptions {
  readonly table: string | TableName
  /** Columns of the query that identify a row: there must be a unique index over them. Empty: rows are appended. */
  readonly key: readonly string[]
  readonly update?: 'all' | 'none' | readonly string[] | undefined
  readonly where?: string | undefined
  readonly orderBy?: string | undefined
  readonly columns?: Readonly<Record<string, string>> | undefined
  readonly createTable?: boolean | CreateTableOptions | undefined
  readonly sinkId?: string | undefined
  readonly ledgerSchema?: string | undefined
  readonly whenLedgerIsBehind?: 'fail' | 'continue' | undefined
  readonly whenCheckpointIsNew?: 'fail' | 'continue' | undefined
  readonly lockTimeoutMs?: number | undefined
  readonly statementTimeoutMs?: number | undefined
  readonly idleInTransactionTimeoutMs?: number | undefined
  readonly maxReplayBytes?: number | undefined
  readonly retry?: RetryOptions | undefined
  readonly logger?: Logger | undefined
  /** The batch replaces all rows of the table. Default false. */
  readonly truncate?: boolean | undefined
}

/** How a missing table is made. */
export interface CreateTableOptions {
  /** SQL types in place of the usual ones, by column of the query: `{ event_id: 'uuid' }`. SQL text of yours: never of your users. */
  readonly columnTypes?: Readonly<Record<string, string>>
}

/** The query that writes. */
export interface WriterQuery {
  readonly queryId: string
  readonly runId: string
  readonly queryName: string | null
  /** -1: none yet. */
  readonly lastCommittedBatchId: number
  readonly signal: AbortSignal | null
}

/** What became of a batch. */
export interface BatchWriteResult {
  /** The ledger had it already: nothing was done. */
  readonly isSkipped: boolean
  /** Rows of the batch. */
  readonly rows: number
  /** Rows that were inserted or updated. Fewer than `rows` if keys came twice, or rows were left as they are. */
  readonly written: number
  /** Of these, the new ones; null where the database cannot tell cheaply (partitioned and foreign tables). */
  readonly inserted: number | null
  readonly retries: number
}
