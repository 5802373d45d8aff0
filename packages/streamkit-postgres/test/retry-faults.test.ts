import type { ColumnBatch } from '@streamkit/core/connector'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { chunkOf } from './support/chunks.ts'
import { type FaultBench, faultBench, sinkSessions } from './support/fault-bench.ts'
import { queryText } from './support/tcp-proxy.ts'
import { startTestDatabase, type TestDatabase } from './support/test-database.ts'
import { testWriter } from './support/test-writer.ts'

// Everything that goes wrong between a batch and its table: the rows are there once, or not at all.

let database: TestDatabase
let bench: FaultBench

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  bench = await faultBench(database)
})
afterEach(() => bench.close())

test('S10: the victim of a deadlock is tried again', async () => {
  await database.run("INSERT INTO t VALUES (1, 'a'), (2, 'b')")
  const sink = await bench.sinkOf()
  const other = new pg.Client({ connectionString: database.connectionString })
  await other.connect()
  await other.query("SET deadlock_timeout = '30s'; BEGIN; UPDATE t SET name = 'other' WHERE id = 2")
  const writing = sink.write(0, [
    [1, 'sink'],
    [2, 'sink'],
  ])
  await bench.untilBlocked()
  await other.query("UPDATE t SET name = 'other' WHERE id = 1; COMMIT")
  await other.end()
  expect(await writing).toMatchObject({ written: 2, retries: 1 })
  expect(await bench.names()).toEqual(['sink', 'sink'])
})

test('S10: writers of the same keys in any order do not deadlock', async () => {
  const sinks = await Promise.all(
    ['q1', 'q2', 'q3'].map((queryId) => testWriter(bench.options, bench.schema, { queryId, queryName: queryId })),
  )
  for (const sink of sinks) bench.adopt(sink)
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
  const sink = await bench.sinkOf({ lockTimeoutMs: 50 })
  const other = new pg.Client({ connectionString: database.connectionString })
  await other.connect()
  await other.query('BEGIN; UPDATE t SET name = name WHERE id = 1')
  const failures = new Promise<void>((resolve) => {
    let merges = 0
    bench.proxy.onRequest = (bytes) => {
      if (queryText(bytes)?.includes('ON CONFLICT') === true && ++merges === 3) resolve()
      return 'forward'
    }
  })
  const writing = sink.write(0, [[1, 'sink']])
  await failures
  await other.query('COMMIT')
  await other.end()
  expect((await writing).retries).toBeGreaterThanOrEqual(2)
  expect(await bench.names()).toEqual(['sink'])
})

test.for(['08006', '25006', '40001', '40P01', '53200', '53300', '55P03', '57P01', '57P03'])(
  'S10, S11: SQLSTATE %s passes by itself: the whole transaction is repeated',
  async (state) => {
    await bench.failing(state, 2)
    const sink = await bench.sinkOf()
    expect(await sink.write(0, [[1, 'a']])).toMatchObject({ inserted: 1, retries: 2 })
    expect(await bench.names()).toEqual(['a'])
  },
)

test('S12: a server whose disk stays full ends the query after the retries, and nothing is stored', async () => {
  await bench.failing('53100', 1000)
  const sink = await bench.sinkOf({ retry: { attempts: 3, baseDelayMs: 1 } })
  await expect(sink.write(0, [[1, 'a']])).rejects.toMatchObject({
    condition: 'SINK_UNAVAILABLE',
    retriable: true,
    messageParameters: { attempts: '3' },
  })
  expect(await bench.names()).toEqual([])
  expect(await bench.ledger()).toBe(-1)
})

test('S11: a role that may not connect for a while is waited for', async () => {
  await database.run(
    "DROP ROLE IF EXISTS app; CREATE ROLE app LOGIN PASSWORD 'app' CONNECTION LIMIT 0; GRANT ALL ON SCHEMA public TO app; GRANT ALL ON t TO app; GRANT CREATE, TEMP ON DATABASE streamkit TO app",
  )
  let attempts = 0
  bench.proxy.onConnection = ({ upstream }) => {
    if (++attempts !== 3) return
    upstream.pause()
    void database.run('ALTER ROLE app CONNECTION LIMIT -1').then(() => upstream.resume())
  }
  const url = new URL(bench.options.connectionString as string)
  url.username = 'app'
  url.password = 'app'
  const sink = await bench.sinkOf({ connectionString: url.href })
  expect(await sink.write(0, [[1, 'a']])).toMatchObject({ inserted: 1 })
  expect(attempts).toBeGreaterThanOrEqual(3)
  await sink.close()
  await database.run('DROP SCHEMA streamkit CASCADE; DROP OWNED BY app; DROP ROLE app')
})

