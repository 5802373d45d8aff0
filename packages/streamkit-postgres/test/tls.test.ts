import { chown, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { intType, type Logger } from '@streamkit/core/connector'
import { Client, type ClientConfig } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WriterOptions } from '../src/writer/writer-options.ts'
import { schemaOf } from './support/chunks.ts'
import { silent } from './support/contexts.ts'
import { selfSignedCertificate, type TestCertificate } from './support/self-signed-certificate.ts'
import { startTestDatabase, type TestDatabase } from './support/test-database.ts'
import { testWriter } from './support/test-writer.ts'

// B26: who is at the other end is proven, or nothing is sent.

let database: TestDatabase
const good = selfSignedCertificate('localhost', new Date(Date.now() + 3_600_000))

beforeAll(async () => {
  database = await startTestDatabase()
  await database.run('CREATE TABLE t (id int PRIMARY KEY)')
})
afterAll(() => database.close())

async function serve({ certificate, key }: TestCertificate): Promise<void> {
  const [place] = await database.rows(
    "SELECT current_setting('data_directory') AS path, clock_timestamp()::text AS now",
  )
  const directory = String(place?.path)
  const { uid, gid } = await stat(directory)
  for (const [name, text] of [
    ['server.crt', certificate],
    ['server.key', key],
  ] as const) {
    const path = join(directory, name)
    await writeFile(path, text, { mode: 0o600 })
    await chown(path, uid, gid)
  }
  await database.run('ALTER SYSTEM SET ssl = on')
  await database.run('SELECT pg_reload_conf()')
  // the server reads its settings when it gets to it; a new session tells which ones it was born with
  for (let isLoaded = false; !isLoaded; ) {
    const client = new Client({ connectionString: database.connectionString })
    await client.connect()
    const { rows } = await client.query('SELECT pg_conf_load_time() > $1::timestamptz AS loaded', [place?.now])
    await client.end()
    isLoaded = rows[0].loaded === true
  }
}

async function connect(
  ssl: ClientConfig['ssl'],
  more: Partial<ClientConfig> = {},
  logger: Logger = silent,
): Promise<void> {
  const url = new URL(database.connectionString)
  const client: ClientConfig = {
    host: 'localhost',
    port: database.server.port,
    user: url.username,
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
    ssl,
    ...more,
  }
  const options: WriterOptions = { client, table: 't', key: ['id'], logger, retry: { attempts: 1 } }
  const sink = await testWriter(options, schemaOf({ id: intType }))
  await sink.close()
}

test('a certificate of an unknown authority is refused, one of a known authority is taken', async () => {
  await serve(good)
  await expect(connect(true)).rejects.toMatchObject({
    condition: 'SINK_CONNECTION_REFUSED',
    message: expect.stringMatching(/self.signed.*pass the authority/),
  })
  await connect({ ca: good.certificate })
})

test('a certificate for another host is refused', async () => {
  await serve(good)
  const another = connect({ ca: good.certificate }, { host: '127.0.0.1' })
  await expect(another).rejects.toMatchObject({
    condition: 'SINK_CONNECTION_REFUSED',
    message: expect.stringMatching(/IP: 127\.0\.0\.1/),
  })
})

test('a certificate that has expired is refused', async () => {
  const expired = selfSignedCertificate('localhost', new Date(Date.now() - 3_600_000))
  await serve(expired)
  await expect(connect({ ca: expired.certificate })).rejects.toMatchObject({
    condition: 'SINK_CONNECTION_REFUSED',
    message: expect.stringMatching(/expired/),
  })
})

test('sslmode=require verifies too; only no-verify takes any certificate, with a warning', async () => {
  await serve(good)
  const url = new URL(database.connectionString)
  const sinkWith = (sslmode: string, logger: Logger): Promise<unknown> => {
    url.searchParams.set('sslmode', sslmode)
    return testWriter({ connectionString: url.href, table: 't', key: ['id'], logger }, schemaOf({ id: intType })).then(
      (sink) => sink.close(),
    )
  }
  const warnings: unknown[] = []
  const logger: Logger = { ...silent, warn: (fields) => warnings.push(fields) }
  await expect(sinkWith('require', logger)).rejects.toMatchObject({ condition: 'SINK_CONNECTION_REFUSED' })
  expect(warnings).toEqual([])
  await sinkWith('no-verify', logger)
  expect(warnings).toEqual([{ code: 'STREAMKIT_TLS_NOT_VERIFIED' }])
})
