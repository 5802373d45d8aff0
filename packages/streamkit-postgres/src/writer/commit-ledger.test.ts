import { intType, stringType } from '@streamkit/core/connector'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { chunkOf, schemaOf, streamOf } from '../../test/support/chunks.ts'
import { startTestDatabase, type TestDatabase } from '../../test/support/test-database.ts'
import { testQuery, testWriter } from '../../test/support/test-writer.ts'
import type { WriterOptions } from './writer-options.ts'

let database: TestDatabase
let options: WriterOptions
const schema = schemaOf({ id: intType, name: stringType, version: intType })

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.run(
    'DROP SCHEMA IF EXISTS shop, streamkit CASCADE; CREATE SCHEMA shop; CREATE TABLE shop.t (id int PRIMARY KEY, name text, version int)',
  )
  options = { connectionString: database.connectionString, table: 'shop.t', key: ['id'] }
})

const all = (): Promise<readonly Record<string, unknown>[]> => database.rows('SELECT * FROM shop.t ORDER BY id, name')
const row = (id: number | null, name: string | null, version: number | null): object => ({ id, name, version })

test('a batch that the ledger has is skipped without reading its rows', async () => {
  const first = await testWriter(options, schema)
  await first.write(0, [[1, 'a', 1]])
  await first.close()
  const second = await testWriter(options, schema)
  const chunks = vi.fn(() => streamOf(chunkOf(schema, [[1, 'changed', 2]])))
  expect(await second.writeChunks(0, chunks)).toMatchObject({ isSkipped: true, rows: 0, written: 0 })
  expect(chunks).not.toHaveBeenCalled()
  expect(await all()).toEqual([row(1, 'a', 1)])
  await second.close()
})

test('a checkpoint that is older than the table is an error, and leaves the running query alone', async () => {
  const sink = await testWriter(options, schema)
  for (const id of [0, 1, 2]) await sink.write(id, [[id, 'x', 1]])
  for (const lastCommittedBatchId of [-1, 0]) {
    await expect(testWriter(options, schema, { lastCommittedBatchId })).rejects.toMatchObject({
      condition: 'SINK_AHEAD_OF_CHECKPOINT',
      messageParameters: { sinkBatch: '2', queryId: testQuery.queryId, sinkId: 'shop.t', ledger: 'streamkit.commits' },
    })
  }
  // the refused runs have not taken over
  await sink.write(3, [[3, 'x', 1]])
  await sink.close()
  const restarted = await testWriter(options, schema, { lastCommittedBatchId: 2 })
  expect(await restarted.write(3, [[3, 'again', 1]])).toMatchObject({ isSkipped: true })
  await restarted.close()
})

test('a table that is older than the checkpoint is an error, unless the ledger may be behind', async () => {
  const sink = await testWriter(options, schema)
  await sink.write(0, [[1, 'x', 1]])
  await sink.close()
  await expect(testWriter(options, schema, { lastCommittedBatchId: 5 })).rejects.toMatchObject({
    condition: 'SINK_BEHIND_CHECKPOINT',
  })
  const trusting = await testWriter({ ...options, whenLedgerIsBehind: 'continue' }, schema, { lastCommittedBatchId: 5 })
  await trusting.close()
  const newSink = await testWriter({ ...options, sinkId: 'another' }, schema, { lastCommittedBatchId: 5 })
  await newSink.close()
})

test('a run that another has replaced cannot write any more, not even a batch that it has begun', async () => {
  const zombie = await testWriter(options, schema)
  await zombie.write(0, [[1, 'zombie', 0]])
  let successor: Awaited<ReturnType<typeof testWriter>> | null = null
  const frozen = zombie.writeChunks(1, async function* () {
    yield chunkOf(schema, [[1, 'zombie', 1]])
    // while the zombie sleeps in the middle of its batch
    successor = await testWriter(options, schema, { runId: 'run-2', lastCommittedBatchId: 0 })
    await successor.write(1, [[1, 'successor', 1]])
    yield chunkOf(schema, [[2, 'zombie', 1]])
  })
  await expect(frozen).rejects.toMatchObject({
    condition: 'SINK_FENCED',
    messageParameters: { owner: 'run-2', batchId: '1' },
  })
  await expect(zombie.write(2, [[1, 'zombie', 2]])).rejects.toMatchObject({ condition: 'SINK_FENCED' })
  expect(await all()).toEqual([row(1, 'successor', 1)])
  await zombie.close()
  await (successor as unknown as { close(): Promise<void> }).close()
})

