import { type ColumnBatch, intType, stringType } from '@streamkit/core/connector'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WriterOptions } from '../src/writer/writer-options.ts'
import { chunkOf, schemaOf } from './support/chunks.ts'
import { queryText, startTcpProxy, type TcpProxy } from './support/tcp-proxy.ts'
import { startTestDatabase, type TestDatabase } from './support/test-database.ts'
import { type TestWriter, testWriter } from './support/test-writer.ts'

// Everything that goes wrong between a batch and its table: the rows are there once, or not at all.

let database: TestDatabase
let proxy: TcpProxy
let options: WriterOptions
let open: TestWriter[]
const schema = schemaOf({ id: intType, name: stringType })

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())

beforeEach(async () => {
  open = []
  await database.run(
    'DROP SCHEMA IF EXISTS streamkit CASCADE; DROP TABLE IF EXISTS t CASCADE; CREATE TABLE t (id int PRIMARY KEY, name text)',
  )
  proxy = await startTcpProxy({ host: '127.0.0.1', port: database.server.port })
  const url = new URL(database.connectionString)
  url.port = String(proxy.port)
  options = { connectionString: url.href, table: 't', key: ['id'] }
})
afterEach(async () => {
  for (const sink of open) await sink.close()
  await proxy.close()
})

async function sinkOf(more: Partial<WriterOptions> = {}, signal: AbortSignal | null = null): Promise<TestWriter> {
  const sink = await testWriter({ ...options, ...more }, schema, { signal })
  open.push(sink)
  return sink
}
const names = async (): Promise<readonly unknown[]> =>
  (await database.rows('SELECT name FROM t ORDER BY id')).map((row) => row.name)
const ledger = async (): Promise<unknown> =>
  (await database.rows('SELECT batch_id::int AS id FROM streamkit.commits'))[0]?.id
const backends = `FROM pg_stat_activity WHERE application_name = 'streamkit' AND pid <> pg_backend_pid()`
const kill = (): Promise<unknown> => database.rows(`SELECT pg_terminate_backend(pid) ${backends}`)

/** Until somebody waits for a lock. */
async function untilBlocked(): Promise<void> {
  for (;;) {
    const [row] = await database.rows(`SELECT count(*)::int AS n ${backends} AND wait_event_type = 'Lock'`)
    if ((row?.n as number) > 0) return
  }
}

