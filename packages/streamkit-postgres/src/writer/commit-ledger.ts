import { raise } from '../conditions.ts'
import { queryRows, type SqlClient } from '../connection/sql-client.ts'
import { displayName, qualifiedName, quoteIdentifier, quoteLiteral } from '../sql/identifier.ts'

/** Whose batches a row of the ledger counts. */
export interface LedgerKey {
  readonly queryId: string
  readonly sinkId: string
}

/** What the ledger says. */
export interface LedgerState {
  /** Grows by one with each run that takes the sink over: the fencing token. */
  readonly epoch: number
  /** The last batch whose rows are in the table, -1 if none. */
  readonly batchId: number
  readonly runId: string
}

/** A batch about to be committed. */
export interface LedgerCommit {
  readonly epoch: number
  readonly batchId: number
  readonly rows: number
}

export interface OpenLedgerRequest extends LedgerKey {
  readonly runId: string
  readonly queryName: string | null
  readonly lastCommittedBatchId: number
  /** The target, for messages. */
  readonly table: string
  readonly whenLedgerIsBehind: 'fail' | 'continue'
  readonly whenCheckpointIsNew: 'fail' | 'continue'
  /** Statements for the transaction: its time-outs. */
  readonly settings: string
}

/** Serialises the making of tables among all StreamKit processes of a database; the number spells nothing. */
export const creationLock = 'SELECT pg_catalog.pg_advisory_xact_lock(7249165108236741)'

/**
 * The table `streamkit.commits`: one row for each (query, sink) with the last batch it holds, written in the transaction of the rows. So a batch is either in both or in
 * neither, and one that comes again is known.
 */
export class CommitLedger {
  readonly name: string
  readonly #schema: string
  readonly #table: string

  constructor(schema: string) {
    this.#schema = schema
    this.#table = qualifiedName({ schema, table: 'commits' })
    this.name = displayName({ schema, table: 'commits' })
  }

  /** Makes schema, table and column if they are missing; any number of processes may do so at once. */
  async create(client: SqlClient): Promise<void> {
    if ((await this.#found(client)) === 'complete') return
    await client.query('BEGIN')
    await client.query(creationLock)
    const found = await this.#found(client)
    if (found === 'unnamed') await client.query(`ALTER TABLE ${this.#table} ADD COLUMN IF NOT EXISTS query_name text`)
    if (found === 'nothing') {
      const [schema] = await queryRows(client, 'SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [
        this.#schema,
      ])
      if (schema === undefined) await client.query(`CREATE SCHEMA ${quoteIdentifier(this.#schema, 'schema')}`)
      await client.query(`CREATE TABLE ${this.#table} (
  query_id text NOT NULL, sink_id text NOT NULL, query_name text, run_id text NOT NULL,
  epoch bigint NOT NULL, batch_id bigint NOT NULL, rows bigint NOT NULL, committed_at timestamp with time zone,
  PRIMARY KEY (query_id, sink_id))`)
    }
    await client.query('COMMIT')
  }

  async #found(client: SqlClient): Promise<'nothing' | 'unnamed' | 'complete'> {
    // not to_regclass: inside a transaction it may remember that there was nothing
    const [row] = await queryRows(
      client,
      `SELECT a.attname AS query_name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'query_name' AND NOT a.attisdropped
       WHERE n.nspname = $1 AND c.relname = 'commits'`,
      [this.#schema],
    )
    if (row === undefined) return 'nothing'
    return row.query_name === null ? 'unnamed' : 'complete'
  }

  /** Takes the sink over for a run: all earlier runs are fenced. Refuses when ledger and checkpoint cannot belong together; then nothing changes. */
  async open(client: SqlClient, request: OpenLedgerRequest): Promise<LedgerState> {
    // READ COMMITTED: what is read behind a lock is what the holder before has committed
    await client.query(`BEGIN ISOLATION LEVEL READ COMMITTED; ${request.settings}`)
    const { queryName } = request
    if (queryName !== null) await this.#lockName(client, queryName, request.sinkId)
    const [row] = await queryRows(
      client,
      `INSERT INTO ${this.#table} AS c (query_id, sink_id, query_name, run_id, epoch, batch_id, rows) VALUES ($1, $2, $3, $4, 1, -1, 0)
       ON CONFLICT (query_id, sink_id) DO UPDATE SET epoch = c.epoch + 1, run_id = excluded.run_id, query_name = excluded.query_name
       RETURNING c.epoch::float8 AS epoch, c.batch_id::float8 AS batch_id`,
      [request.queryId, request.sinkId, request.queryName, request.runId],
    )
    const state: LedgerState = {
      epoch: Number(row?.epoch),
      batchId: Number(row?.batch_id),
      runId: request.runId,
    }
    this.#compare(state, request)
    if (state.batchId < 0 && queryName !== null && request.whenCheckpointIsNew === 'fail') {
      await this.#supersede(client, queryName, request)
    }
    await client.query('COMMIT')
    return state
  }

  /** Of the first starts of one name, one comes after the other. Taken before any row is, so that nobody waits in a circle. */
  async #lockName(client: SqlClient, queryName: string, sinkId: string): Promise<void> {
    await client.query('SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended($1, 0))', [
      JSON.stringify([this.name, sinkId, queryName]),
    ])
  }