test('two queries of one name share a table without mixing up their batches', async () => {
  const sharing = { ...options, whenCheckpointIsNew: 'continue' } as const
  const one = await testWriter(sharing, schema, { queryId: 'q1' })
  const two = await testWriter(sharing, schema, { queryId: 'q2' })
  expect(await one.write(0, [[1, 'one', 0]])).toMatchObject({ isSkipped: false })
  expect(await two.write(0, [[2, 'two', 0]])).toMatchObject({ isSkipped: false })
  expect(await one.write(1, [[2, 'one', 1]])).toMatchObject({ isSkipped: false })
  expect(await all()).toEqual([row(1, 'one', 0), row(2, 'one', 1)])
  await one.close()
  await two.close()
})

test('any number of processes may make the ledger and the table at once', async () => {
  await database.run('DROP SCHEMA shop CASCADE')
  const made = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      testWriter({ ...options, createTable: true }, schema, { queryId: `q${i}`, queryName: null }),
    ),
  )
  await Promise.all(made.map((sink, i) => sink.write(0, [[i, 'x', i]])))
  expect(await all()).toHaveLength(8)
  await Promise.all(made.map((sink) => sink.close()))
})

test('C11: a checkpoint that is new to the table is an error if a query of this name has written there', async () => {
  const old = await testWriter(options, schema, { queryId: 'old' })
  for (const id of [0, 1, 2]) await old.write(id, [[id, 'x', 1]])
  const lost = {
    condition: 'SINK_CHECKPOINT_LOST',
    sqlState: '55000',
    messageParameters: { table: 'shop.t', queryName: 'test', sinkBatch: '2', otherQueryId: 'old', queryId: 'new' },
  }
  // empty, or that of another query
  for (const lastCommittedBatchId of [-1, 7]) {
    await expect(testWriter(options, schema, { queryId: 'new', lastCommittedBatchId })).rejects.toMatchObject(lost)
  }
  // a refused start leaves no trace, so the next one is refused as well, and the old run goes on
  expect(await database.rows('SELECT query_id FROM streamkit.commits')).toEqual([{ query_id: 'old' }])
  await old.write(3, [[3, 'x', 1]])
  await old.close()
})

test('C11: of two first starts of one name only the later one writes, and the other is told', async () => {
  const started = await Promise.all(['q1', 'q2'].map((queryId) => testWriter(options, schema, { queryId })))
  const written = await Promise.allSettled(started.map((sink, i) => sink.write(0, [[i, 'x', 0]])))
  const failures = written.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  expect(failures).toMatchObject([{ condition: 'SINK_FENCED' }])
  expect(await all()).toHaveLength(1)
  const fenced = written[0]?.status === 'rejected' ? 'q1' : 'q2'
  await expect(testWriter(options, schema, { queryId: fenced })).rejects.toMatchObject({
    condition: 'SINK_CHECKPOINT_LOST',
  })
  await Promise.all(started.map((sink) => sink.close()))
})

test('C11: a first start waits for a first batch that is being committed, and sees it', async () => {
  const first = await testWriter(options, schema, { queryId: 'q1' })
  const client = new pg.Client({ connectionString: database.connectionString })
  await client.connect()
  await client.query("BEGIN; UPDATE streamkit.commits SET batch_id = 0 WHERE query_id = 'q1'")
  const second = testWriter(options, schema, { queryId: 'q2' })
  const refused = expect(second).rejects.toMatchObject({ condition: 'SINK_CHECKPOINT_LOST' })
  await vi.waitUntil(async () => (await database.rows('SELECT 1 FROM pg_locks WHERE NOT granted')).length > 0, {
    timeout: 20_000,
  })
  await client.query('COMMIT')
  await refused
  // what was rolled back has fenced nobody
  expect(await first.write(1, [[1, 'x', 0]])).toMatchObject({ isSkipped: false })
  await client.end()
  await first.close()
})

test('C11: a ledger without names gets the column, at once by any number of processes, and learns the names', async () => {
  const old = await testWriter(options, schema)
  await old.write(0, [[1, 'x', 0]])
  await old.close()
  await database.run('ALTER TABLE streamkit.commits DROP COLUMN query_name')
  const resumed = await Promise.all(
    [testQuery.queryId, 'q1', 'q2', 'q3'].map((queryId, i) =>
      testWriter(options, schema, {
        queryId,
        queryName: i === 0 ? 'test' : null,
        lastCommittedBatchId: i === 0 ? 0 : -1,
      }),
    ),
  )
  expect(await resumed[0]?.write(1, [[2, 'y', 0]])).toMatchObject({ isSkipped: false })
  await Promise.all(resumed.map((sink) => sink.close()))
  await expect(testWriter(options, schema, { queryId: 'new' })).rejects.toMatchObject({
    condition: 'SINK_CHECKPOINT_LOST',
  })
})
