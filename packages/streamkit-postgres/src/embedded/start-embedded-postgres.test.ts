import { existsSync, readFileSync, statSync } from 'node:fs'
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder } from '../../test/embedded/temporary-folder.ts'
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../embedded.ts'
import { childrenOf, isServerOf, processExists } from './process-table.ts'

async function start(options?: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(options)
  onTestFinished(() => server.stop())
  return server
}

async function query(server: { readonly connectionString: string }, sql: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: server.connectionString })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows
  } finally {
    await client.end()
  }
}

const startFailed = { condition: 'EMBEDDED_POSTGRES_START_FAILED' }

test('a server without options answers on loopback and leaves nothing behind', async () => {
  const server = await start()
  expect(server.connectionString).toMatch(/^postgresql:\/\/postgres:[\w-]{32}@127\.0\.0\.1:\d+\/streamkit$/)
  expect(await query(server, 'SHOW listen_addresses')).toEqual([['127.0.0.1']])
  expect(await query(server, 'SHOW fsync')).toEqual([['on']])
  expect(await query(server, "SELECT current_setting('server_encoding'), current_setting('TimeZone')")).toEqual([
    ['UTF8', 'UTC'],
  ])
  expect(readFileSync(join(server.dataDirectory, 'cluster/data/pg_hba.conf'), 'utf8')).not.toMatch(/^[^#]*trust/m)

  await server.stop()
  expect(processExists(server.pid)).toBe(false)
  expect(existsSync(server.dataDirectory)).toBe(false)
  await server.stop()
})

test('the psql command opens the database without showing the password', async () => {
  const server = await start({
    dataDirectory: join(await temporaryFolder(), 'it\'s a "dir" $HOME'),
    password: 's:ecret\\',
  })
  const { psqlCommand, dataDirectory } = server
  expect(psqlCommand).not.toContain('ecret')
  const passfile = new URL(/"(.*)"/.exec(psqlCommand)?.[1] ?? '').searchParams.get('passfile')
  expect(passfile).toBe(join(dataDirectory, 'cluster/pgpass'))
  expect(readFileSync(passfile as string, 'utf8')).toBe('127.0.0.1:*:*:postgres:s\\:ecret\\\\\n')
  expect(statSync(passfile as string).mode & 0o777).toBe(0o600)
})

test('data and password survive a restart in a folder with spaces, quotes, dollars and other letters', async () => {
  const dataDirectory = join(await temporaryFolder(), 'ünï "quoted" it\'s $(touch broken) `x`, \\ 数据')
  const first = await start({ dataDirectory })
  await query(first, 'CREATE TABLE kept AS SELECT 42 AS n')
  await first.stop()

  const second = await start({ dataDirectory })
  expect(await query(second, 'SELECT n FROM kept')).toEqual([[42]])
  expect(new URL(second.connectionString).password).toBe(new URL(first.connectionString).password)
  expect(await readdir(dataDirectory)).toEqual(['cluster'])
  expect(await readdir(join(dataDirectory, 'cluster'))).toEqual(['data', 'pgpass', 'socket'])
})

test('a killed server loses nothing that was committed, and its backends are gone', async () => {
  const dataDirectory = join(await temporaryFolder(), 'db')
  const first = await start({ dataDirectory })
  await query(first, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n')
  const backends = childrenOf(first.pid)
  expect(backends.length).toBeGreaterThan(3)
  first.kill()

  const log: string[] = []
  const second = await start({ dataDirectory, log: (line) => log.push(line) })
  expect(await query(second, 'SELECT count(*)::int FROM kept')).toEqual([[1000]])
  expect(log.join('\n')).toMatch(/automatic recovery in progress/)
  const data = join(dataDirectory, 'cluster/data')
  expect([first.pid, ...backends].filter((pid) => isServerOf(data, pid))).toEqual([])
  first.kill()
})

test('two servers run side by side, and no listener stays on the process', async () => {
  const listeners = process.listenerCount('exit')
  const [one, two] = await Promise.all([start(), start()])
  expect(process.listenerCount('exit')).toBe(listeners + 1)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) expect(process.listenerCount(signal)).toBe(0)
  await query(one, 'CREATE TABLE only_here ()')
  expect(await query(two, "SELECT to_regclass('only_here')")).toEqual([[null]])
  await one.stop()
  expect(await query(two, 'SELECT 1')).toEqual([[1]])
  await two.stop()
  expect(process.listenerCount('exit')).toBe(listeners)
})

test('a port in use is named, and nothing is left behind', async () => {
  const blocker = createServer()
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void blocker.close())
  const { port } = blocker.address() as { port: number }
  const folder = await temporaryFolder()
  const starting = startEmbeddedPostgres({ port, dataDirectory: folder, persistent: false })
  await expect(starting).rejects.toMatchObject(startFailed)
  await expect(starting).rejects.toThrow(`Port ${port} of 127.0.0.1 is in use`)
  await expect(starting).rejects.toThrow('Address already in use')
  expect(await readdir(folder)).toEqual([])
})

test('names, password and settings reach the server as they are', async () => {
  const names = { user: 'o Brien; x:ä', database: 'shop; DROP "x" \'y\' %3B/ä$`', password: 'pä ss:"%/@' }
  const server = await start({ ...names, settings: { application_name: 'a b=c', max_connections: '17' } })
  expect(await query(server, 'SELECT current_user, current_database()')).toEqual([[names.user, names.database]])
  expect(await query(server, 'SHOW max_connections')).toEqual([['17']])
  const wrong = server.connectionString.replace(/:[^:@/]+@/, ':wrong@')
  await expect(query({ connectionString: wrong }, 'SELECT 1')).rejects.toThrow('password authentication failed')
})

test('the last lines of the log tell why a server did not start', async () => {
  const starting = startEmbeddedPostgres({ settings: { shared_buffers: 'many' } })
  await expect(starting).rejects.toMatchObject(startFailed)
  await expect(starting).rejects.toThrow('invalid value for parameter "shared_buffers": "many"')
})

test('a database in use by another server is not started twice', async () => {
  const dataDirectory = join(await temporaryFolder(), 'db')
  const server = await start({ dataDirectory })
  const again = startEmbeddedPostgres({ dataDirectory, startTimeoutMs: 30_000 })
  await expect(again).rejects.toMatchObject(startFailed)
  await expect(again).rejects.toThrow(`pid ${server.pid} already uses the database`)
  expect(await query(server, 'SELECT 1')).toEqual([[1]])
})

test('a pid file left over by a crash does not prevent a start', async () => {
  const dataDirectory = join(await temporaryFolder(), 'db')
  const pidFile = join(dataDirectory, 'cluster/data/postmaster.pid')
  const ofUnrelatedProcess = `${process.pid}\n/elsewhere\n1\n5432\n\n127.0.0.1\n\nready   \n`
  const ofNobody = ofUnrelatedProcess.replace(/^\d+/, String(2 ** 22 + 1))
  await (await start({ dataDirectory })).stop()
  for (const content of [ofUnrelatedProcess, ofNobody, '']) {
    await writeFile(pidFile, content)
    await chmod(pidFile, 0o666)
    await using server = await start({ dataDirectory })
    expect(await query(server, 'SELECT 1')).toEqual([[1]])
  }
})

test('user and password must be those the database was made with', async () => {
  const dataDirectory = join(await temporaryFolder(), 'db')
  await (await start({ dataDirectory, password: 'first' })).stop()
  await expect(startEmbeddedPostgres({ dataDirectory, password: 'second' })).rejects.toThrow(
    'made with another password',
  )
  await expect(startEmbeddedPostgres({ dataDirectory, user: 'someone' })).rejects.toThrow('made with another user')
  await start({ dataDirectory, password: 'first', user: 'postgres', database: 'another' })
})

test('a database of another major version is refused with both versions', async () => {
  const dataDirectory = await temporaryFolder()
  await mkdir(join(dataDirectory, 'cluster/data'), { recursive: true })
  await writeFile(join(dataDirectory, 'cluster/data/PG_VERSION'), '9.6\n')
  await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toThrow(
    /made by PostgreSQL 9\.6, and .* PostgreSQL 18/,
  )
})

test('a database that exists is never removed at the end', async () => {
  const dataDirectory = join(await temporaryFolder(), 'db')
  await (await start({ dataDirectory })).stop()
  await expect(startEmbeddedPostgres({ dataDirectory, persistent: false })).rejects.toThrow('already holds a database')
  await start({ dataDirectory })
})

test('an aborted start rejects with the reason and leaves nothing behind', async () => {
  const reason = new Error('changed my mind')
  const folder = await temporaryFolder()
  const before = startEmbeddedPostgres({ dataDirectory: folder, signal: AbortSignal.abort(reason) })
  await expect(before).rejects.toBe(reason)

  const controller = new AbortController()
  const during = startEmbeddedPostgres({
    dataDirectory: folder,
    persistent: false,
    signal: controller.signal,
    log: () => controller.abort(reason),
  })
  await expect(during).rejects.toBe(reason)
  expect(await readdir(folder)).toEqual([])
})

test('an abort after the start stops the server', async () => {
  const controller = new AbortController()
  const server = await start({ signal: controller.signal })
  controller.abort()
  await vi.waitFor(() => expect(existsSync(server.dataDirectory)).toBe(false), 20_000)
  expect(processExists(server.pid)).toBe(false)
})

test('a start that takes too long says so', async () => {
  const starting = startEmbeddedPostgres({ startTimeoutMs: 1 })
  await expect(starting).rejects.toMatchObject(startFailed)
  await expect(starting).rejects.toThrow('did not come up within 1 ms')
})

test.runIf(process.getuid?.() === 0)('root keeps a database in a folder that only root may enter', async () => {
  const folder = await temporaryFolder()
  await chmod(folder, 0o700)
  const dataDirectory = join(folder, 'below', 'db')
  const first = await start({ dataDirectory })
  await query(first, 'CREATE TABLE kept AS SELECT 42 AS n')
  expect(statSync(`/proc/${first.pid}`).uid).toBe(65_534)
  first.kill()
  const second = await start({ dataDirectory })
  expect(await query(second, 'SELECT n FROM kept')).toEqual([[42]])
})

test('await using stops the server, and a log listener that throws does no harm', async () => {
  let pid: number
  {
    await using server = await startEmbeddedPostgres({
      log: () => {
        throw new Error('from the listener')
      },
    })
    pid = server.pid
    expect(await query(server, 'SELECT 1')).toEqual([[1]])
  }
  expect(processExists(pid)).toBe(false)
})