  /**
   * The first batch of an id is to come. If the ledger has batches of the same name under another id, this checkpoint stands where a lost one was. Ids of the name that
   * have not got so far are fenced: of two first starts, only the later one writes.
   */
  async #supersede(client: SqlClient, queryName: string, request: OpenLedgerRequest): Promise<void> {
    const { queryId, sinkId, runId, table } = request
    const others = 'sink_id = $1 AND query_name = $2 AND query_id <> $3'
    await client.query(`UPDATE ${this.#table} SET epoch = epoch + 1, run_id = $4 WHERE ${others} AND batch_id < 0`, [
      sinkId,
      queryName,
      queryId,
      runId,
    ])
    // after the update, which waits for a first batch that is being committed
    const [other] = await queryRows(
      client,
      `SELECT query_id, batch_id::pg_catalog.float8 AS batch_id FROM ${this.#table} WHERE ${others} AND batch_id >= 0 ORDER BY committed_at DESC NULLS LAST LIMIT 1`,
      [sinkId, queryName, queryId],
    )
    if (other === undefined) return
    throw raise('SINK_CHECKPOINT_LOST', {
      table,
      queryName,
      sinkBatch: Number(other.batch_id),
      otherQueryId: String(other.query_id),
      queryId,
    })
  }

  #compare({ batchId }: LedgerState, request: OpenLedgerRequest): void {
    const { table, queryId, sinkId, lastCommittedBatchId } = request
    if (batchId > lastCommittedBatchId + 1) {
      const checkpointBatch = lastCommittedBatchId < 0 ? 'none' : lastCommittedBatchId
      const sinkBatch = batchId
      throw raise('SINK_AHEAD_OF_CHECKPOINT', { table, sinkBatch, checkpointBatch, queryId, sinkId, ledger: this.name })
    }
    // without any batch the sink is new to the query, which may be older
    if (batchId >= 0 && batchId < lastCommittedBatchId && request.whenLedgerIsBehind === 'fail') {
      throw raise('SINK_BEHIND_CHECKPOINT', {
        table,
        sinkBatch: batchId,
        checkpointBatch: lastCommittedBatchId,
        ledger: this.name,
      })
    }
  }

  /** Takes a row out that nobody will ask for again: that of a batch write, which has no later run. */
  async forget(client: SqlClient, { queryId, sinkId }: LedgerKey): Promise<void> {
    await client.query(`DELETE FROM ${this.#table} WHERE query_id = $1 AND sink_id = $2`, [queryId, sinkId])
  }

  /** Reads the row without parameters, so that it can go with other statements. */
  stateSql({ queryId, sinkId }: LedgerKey): string {
    return `SELECT epoch::pg_catalog.float8 AS epoch, batch_id::pg_catalog.float8 AS batch_id, run_id FROM ${this.#table} WHERE query_id = ${quoteLiteral(queryId)} AND sink_id = ${quoteLiteral(sinkId)}`
  }

  /** Writes the batch down if the epoch is still ours and the batch is new; gives no row otherwise. */
  advanceSql({ queryId, sinkId }: LedgerKey, commit: LedgerCommit): string {
    const { epoch, batchId, rows } = commit
    return `UPDATE ${this.#table} SET batch_id = ${batchId}, rows = ${rows}, committed_at = pg_catalog.clock_timestamp() WHERE query_id = ${quoteLiteral(queryId)} AND sink_id = ${quoteLiteral(sinkId)} AND epoch = ${epoch} AND batch_id < ${batchId} RETURNING 1 AS done`
  }
}

export function ledgerState(row: Readonly<Record<string, unknown>> | undefined): LedgerState | null {
  if (row === undefined) return null
  return { epoch: Number(row.epoch), batchId: Number(row.batch_id), runId: String(row.run_id) }
}
