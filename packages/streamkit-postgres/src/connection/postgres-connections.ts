import { isStreamKitError, type Logger } from '@streamkit/core/connector'
import { Client, type ClientConfig, Pool, type PoolClient } from 'pg'
import { raise } from '../conditions.ts'
import { isTransient, reasonOf, serverError } from './server-error.ts'

/** Where the database is: exactly one of the three. */
export interface ConnectionOptions {
  /**
   * `postgresql://user:password@host:5432/database?sslmode=verify-full`. `sslmode=require`, `prefer` and `verify-ca` verify the certificate like `verify-full`;
   * `disable` has no TLS; `no-verify` accepts any certificate and logs a warning.
   */
  readonly connectionString?: string | undefined
  /** Settings of `pg`'s client: host, port, user, password, database, ssl, ... */
  readonly client?: ClientConfig | undefined
  /** A pool of yours: it is used and never closed. */
  readonly pool?: Pool | undefined
}

/** One connection, held for one piece of work. */
export interface Lease {
  readonly client: PoolClient
  /** Gives the connection back: it is in good order and in no transaction. */
  release(): void
  /** Closes the connection: the server rolls back what was not committed. */
  destroy(): void
}

/** Lends connections of a pool: the caller's, or one that is made when first needed and ended by `close`. */
export class PostgresConnections {
  readonly #options: ConnectionOptions
  readonly #logger: Logger | null
  #ownPool: Pool | null = null
  /** The connection is gone and the next one is made when it is needed: nothing but a word is lost. */
  readonly #onIdleError = (error: Error): void => {
    const { code } = error as { readonly code?: unknown }
    this.#logger?.warn({ code }, `An idle PostgreSQL connection was lost: ${error.message}`)
  }

  constructor(options: ConnectionOptions, logger: Logger | null) {
    const given = [options.connectionString, options.client, options.pool].filter((option) => option !== undefined)
    if (given.length !== 1) {
      throw raise('INVALID_POSTGRES_OPTION', {
        option: 'connectionString',
        reason: given.length === 0 ? 'no server is named' : 'the server is named more than once',
        hint: 'Pass one of `connectionString`, `client` and `pool`.',
      })
    }
    this.#options = options
    this.#logger = logger
  }

  /** A connection with error handlers: an error on an unhandled one would end the process. */
  async acquire(signal: AbortSignal | null): Promise<Lease> {
    signal?.throwIfAborted()
    const client = await this.#connect(signal)
    // stays on for good if the connection is destroyed: what is lost then, is lost
    const onError = (): void => undefined
    client.on('error', onError)
    let isHeld = true
    const end = (destroy: boolean): void => {
      if (!isHeld) return
      isHeld = false
      signal?.removeEventListener('abort', onAbort)
      if (!destroy) client.removeListener('error', onError)
      client.release(destroy)
    }
    const onAbort = (): void => end(true)
    signal?.addEventListener('abort', onAbort, { once: true })
    return { client, release: () => end(false), destroy: () => end(true) }
  }

  async #connect(signal: AbortSignal | null): Promise<PoolClient> {
    try {
      return await unlessAborted(this.#pool().connect(), signal, (late) => late.release())
    } catch (thrown) {
      signal?.throwIfAborted()
      if (isTransient(thrown) || isStreamKitError(thrown)) throw thrown
      throw raise('SINK_CONNECTION_REFUSED', { reason: reasonOf(thrown), hint: hintFor(thrown) }, { cause: thrown })
    }
  }

  /** Ends the own pool; a later `acquire` makes a new one. A caller's pool is left alone. */
  async close(): Promise<void> {
    const pool = this.#ownPool
    this.#ownPool = null
    this.#options.pool?.removeListener('error', this.#onIdleError)
    await pool?.end()
  }

  #pool(): Pool {
    const { pool } = this.#options
    if (pool !== undefined) {
      // an idle connection that is lost would end the process if nobody listened
      if (!pool.listeners('error').includes(this.#onIdleError)) pool.on('error', this.#onIdleError)
      return pool
    }
    this.#ownPool ??= this.#newPool()
    return this.#ownPool
  }

  #newPool(): Pool {
    const config: ClientConfig = this.#options.client ?? { connectionString: this.#options.connectionString }
    if (disablesVerification(config)) {
      const text =
        'TLS certificates of the PostgreSQL server are not verified (rejectUnauthorized: false): anyone on the way can read and change the data.'
      if (this.#logger === null) process.emitWarning(text, { code: 'STREAMKIT_TLS_NOT_VERIFIED' })
      else this.#logger.warn({ code: 'STREAMKIT_TLS_NOT_VERIFIED' }, text)
    }
    const pool = new Pool({
      application_name: 'streamkit',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      ...config,
      max: 2,
      idleTimeoutMillis: 60_000,
      // an idle connection keeps no process alive
      allowExitOnIdle: true,
    })
    pool.on('error', this.#onIdleError)
    return pool
  }
}

/** Credentials, certificates and names do not get better by waiting. */
function hintFor(thrown: unknown): string {
  const { state } = serverError(thrown)
  if (state === '28P01' || state === '28000') return 'Check the user, the password, and what pg_hba.conf allows.'
  if (state === '3D000') return 'Check the name of the database.'
  if (/CERT|TLS|SSL|SELF_SIGNED/.test(`${state} ${reasonOf(thrown)}`)) {
    return 'Certificates are verified: check the host name and pass the authority (`ssl: { ca }`, or sslrootcert in the connection string).'
  }
  return 'Check host, port and credentials.'
}

/** Whether the settings accept any certificate. Settings that cannot be read are refused here, without quoting them. */
function disablesVerification(config: ClientConfig): boolean {
  const ssl = parsedSsl(config)
  return typeof ssl === 'object' && ssl !== null && ssl.rejectUnauthorized === false
}

function parsedSsl(config: ClientConfig): ClientConfig['ssl'] | null {
  try {
    // the client reads the connection string with all its rules; it connects to nothing here
    const { ssl } = new Client(config) as unknown as { readonly ssl: ClientConfig['ssl'] }
    return ssl
  } catch {
    // the parser's own error may quote the string, and with it the password
    throw raise('INVALID_POSTGRES_OPTION', {
      option: config.connectionString === undefined ? 'client' : 'connectionString',
      reason: 'it cannot be read',
      hint: 'Write it as postgresql://user:password@host:5432/database and percent-encode special characters of the password.',
    })
  }
}

async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | null,
  onLate: (value: T) => void,
): Promise<T> {
  if (signal === null) return promise
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      promise.then(onLate, () => undefined)
      reject(signal.reason)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
