import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { intType, type Logger, stringType } from '@streamkit/core/connector'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/embedded.ts'
import { postgres } from '../src/postgres.ts'
import { upsert } from '../src/upsert.ts'
import { chunkOf, schemaOf } from './support/chunks.ts'
import { formatContext, silent, sinkQuery } from './support/contexts.ts'
import { startTestDatabase, type TestDatabase } from './support/test-database.ts'
import { testWriter } from './support/test-writer.ts'

let database: TestDatabase
const schema = schemaOf({ id: intType, name: stringType })
const canary = 'canary-7f3a'

beforeAll(async () => {
  database = await startTestDatabase()
  await database.run(
    `CREATE TABLE t (id int PRIMARY KEY, name text); CREATE ROLE app LOGIN PASSWORD '${canary}'; GRANT SELECT ON t TO app`,
  )
})
afterAll(() => database.close())

/** The test server's address with some parts changed. */
function address(change: (url: URL) => void): string {
  const url = new URL(database.connectionString)
  url.username = 'app'
  url.password = canary
  change(url)
  return url.href
}

/** All that a log could show of a value. */
function everythingOf(value: unknown): string {
  return inspect(value, { depth: 20, showHidden: false, getters: true }) + JSON.stringify(value) + String(value)
}

test.for<readonly [string, () => Record<string, unknown>, string]>([
  [
    'a wrong password',
    () => ({
      connectionString: address((url) => {
        url.password = `${canary}-wrong`
      }),
    }),
    'SINK_CONNECTION_REFUSED',
  ],
  [
    'a database that is not there',
    () => ({
      connectionString: address((url) => {
        url.pathname = '/gone'
      }),
    }),
    'SINK_CONNECTION_REFUSED',
  ],
  [
    'a server that does not answer',
    () => ({
      connectionString: address((url) => {
        url.port = '1'
      }),
    }),
    'SINK_UNAVAILABLE',
  ],
  [
    'no TLS where it is asked for',
    () => ({
      connectionString: address((url) => {
        url.searchParams.set('sslmode', 'verify-full')
      }),
    }),
    'SINK_CONNECTION_REFUSED',
  ],
  [
    'a connection string that cannot be read',
    () => ({ connectionString: `postgresql://app:${canary}@[::bad/x` }),
    'INVALID_POSTGRES_OPTION',
  ],
  [
    'a port that is none',
    () => ({ connectionString: `postgresql://app:${canary}@localhost:port/x` }),
    'INVALID_POSTGRES_OPTION',
  ],
  ['no right to make the ledger', () => ({ connectionString: address(() => undefined) }), 'SINK_WRITE'],
  [
    'settings of the client',
    () => ({ client: { host: '127.0.0.1', port: 1, user: 'app', password: canary } }),
    'SINK_UNAVAILABLE',
  ],
])('B23: no secret is shown by the error for %s', async ([, connection, condition]) => {
  const lines: unknown[] = []
  const note = (...line: readonly unknown[]): void => void lines.push(line)
  const logger: Logger = { debug: note, info: note, warn: note, error: note }
  const write = upsert({ ...connection(), table: 't', key: ['id'], logger, retry: { attempts: 2, baseDelayMs: 1 } })
  const thrown: unknown = await write.prepare(sinkQuery(schema)).then(
    () => null,
    (error: unknown) => error,
  )
  expect(thrown).toMatchObject({ condition })
  expect(everythingOf([thrown, lines, write, write.description])).not.toContain(canary)
  await write.close()
})

test('B23: no secret is shown by the format', async () => {
  const format = postgres().formats[0]
  const context = formatContext({
    url: 'postgresql://127.0.0.1:1/x',
    user: 'app',
    password: canary,
    dbtable: 't',
    maxAttempts: 1,
  })
  const sink = format?.sink?.(context)
  const thrown: unknown = await sink?.prepare(sinkQuery(schema)).catch((error: unknown) => error)
  expect(thrown).toMatchObject({ condition: 'SINK_UNAVAILABLE' })
  expect(everythingOf([thrown, sink, format])).not.toContain(canary)
  await sink?.stop()
})

test('B26: accepting any certificate is possible, and warned of', async () => {
  for (const connection of [
    { client: { host: '127.0.0.1', port: 1, user: 'app', ssl: { rejectUnauthorized: false } } },
    { connectionString: 'postgresql://app@127.0.0.1:1/x?sslmode=no-verify' },
    { connectionString: 'postgresql://app@127.0.0.1:1/x?sslmode=verify-full' },
  ]) {
    const warnings: unknown[] = []
    const logger: Logger = { ...silent, warn: (fields) => warnings.push(fields) }
    const write = upsert({ ...connection, table: 't', key: ['id'], logger, retry: { attempts: 1 } })
    await expect(write.prepare(sinkQuery(schema))).rejects.toMatchObject({ condition: 'SINK_UNAVAILABLE' })
    const isVerified = connection.connectionString?.endsWith('verify-full') === true
    expect(warnings).toEqual(isVerified ? [] : [{ code: 'STREAMKIT_TLS_NOT_VERIFIED' }])
    await write.close()
  }
})

test('S07, S11: a server that crashes in the middle of a batch and comes back gets the batch once', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'streamkit-crash-'))
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDirectory, user: 'tester' })
  const { port, connectionString } = server
  const sink = await testWriter(
    { connectionString, table: 't', key: ['id'], createTable: true, retry: { attempts: 100, maxDelayMs: 100 } },
    schema,
  )
  await sink.write(0, [[0, 'before']])
  let crashes = 0
  const result = await sink.writeChunks(1, async function* () {
    yield chunkOf(schema, [[1, 'first half']])
    if (crashes++ === 0) {
      server.kill()
      server = await startEmbeddedPostgres({ dataDirectory, port, user: 'tester' })
    }
    yield chunkOf(schema, [[2, 'second half']])
  })
  expect(result).toMatchObject({ rows: 2, inserted: 2, isSkipped: false })
  expect(result.retries).toBeGreaterThan(0)
  await server.stop()
  server = await startEmbeddedPostgres({ dataDirectory, port, user: 'tester' })
  // the idle connection went with the server
  expect(await sink.write(2, [[0, 'after']])).toMatchObject({ written: 1, inserted: 0 })
  await sink.close()
  await server.stop()
  await rm(dataDirectory, { recursive: true, force: true })
})
