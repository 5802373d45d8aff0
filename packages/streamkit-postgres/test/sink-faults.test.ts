import type { ColumnBatch } from '@streamkit/core/connector'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { chunkOf } from './support/chunks.ts'
import { type FaultBench, faultBench } from './support/fault-bench.ts'
import { queryText } from './support/tcp-proxy.ts'
import { startTestDatabase, type TestDatabase } from './support/test-database.ts'

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

test('S02: an answer to COMMIT that is lost is found in the ledger: nothing is written twice', async () => {
  const sink = await bench.sinkOf()
  await database.run(`CREATE TABLE seen (id int); CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (NEW.id); RETURN NEW; END $$;
    CREATE TRIGGER note BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION note()`)
  bench.proxy.onRequest = (bytes, { downstream, upstream }) => {
    if (queryText(bytes) !== 'COMMIT') return 'forward'
    bench.proxy.onRequest = () => 'forward'
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
  expect(await bench.names()).toEqual(['a', 'b'])
  expect(await database.rows('SELECT id FROM seen ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }])
  await database.run('DROP TABLE seen CASCADE; DROP FUNCTION note CASCADE')
})

test('S02: a COMMIT that never arrived is made again', async () => {
  const sink = await bench.sinkOf()
  bench.proxy.onRequest = (bytes, { downstream, upstream }) => {
    if (queryText(bytes) !== 'COMMIT') return 'forward'
    bench.proxy.onRequest = () => 'forward'
    downstream.destroy()
    upstream.destroy()
    return 'hold'
  }
  expect(await sink.write(0, [[1, 'a']])).toMatchObject({ isSkipped: false, inserted: 1, retries: 1 })
  expect(await bench.names()).toEqual(['a'])
  expect(await bench.ledger()).toBe(0)
})

test('S02: a COMMIT that is still under way is waited for', async () => {
  const sink = await bench.sinkOf()
  bench.proxy.onRequest = (bytes, { downstream, upstream }) => {
    if (queryText(bytes) !== 'COMMIT') return 'forward'
    bench.proxy.onRequest = () => 'forward'
    // the driver loses its connection; the server gets the COMMIT only when the ledger is being asked
    upstream.removeAllListeners('close')
    downstream.removeAllListeners('end')
    downstream.destroy()
    void bench.untilBlocked().then(() => upstream.write(bytes))
    return 'hold'
  }
  expect(await sink.write(0, [[1, 'a']])).toMatchObject({ isSkipped: false, inserted: 1, retries: 1 })
  expect(await bench.names()).toEqual(['a'])
})

test('S02: a connection that breaks at any message of the transaction costs nothing but a retry', async () => {
  const sink = await bench.sinkOf()
  for (let cutAt = 0; cutAt < 8; cutAt++) {
    let message = 0
    bench.proxy.onRequest = (_, { downstream, upstream }) => {
      if (message++ !== cutAt) return 'forward'
      downstream.destroy()
      upstream.destroy()
      return 'hold'
    }
    expect(await sink.write(cutAt, [[cutAt, `cut at ${cutAt}`]])).toMatchObject({ isSkipped: false, inserted: 1 })
    bench.proxy.onRequest = () => 'forward'
  }
  expect(await bench.names()).toHaveLength(8)
})

test('S04: a row that a constraint refuses rolls the batch back, and is shown; after a fix the batch goes through', async () => {
  await database.run("ALTER TABLE t ADD CONSTRAINT no_bad CHECK (name <> 'bad')")
  const sink = await bench.sinkOf()
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
  expect(await bench.names()).toEqual([])
  await database.run('ALTER TABLE t DROP CONSTRAINT no_bad')
  expect(await sink.write(0, rows)).toMatchObject({ inserted: 2 })
})

test('S04: a deferred constraint that fails at COMMIT fails the batch', async () => {
  await database.run(
    'CREATE TABLE parent (id int PRIMARY KEY); ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES parent DEFERRABLE INITIALLY DEFERRED',
  )
  const sink = await bench.sinkOf()
  await expect(sink.write(0, [[1, 'orphan']])).rejects.toMatchObject({
    condition: 'SINK_WRITE',
    messageParameters: { serverState: '23503' },
  })
  expect(await bench.names()).toEqual([])
  await database.run('INSERT INTO parent VALUES (1)')
  expect(await sink.write(0, [[1, 'child']])).toMatchObject({ isSkipped: false, inserted: 1 })
  await database.run('DROP TABLE parent CASCADE')
})

test('S04, S15: tables and columns that go while the query runs are named', async () => {
  const sink = await bench.sinkOf()
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
  const sink = await bench.sinkOf()
  const big = (from: number): ColumnBatch =>
    chunkOf(
      bench.schema,
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
  expect(await bench.names()).toEqual([])
  expect(await sink.write(0, [[1, 'a']])).toMatchObject({ isSkipped: false })
})

test('S07: a backend that is killed while idle, while copying, or while merging is replaced', async () => {
  const sink = await bench.sinkOf()
  await sink.write(0, [[0, 'before']])
  await bench.kill()
  expect(await sink.write(1, [[1, 'after idle']])).toMatchObject({ inserted: 1 })

  let kills = 0
  const result = await sink.writeChunks(2, async function* () {
    yield chunkOf(bench.schema, [[2, 'first half']])
    if (kills++ === 0) await bench.kill()
    yield chunkOf(bench.schema, [[3, 'second half']])
  })
  expect(result).toMatchObject({ rows: 2, inserted: 2, retries: 1 })

  const blocker = new pg.Client({ connectionString: database.connectionString })
  await blocker.connect()
  await blocker.query('BEGIN; UPDATE t SET name = name WHERE id = 0')
  const merging = sink.write(3, [[0, 'merged']])
  await bench.untilBlocked()
  await bench.kill()
  await bench.untilBlocked()
  await blocker.query('COMMIT')
  await blocker.end()
  expect(await merging).toMatchObject({ written: 1, inserted: 0, retries: 1 })
  expect(await bench.names()).toEqual(['merged', 'after idle', 'first half', 'second half'])
})
