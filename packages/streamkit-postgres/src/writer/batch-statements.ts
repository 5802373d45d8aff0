import { qualifiedName } from '../sql/identifier.ts'
import { appendSql, mergeSql } from '../sql/merge-sql.ts'
import { copySql, createStagingSql } from '../sql/staging-sql.ts'
import type { PreparedTarget } from './prepare-target.ts'
import type { WriterOptions } from './writer-options.ts'

/** The texts of a batch's transaction, made once. */
export interface BatchStatements {
  /** Has the server look at the merge once, before the first batch: a wrong condition or a missing right is found then. */
  readonly probe: string | null
  /** Begins the transaction and makes the staging table; the ledger's state is asked for behind it. */
  readonly begin: string
  readonly copy: string
  /** Settings for what follows the COPY. */
  readonly settings: string
  /** Null: the COPY goes straight into the target. */
  readonly merge: string | null
}

export function batchStatements({ target, merge }: PreparedTarget, options: WriterOptions): BatchStatements {
  const isDirect = merge === null && target.columns.every(({ staged }) => staged === 'own')
  const begin = [
    'BEGIN ISOLATION LEVEL READ COMMITTED',
    // "already exists, skipping", every time
    'SET LOCAL client_min_messages = warning',
    // COPY takes as long as the query needs to make its rows
    'SET LOCAL statement_timeout = 0',
    lockTimeoutSql(options),
    // what addBatch has said to be durable must be
    "SELECT pg_catalog.set_config('synchronous_commit', 'on', true) WHERE pg_catalog.current_setting('synchronous_commit') = 'off'",
    ...(isDirect ? [] : [createStagingSql(target)]),
  ]
  const truncate = options.truncate === true ? [`TRUNCATE ${qualifiedName(target.table.name)}`] : []
  const statementTimeout = options.statementTimeoutMs === undefined ? 'DEFAULT' : options.statementTimeoutMs
  const settings = [
    `SET LOCAL statement_timeout = ${statementTimeout}`,
    // from here on rows of others may wait for us: a process that is frozen must not hold them for ever
    `SET LOCAL idle_in_transaction_session_timeout = ${options.idleInTransactionTimeoutMs ?? 60_000}`,
  ]
  const mergeText = isDirect ? null : merge === null ? appendSql(target) : mergeSql(target, merge)
  return {
    probe: mergeText === null ? null : [...begin, `EXPLAIN ${mergeText}`, 'ROLLBACK'].join(';\n'),
    begin: [...begin, ...truncate].join(';\n'),
    copy: copySql(target, isDirect ? 'target' : 'staging'),
    settings: settings.join(';\n'),
    merge: mergeText,
  }
}

export function lockTimeoutSql({ lockTimeoutMs = 30_000 }: WriterOptions): string {
  return `SET LOCAL lock_timeout = ${lockTimeoutMs}`
}
