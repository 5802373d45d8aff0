import pg from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/embedded.ts'

/** A server of its own for a test file, with a connection to look at the results. */
export interface TestDatabase {
  readonly server: EmbeddedPostgres
  readonly connectionString: string
  rows(sql: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>
  /** Runs statements. */
  run(sql: string): Promise<void>
  close(): Promise<void>
}

export async function startTestDatabase(settings: Readonly<Record<string, string>> = {}): Promise<TestDatabase> {
  // the data are thrown away: nothing is gained by waiting for the disk
  const server = await startEmbeddedPostgres({ user: 'tester', settings: { fsync: 'off', ...settings } })
  const pool = new pg.Pool({ connectionString: server.connectionString, max: 4 })
  pool.on('error', () => undefined)
  return {
    server,
    connectionString: server.connectionString,
    rows: async (sql, values = []) => (await pool.query<Record<string, unknown>>(sql, [...values])).rows,
    async run(sql) {
      await pool.query(sql)
    },
    async close() {
      await pool.end()
      await server.stop()
    },
  }
}
