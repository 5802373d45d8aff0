import pg from 'pg'

export interface ServerAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

/** Every cluster has this database. */
const MAINTENANCE_DATABASE = 'postgres'
const CONNECT_TIMEOUT_MS = 10_000
const DUPLICATE_DATABASE = '42P04'

/** The URL that `pg`, psql and the like take. */
export function connectionString({ host, port, user, password, database }: ServerAddress): string {
  const part = encodeURIComponent
  // pg reads the database with decodeURI, so that what encodeURIComponent adds would stay encoded.
  return `postgresql://${part(user)}:${part(password)}@${host}:${port}/${encodeURI(database)}`
}

/**
 * Proves that the server answers, by logging in and running a statement, and
 * creates the database if it is missing.
 */
export async function ensureDatabase(address: ServerAddress): Promise<void> {
  const client = new pg.Client({
    ...address,
    database: MAINTENANCE_DATABASE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'streamkit-embedded',
    ssl: false,
  })
  // Without a listener a connection that breaks between statements would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { database } = address
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`).catch(unlessItExists)
  } finally {
    await client.end()
  }
}

function unlessItExists(error: unknown): void {
  if (!(error instanceof pg.DatabaseError && error.code === DUPLICATE_DATABASE)) throw error
}