test('S02: an answer to COMMIT that is lost is found in the ledger: nothing is written twice', async () => {
  const sink = await sinkOf()
  await database.run(`CREATE TABLE seen (id int); CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (NEW.id); RETURN NEW; END $$;
    CREATE TRIGGER note BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION note()`)
  proxy.onRequest = (bytes, { downstream, upstream }) => {
    if (queryText(bytes) !== 'COMMIT') return 'forward'
    proxy.onRequest = () => 'forward'
    // the server commits; its answer goes nowhere
    upstream.removeAllListeners('data')
    upstream.once('data', () => downstream.destroy())
    return 'forward'
  }
  expect(
    await sink.write(0, [
      [1, 'a'],
      [2, 'b'],
    ]),
  ).toMatchObject({ isSkipped: false, rows: 2, written: 2, inserted: 2, retries: 1 })
  expect(await names()).toEqual(['a', 'b'])
  expect(await database.rows('SELECT id FROM seen ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }])
  await database.run('DROP TABLE seen CASCADE; DROP FUNCTION note CASCADE')
})

test('S02: a COMMIT that never arrived is made again', async () => {
  const sink = await sinkOf()
  proxy.onRequest = (bytes, { downstream, upstream }) => {
    if (queryText(bytes) !== 'COMMIT') return 'forward'
    proxy.onRequest = () => 'forward'
    downstream.destroy()
    upstream.destroy()
    return 'hold'
  }
  expect(await sink.write(0, [[1, 'a']])).toMatchObject({ isSkipped: false, inserted: 1, retries: 1 })
  expect(await names()).toEqual(['a'])
  expect(await ledger()).toBe(0)
})

test('S02: a COMMIT that is still under way is waited for', async () => {
  const sink = await sinkOf()
  proxy.onRequest = (bytes, { downstream, upstream }) => {
    if (queryText(bytes) !== 'COMMIT') return 'forward'
    proxy.onRequest = () => 'forward'
    // the driver loses its connection; the server gets the COMMIT only when the ledger is being asked
    upstream.removeAllListeners('close')
    downstream.removeAllListeners('end')
    downstream.destroy()
    void untilBlocked().then(() => upstream.write(bytes))
    return 'hold'
  }
  expect(await sink.write(0, [[1, 'a']])).toMatchObject({ isSkipped: false, inserted: 1, retries: 1 })
  expect(await names()).toEqual(['a'])
})

test('S02: a connection that breaks at any message of the transaction costs nothing but a retry', async () => {
  const sink = await sinkOf()
  for (let cutAt = 0; cutAt < 8; cutAt++) {
    let message = 0
    proxy.onRequest = (_, { downstream, upstream }) => {
      if (message++ !== cutAt) return 'forward'
      downstream.destroy()
      upstream.destroy()
      return 'hold'
    }
    expect(await sink.write(cutAt, [[cutAt, `cut at ${cutAt}`]])).toMatchObject({ isSkipped: false, inserted: 1 })
    proxy.onRequest = () => 'forward'
  }
  expect(await names()).toHaveLength(8)
})

test('S04: a row that a constraint refuses rolls the batch back, and is shown; after a fix the batch goes through', async () => {
  await database.run("ALTER TABLE t ADD CONSTRAINT no_bad CHECK (name <> 'bad')")
  const sink = await sinkOf()
  const rows = [
    [1, 'good'],
    [2, 'bad'],
  ]
  await expect(sink.write(0, rows)).rejects.toMatchObject({
    condition: 'SINK_WRITE',
    messageParameters: {
      what: 'batch 0',
      table: 'public.t',
      serverState: '23514',
      reason: expect.stringMatching(/no_bad.*Failing row contains \(2, bad\)/),
    },
  })
  expect(await names()).toEqual([])
  await database.run('ALTER TABLE t DROP CONSTRAINT no_bad')
  expect(await sink.write(0, rows)).toMatchObject({ inserted: 2 })
})

test('S04: a deferred constraint that fails at COMMIT fails the batch', async () => {
  await database.run(
    'CREATE TABLE parent (id int PRIMARY KEY); ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES parent DEFERRABLE INITIALLY DEFERRED',
  )
  const sink = await sinkOf()
  await expect(sink.write(0, [[1, 'orphan']])).rejects.toMatchObject({
    condition: 'SINK_WRITE',
    messageParameters: { serverState: '23503' },
  })
  expect(await names()).toEqual([])
  await database.run('INSERT INTO parent VALUES (1)')
  expect(await sink.write(0, [[1, 'child']])).toMatchObject({ isSkipped: false, inserted: 1 })
  await database.run('DROP TABLE parent CASCADE')
})

test('S04, S15: tables and columns that go while the query runs are named', async () => {
  const sink = await sinkOf()
  await sink.write(0, [[1, 'a']])
  await database.run('ALTER TABLE t DROP COLUMN name')
  await expect(sink.write(1, [[1, 'b']])).rejects.toMatchObject({
    condition: 'SINK_WRITE',
    messageParameters: { serverState: '42703' },
  })
  await database.run('DROP TABLE t')
  await expect(sink.write(1, [[1, 'b']])).rejects.toMatchObject({ condition: 'SINK_TABLE_NOT_FOUND' })
})

test('S06: a source that fails before, in the middle of, or after the rows leaves nothing', async () => {
  const sink = await sinkOf()
  const big = (from: number): ColumnBatch =>
    chunkOf(
      schema,
      Array.from({ length: 3000 }, (_, i) => [from + i, 'x'.repeat(400)]),
    )
  for (const chunksBefore of [0, 1, 3]) {
    const broken = sink.writeChunks(0, async function* () {
      for (let c = 0; c < chunksBefore; c++) yield big(c * 3000)
      throw Object.assign(new RangeError('the source broke'), { code: 'ECONNRESET' })
    })
    // looks like a lost connection, but is not ours to repeat
    await expect(broken).rejects.toThrow(RangeError)
  }
  expect(await names()).toEqual([])
  expect(await sink.write(0, [[1, 'a']])).toMatchObject({ isSkipped: false })
})

test('S07: a backend that is killed while idle, while copying, or while merging is replaced', async () => {
  const sink = await sinkOf()
  await sink.write(0, [[0, 'before']])
  await kill()
  expect(await sink.write(1, [[1, 'after idle']])).toMatchObject({ inserted: 1 })

  let kills = 0
  const result = await sink.writeChunks(2, async function* () {
    yield chunkOf(schema, [[2, 'first half']])
    if (kills++ === 0) await kill()
    yield chunkOf(schema, [[3, 'second half']])
  })
  expect(result).toMatchObject({ rows: 2, inserted: 2, retries: 1 })

  const blocker = new pg.Client({ connectionString: database.connectionString })
  await blocker.connect()
  await blocker.query('BEGIN; UPDATE t SET name = name WHERE id = 0')
  const merging = sink.write(3, [[0, 'merged']])
  await untilBlocked()
  await kill()
  await untilBlocked()
  await blocker.query('COMMIT')
  await blocker.end()
  expect(await merging).toMatchObject({ written: 1, inserted: 0, retries: 1 })
  expect(await names()).toEqual(['merged', 'after idle', 'first half', 'second half'])
})

test('S10: the victim of a deadlock is tried again', async () => {
  await database.run("INSERT INTO t VALUES (1, 'a'), (2, 'b')")
  const sink = await sinkOf()
  const other = new pg.Client({ connectionString: database.connectionString })
  await other.connect()
  await other.query("SET deadlock_timeout = '30s'; BEGIN; UPDATE t SET name = 'other' WHERE id = 2")
  const writing = sink.write(0, [
    [1, 'sink'],
    [2, 'sink'],
  ])
  await untilBlocked()
  await other.query("UPDATE t SET name = 'other' WHERE id = 1; COMMIT")
  await other.end()
  expect(await writing).toMatchObject({ written: 2, retries: 1 })
  expect(await names()).toEqual(['sink', 'sink'])
})

test('S10: writers of the same keys in any order do not deadlock', async () => {
  const sinks = await Promise.all(['q1', 'q2', 'q3'].map((queryId) => testWriter(options, schema, { queryId })))
  open.push(...sinks)
  const ids = Array.from({ length: 300 }, (_, i) => i)
  for (let batch = 0; batch < 5; batch++) {
    const results = await Promise.all(
      sinks.map((sink, s) =>
        sink.write(
          batch,
          (s % 2 === 0 ? ids : [...ids].reverse()).map((id) => [id, `${s}`]),
        ),
      ),
    )
    expect(results.map(({ retries }) => retries)).toEqual([0, 0, 0])
  }
})

test('S10: a lock that is not given in time is asked for again', async () => {
  await database.run("INSERT INTO t VALUES (1, 'a')")
  const sink = await sinkOf({ lockTimeoutMs: 50 })
  const other = new pg.Client({ connectionString: database.connectionString })
  await other.connect()
  await other.query('BEGIN; UPDATE t SET name = name WHERE id = 1')
  const failures = new Promise<void>((resolve) => {
    let merges = 0
    proxy.onRequest = (bytes) => {
      if (queryText(bytes)?.includes('ON CONFLICT') === true && ++merges === 3) resolve()
      return 'forward'
    }
  })
  const writing = sink.write(0, [[1, 'sink']])
  await failures
  await other.query('COMMIT')
  await other.end()
  expect((await writing).retries).toBeGreaterThanOrEqual(2)
  expect(await names()).toEqual(['sink'])
})

/** The table refuses its next `times` rows with a SQLSTATE. */
async function failing(state: string, times: number): Promise<void> {
  await database.run(`DROP SEQUENCE IF EXISTS fails; CREATE SEQUENCE fails;
    CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('fails') <= ${times} THEN RAISE EXCEPTION 'planned' USING ERRCODE = '${state}'; END IF; RETURN NEW; END $$;
    CREATE OR REPLACE TRIGGER fail BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION fail()`)
}

test.for(['08006', '25006', '40001', '40P01', '53200', '53300', '55P03', '57P01', '57P03'])(
  'S10, S11: SQLSTATE %s passes by itself: the whole transaction is repeated',
  async (state) => {
    await failing(state, 2)
    const sink = await sinkOf()
    expect(await sink.write(0, [[1, 'a']])).toMatchObject({ inserted: 1, retries: 2 })
    expect(await names()).toEqual(['a'])
  },
)

test('S12: a server whose disk stays full ends the query after the retries, and nothing is stored', async () => {
  await failing('53100', 1000)
  const sink = await sinkOf({ retry: { attempts: 3, baseDelayMs: 1 } })
  await expect(sink.write(0, [[1, 'a']])).rejects.toMatchObject({
    condition: 'SINK_UNAVAILABLE',
    retriable: true,
    messageParameters: { attempts: '3' },
  })
  expect(await names()).toEqual([])
  expect(await ledger()).toBe(-1)
})

test('S11: a role that may not connect for a while is waited for', async () => {
  await database.run(
    "DROP ROLE IF EXISTS app; CREATE ROLE app LOGIN PASSWORD 'app' CONNECTION LIMIT 0; GRANT ALL ON SCHEMA public TO app; GRANT ALL ON t TO app; GRANT CREATE, TEMP ON DATABASE streamkit TO app",
  )
  let attempts = 0
  proxy.onConnection = ({ upstream }) => {
    if (++attempts !== 3) return
    upstream.pause()
    void database.run('ALTER ROLE app CONNECTION LIMIT -1').then(() => upstream.resume())
  }
  const url = new URL(options.connectionString as string)
  url.username = 'app'
  url.password = 'app'
  const sink = await sinkOf({ connectionString: url.href })
  expect(await sink.write(0, [[1, 'a']])).toMatchObject({ inserted: 1 })
  expect(attempts).toBeGreaterThanOrEqual(3)
  await sink.close()
  await database.run('DROP SCHEMA streamkit CASCADE; DROP OWNED BY app; DROP ROLE app')
})

test('S13: a statement_timeout of the server does not count the time in which the query makes its rows', async () => {
  await database.run("ALTER DATABASE streamkit SET statement_timeout = '150ms'")
  const sink = await sinkOf()
  const result = await sink.writeChunks(0, async function* () {
    yield chunkOf(schema, [[1, 'a']])
    await database.rows('SET statement_timeout = 0; SELECT pg_sleep(0.4)')
    yield chunkOf(schema, [[2, 'b']])
  })
  expect(result).toMatchObject({ inserted: 2, retries: 0 })
  await database.run('ALTER DATABASE streamkit RESET statement_timeout')
})

test('S13: a merge that takes too long is an error that says so', async () => {
  await database.run("INSERT INTO t VALUES (1, 'a')")
  const sink = await sinkOf({ statementTimeoutMs: 50 })
  const other = new pg.Client({ connectionString: database.connectionString })
  await other.connect()
  await other.query('BEGIN; UPDATE t SET name = name WHERE id = 1')
  await expect(sink.write(0, [[1, 'b']])).rejects.toMatchObject({
    condition: 'SINK_WRITE',
    messageParameters: { reason: expect.stringMatching(/statement timeout/) },
  })
  await other.end()
})

test('S14: a batch that is too large to be kept is not repeated; the next run writes it', async () => {
  const sink = await sinkOf({ maxReplayBytes: 100_000 })
  const chunks = async function* (): AsyncGenerator<ColumnBatch> {
    for (let c = 0; c < 3; c++)
      yield chunkOf(
        schema,
        Array.from({ length: 2000 }, (_, i) => [c * 2000 + i, 'x'.repeat(600)]),
      )
  }
  await failing('40001', 1)
  await expect(sink.writeChunks(0, chunks)).rejects.toMatchObject({
    condition: 'SINK_BATCH_TOO_LARGE_TO_RETRY',
    messageParameters: { limit: '100000', batchId: '0' },
  })
  expect(await names()).toEqual([])
  expect(await sink.writeChunks(0, chunks)).toMatchObject({ inserted: 6000, retries: 0 })
  proxy.onRequest = (bytes, { downstream, upstream }) => {
    if (queryText(bytes) !== 'COMMIT') return 'forward'
    proxy.onRequest = () => 'forward'
    upstream.removeAllListeners('data')
    upstream.once('data', () => downstream.destroy())
    return 'forward'
  }
  // a COMMIT that went through needs no repetition
  expect(await sink.writeChunks(1, chunks)).toMatchObject({ written: 6000, inserted: 0, retries: 1 })
})

test('aborting ends a wait at once and rolls the batch back', async () => {
  await database.run("INSERT INTO t VALUES (1, 'a')")
  const abort = new AbortController()
  const sink = await sinkOf({}, abort.signal)
  const other = new pg.Client({ connectionString: database.connectionString })
  await other.connect()
  await other.query('BEGIN; UPDATE t SET name = name WHERE id = 1')
  const writing = sink.write(0, [[1, 'b']])
  await untilBlocked()
  abort.abort(new RangeError('enough'))
  await expect(writing).rejects.toThrow('enough')
  await other.query('ROLLBACK')
  await other.end()
  expect(await names()).toEqual(['a'])
})

test('aborting ends a wait between attempts, and one for rows that never come', async () => {
  await failing('40001', 1000)
  const abort = new AbortController()
  const sink = await sinkOf({ retry: { baseDelayMs: 1_000_000, maxDelayMs: 1_000_000 } }, abort.signal)
  const writing = sink.write(0, [[1, 'b']])
  // it waits as soon as its connection is gone
  for (;;) {
    const [row] = await database.rows(
      `SELECT (SELECT last_value FROM fails)::int AS fails, (SELECT count(*) ${backends})::int AS n`,
    )
    if (row?.n === 0 && (await database.rows('SELECT 1 FROM fails WHERE is_called').then((r) => r.length > 0))) break
  }
  abort.abort(new RangeError('enough'))
  await expect(writing).rejects.toThrow('enough')

  const second = new AbortController()
  const hanging = await sinkOf({}, second.signal)
  const never = hanging.writeChunks(0, async function* () {
    yield chunkOf(schema, [[1, 'a']])
    second.abort(new RangeError('no more'))
    await new Promise(() => undefined)
  })
  await expect(never).rejects.toThrow('no more')
})
