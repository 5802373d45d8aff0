import { intType, stringType } from '@streamkit/core/connector'
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
  const one = await testWriter(options, schema, { queryId: 'q1' })
  const two = await testWriter(options, schema, { queryId: 'q2' })
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
    Array.from({ length: 8 }, (_, i) => testWriter({ ...options, createTable: true }, schema, { queryId: `q${i}` })),
  )
  await Promise.all(made.map((sink, i) => sink.write(0, [[i, 'x', i]])))
  expect(await all()).toHaveLength(8)
  await Promise.all(made.map((sink) => sink.close()))
})
