import type { Logger } from '@streamkit/core/connector'
import type { ConnectionOptions } from './connection/postgres-connections.ts'
import type { RetryOptions } from './connection/retry.ts'
import type { TableName } from './sql/identifier.ts'
import type { CreateTableOptions } from './writer/writer-options.ts'

type ColumnOf<Row> = keyof Row & string

/** What {@link upsert} writes, where, and how. One of `connectionString`, `client` and `pool` says where the database is. */
export interface UpsertOptions<Row = Readonly<Record<string, unknown>>> extends ConnectionOptions {
  /** `shop.orders`, or the parts. Exactly as the database has it: case counts, quotes are only needed around dots. */
  readonly table: string | TableName
  /** The columns that identify a row. The table needs a primary key or unique index over exactly these. */
  readonly key: readonly ColumnOf<Row>[]
  /** What is overwritten when the key is there already: `all` other columns (default), some, or `none` (the row that is there stays). */
  readonly update?: 'all' | 'none' | readonly ColumnOf<Row>[]
  /**
   * An SQL condition: a row is overwritten only where it holds, for example `excluded.updated_at > target.updated_at`. `target` is the row in the table, `excluded`
   * the new one. It becomes part of the statement: never make it of your users' text.
   */
  readonly where?: string
  /**
   * Of several rows of one key in a batch, the one with the greatest value of this column is written. Without it the last one in the order of the input is (with
   * `update: 'none'` the first).
   */
  readonly orderBy?: ColumnOf<Row>
  /** Names in the table of columns that are called otherwise in the query: `{ userId: 'user_id' }`. */
  readonly columns?: { readonly [C in ColumnOf<Row>]?: string }
  /** Makes the table, with the key as primary key, if it is missing. Default false. */
  readonly createTable?: boolean | CreateTableOptions
  /** Names this sink in the ledger; two sinks of one query on the same table need different ones. Default: the table. Never change it for a running query. */
  readonly sinkId?: string
  /** The schema of the ledger, made if it is missing. Default `streamkit`. */
  readonly ledgerSchema?: string
  /** What to do if the checkpoint says that the table has batches which the ledger has not: `fail` (default) or `continue`. */
  readonly whenLedgerIsBehind?: 'fail' | 'continue'
  /**
   * What to do if the table has batches of a query of the same `queryName`, but of another checkpoint: `fail` (default), for that checkpoint may be lost, or `continue`
   * and write everything that this checkpoint has not seen. Queries without a name are not checked.
   */
  readonly whenCheckpointIsNew?: 'fail' | 'continue'
  /** Longest wait for a lock, milliseconds; the batch is then tried again. Default 30000; 0: no limit. */
  readonly lockTimeoutMs?: number
  /** Longest time of the merge, milliseconds. Default: what the server says. */
  readonly statementTimeoutMs?: number
  /** How long the server lets a frozen process hold the rows it has merged, milliseconds. Default 60000. */
  readonly idleInTransactionTimeoutMs?: number
  /** Bytes of a batch, as encoded for PostgreSQL, that are kept in memory to repeat it. A larger batch that fails fails the query, which can be restarted. Default 64 MiB. */
  readonly maxReplayBytes?: number
  /** For connection losses, deadlocks, a server that starts or fails over, ... Default 10 attempts, 100 ms to 5 s apart. */
  readonly retry?: RetryOptions
  /** Hears of lost connections and of TLS without verification. */
  readonly logger?: Logger
}
