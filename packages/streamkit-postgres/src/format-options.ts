import type { OptionReader, SinkContext } from '@streamkit/core/connector'
import type { ClientConfig, Pool } from 'pg'
import { raise } from './conditions.ts'
import type { ConnectionOptions } from './connection/postgres-connections.ts'
import type { WriterOptions } from './writer/writer-options.ts'

/** Where the database is, as options of `format('postgres')`: one of `connectionString` (or Spark's `url`), `client` and `pool`. */
export interface PostgresConnectionOptions {
  /** `postgresql://user:password@host:5432/database?sslmode=verify-full`. */
  readonly connectionString?: string
  /** Spark's name for it; `jdbc:postgresql://...` is taken too. */
  readonly url?: string
  /** If it is not in the connection string. */
  readonly user?: string
  /** If it is not in the connection string. */
  readonly password?: string
  /** Settings of `pg`'s client. */
  readonly client?: ClientConfig
  /** A pool of yours; it is not closed. */
  readonly pool?: Pool
}

/** Options of `read().format('postgres')`. One of `dbtable` and `query`. */
export interface PostgresReadOptions extends PostgresConnectionOptions {
  /** `schema.table`, exactly as the database has it. */
  readonly dbtable?: string
  /** A SELECT. */
  readonly query?: string
}

/** Options of `write` and `writeStream` with `format('postgres')`; see `upsert` for what they mean. */
export interface PostgresWriteOptions extends PostgresConnectionOptions {
  /** `schema.table`, exactly as the database has it. */
  readonly dbtable?: string
  /** Rows whose key is in the table are updated. Without a key all rows are appended. Names with commas between, or a list. */
  readonly key?: string | readonly string[]
  readonly update?: string | readonly string[]
  readonly where?: string
  readonly orderBy?: string
  readonly createTable?: boolean
  readonly sinkId?: string
  readonly ledgerSchema?: string
  readonly whenLedgerIsBehind?: 'fail' | 'continue'
  readonly whenCheckpointIsNew?: 'fail' | 'continue'
  /** Milliseconds, or text such as `10 seconds`. */
  readonly lockTimeout?: number | string
  /** Milliseconds, or text such as `10 seconds`. */
  readonly statementTimeout?: number | string
  readonly maxReplayBytes?: number
  /** Attempts for a batch in all. Default 10. */
  readonly maxAttempts?: number
}

export function connectionOptions(options: OptionReader): ConnectionOptions {
  const given = options.string('connectionString') ?? options.string('url')
  const user = options.string('user')
  const password = options.string('password')
  return {
    connectionString: given === undefined ? undefined : withCredentials(given, user, password),
    client: options.value('client') as ClientConfig | undefined,
    pool: options.value('pool') as Pool | undefined,
  }
}

function withCredentials(given: string, user: string | undefined, password: string | undefined): string {
  const text = given.replace(/^jdbc:/, '')
  if (user === undefined && password === undefined) return text
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null) {
    const hint = 'Write it as postgresql://host:5432/database.'
    throw raise('INVALID_POSTGRES_OPTION', { option: 'url', reason: 'it cannot be read', hint })
  }
  if (user !== undefined) url.username = encodeURIComponent(user)
  if (password !== undefined) url.password = encodeURIComponent(password)
  return url.href
}

export function writerOptions({ options, path }: SinkContext, createTable: boolean): WriterOptions {
  const duration = (name: string): number | undefined => (options.has(name) ? options.durationMs(name, 0) : undefined)
  const update = options.has('update') ? names(options.value('update')) : ['all']
  const attempts = options.integer('maxAttempts', { min: 1 })
  return {
    ...connectionOptions(options),
    table: tableOption(options, path),
    key: names(options.value('key')),
    update: update.length === 1 && (update[0] === 'all' || update[0] === 'none') ? update[0] : update,
    where: options.string('where'),
    orderBy: options.string('orderBy'),
    createTable: options.boolean('createTable', createTable),
    sinkId: options.string('sinkId'),
    ledgerSchema: options.string('ledgerSchema'),
    whenLedgerIsBehind: failOrContinue(options, 'whenLedgerIsBehind'),
    whenCheckpointIsNew: failOrContinue(options, 'whenCheckpointIsNew'),
    lockTimeoutMs: duration('lockTimeout'),
    statementTimeoutMs: duration('statementTimeout'),
    maxReplayBytes: options.integer('maxReplayBytes', { min: 0 }),
    retry: attempts === undefined ? {} : { attempts },
  }
}

function tableOption(options: OptionReader, path: string | null): string {
  const table = options.string('dbtable') ?? path ?? undefined
  if (table !== undefined) return table
  const hint = "Name it: .option('dbtable', 'schema.table')."
  throw raise('INVALID_POSTGRES_OPTION', { option: 'dbtable', reason: 'it is missing', hint })
}

/** Names from a list or from text with commas. */
function names(given: unknown): readonly string[] {
  if (given === undefined) return []
  if (Array.isArray(given)) return given.map(String)
  return String(given)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function failOrContinue(options: OptionReader, option: string): 'fail' | 'continue' {
  const given = options.string(option, 'fail')
  if (given === 'fail' || given === 'continue') return given
  const hint = 'Use one of: fail, continue.'
  throw raise('INVALID_POSTGRES_OPTION', { option, reason: `${JSON.stringify(given)} is not known`, hint })
}