test('S13: a statement_timeout of the server does not count the time in which the query makes its rows', async () => {
  await database.run("ALTER DATABASE streamkit SET statement_timeout = '150ms'")
  const sink = await bench.sinkOf()
  const result = await sink.writeChunks(0, async function* () {
    yield chunkOf(bench.schema, [[1, 'a']])
    await database.rows('SET statement_timeout = 0; SELECT pg_sleep(0.4)')
    yield chunkOf(bench.schema, [[2, 'b']])
  })
  expect(result).toMatchObject({ inserted: 2, retries: 0 })
  await database.run('ALTER DATABASE streamkit RESET statement_timeout')
})

test('S13: a merge that takes too long is an error that says so', async () => {
  await database.run("INSERT INTO t VALUES (1, 'a')")
  const sink = await bench.sinkOf({ statementTimeoutMs: 50 })
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
  const sink = await bench.sinkOf({ maxReplayBytes: 100_000 })
  const chunks = async function* (): AsyncGenerator<ColumnBatch> {
    for (let c = 0; c < 3; c++)
      yield chunkOf(
        bench.schema,
        Array.from({ length: 2000 }, (_, i) => [c * 2000 + i, 'x'.repeat(600)]),
      )
  }
  await bench.failing('40001', 1)
  await expect(sink.writeChunks(0, chunks)).rejects.toMatchObject({
    condition: 'SINK_BATCH_TOO_LARGE_TO_RETRY',
    messageParameters: { limit: '100000', batchId: '0' },
  })
  expect(await bench.names()).toEqual([])
  expect(await sink.writeChunks(0, chunks)).toMatchObject({ inserted: 6000, retries: 0 })
  bench.proxy.onRequest = (bytes, { downstream, upstream }) => {
    if (queryText(bytes) !== 'COMMIT') return 'forward'
    bench.proxy.onRequest = () => 'forward'
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
  const sink = await bench.sinkOf({}, abort.signal)
  const other = new pg.Client({ connectionString: database.connectionString })
  await other.connect()
  await other.query('BEGIN; UPDATE t SET name = name WHERE id = 1')
  const writing = sink.write(0, [[1, 'b']])
  await bench.untilBlocked()
  abort.abort(new RangeError('enough'))
  await expect(writing).rejects.toThrow('enough')
  await other.query('ROLLBACK')
  await other.end()
  expect(await bench.names()).toEqual(['a'])
})

test('aborting ends a wait between attempts, and one for rows that never come', async () => {
  await bench.failing('40001', 1000)
  const abort = new AbortController()
  const sink = await bench.sinkOf({ retry: { baseDelayMs: 1_000_000, maxDelayMs: 1_000_000 } }, abort.signal)
  const writing = sink.write(0, [[1, 'b']])
  // it waits as soon as its connection is gone
  for (;;) {
    const [row] = await database.rows(
      `SELECT (SELECT last_value FROM fails)::int AS fails, (SELECT count(*) FROM ${sinkSessions})::int AS n`,
    )
    if (row?.n === 0 && (await database.rows('SELECT 1 FROM fails WHERE is_called').then((r) => r.length > 0))) break
  }
  abort.abort(new RangeError('enough'))
  await expect(writing).rejects.toThrow('enough')

  const second = new AbortController()
  const hanging = await bench.sinkOf({}, second.signal)
  const never = hanging.writeChunks(0, async function* () {
    yield chunkOf(bench.schema, [[1, 'a']])
    second.abort(new RangeError('no more'))
    await new Promise(() => undefined)
  })
  await expect(never).rejects.toThrow('no more')
})
