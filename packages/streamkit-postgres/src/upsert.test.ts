import type { BatchContext } from '@streamkit/core'
import { type ColumnBatch, intType, stringType } from '@streamkit/core/connector'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { chunkOf, schemaOf, streamOf } from '../test/support/chunks.ts'
import { sinkQuery } from '../test/support/contexts.ts'
import { startTestDatabase, type TestDatabase } from '../test/support/test-database.ts'
import { type UpsertBatch, upsert } from './upsert.ts'

interface Order {
  readonly id: number
  readonly name: string | null
}

let database: TestDatabase
const schema = schemaOf({ id: intType, name: stringType })
const query = sinkQuery(schema)
const context: BatchContext = { ...query, queryName: null, batchTimestamp: new Date(0) }

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())
beforeEach(() =>
  database.run(
    'DROP SCHEMA IF EXISTS streamkit CASCADE; DROP TABLE IF EXISTS t, u; CREATE TABLE t (id int PRIMARY KEY, name text); CREATE TABLE u (LIKE t INCLUDING ALL)',
  ),
)

function batchOf(
  ...rows: readonly (readonly [number, string])[]
): UpsertBatch<Order> & { readonly chunks: readonly ColumnBatch[] } {
  const chunks = [chunkOf(schema, rows)]
  return {
    schema,
    chunks,
    columnBatches: () => streamOf(...chunks),
  }
}

test('the function for foreachBatch is prepared, writes batches, tells what it did, and is closed', async () => {
  const write = upsert<Order>({ connectionString: database.connectionString, table: 't', key: ['id'] })
  expect([write.singlePass, write.description]).toEqual([true, 'PostgresSink[t]'])
  await write.prepare(query)
  expect(await write(batchOf([1, 'a'], [1, 'b']), 0, context)).toEqual({
    numOutputRows: 1,
    metrics: {
      rowsReceived: '2',
      rowsUnchanged: '1',
      rowsInserted: '1',
      rowsUpdated: '0',
      batchesSkipped: '0',
      retries: '0',
    },
  })
  expect(await write(batchOf([1, 'c']), 0, context)).toMatchObject({
    numOutputRows: 0,
    metrics: { batchesSkipped: '1' },
  })
  await write.close()
  // another run with the same function
  await write.prepare({ ...query, runId: 'later', lastCommittedBatchId: 0 })
  await write(batchOf([2, 'd']), 1, { ...context, runId: 'later' })
  await write.close()
  expect(await database.rows('SELECT * FROM t ORDER BY id')).toEqual([
    { id: 1, name: 'b' },
    { id: 2, name: 'd' },
  ])
  expect(await database.rows('SELECT run_id, epoch::int, batch_id::int FROM streamkit.commits')).toEqual([
    { run_id: 'later', epoch: 2, batch_id: 1 },
  ])
})

test('S08: a batch that goes to two tables is written once into each, also if the second one fails at first', async () => {
  const one = upsert<Order>({ connectionString: database.connectionString, table: 't', key: ['id'] })
  const two = upsert<Order>({ connectionString: database.connectionString, table: 'u', key: ['id'] })
  const both = async (batchId: number, name: string): Promise<readonly unknown[]> => [
    await one(batchOf([1, name]), batchId, context),
    await two(batchOf([1, name]), batchId, context),
  ]
  await database.run("ALTER TABLE u ADD CONSTRAINT no_bad CHECK (name <> 'first')")
  await expect(both(0, 'first')).rejects.toMatchObject({ condition: 'SINK_WRITE' })
  await database.run('ALTER TABLE u DROP CONSTRAINT no_bad')
  expect(await both(0, 'second')).toMatchObject([
    { metrics: { batchesSkipped: '1' } },
    { metrics: { batchesSkipped: '0' } },
  ])
  await one.close()
  await two.close()
})

test('two queries may use one function at the same time', async () => {
  const write = upsert<Order>({ connectionString: database.connectionString, table: 't', key: ['id'] })
  await write.prepare({ ...query, queryId: 'q1' })
  await write.prepare({ ...query, queryId: 'q2' })
  await Promise.all([
    write(batchOf([1, 'a']), 0, { ...context, queryId: 'q1' }),
    write(batchOf([2, 'b']), 0, { ...context, queryId: 'q2' }),
  ])
  await write.close()
  // the end of one query does not take the other one's connections
  await write(batchOf([3, 'c']), 1, { ...context, queryId: 'q2' })
  await write.close()
  expect(await database.rows('SELECT id FROM t ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
})

test.for([
  [{ table: 't', key: [] }, 'INVALID_POSTGRES_OPTION'],
  [{ table: 'a.b.c', key: ['id'] }, 'INVALID_IDENTIFIER'],
  [{ table: 't', key: ['id'], connectionString: undefined }, 'INVALID_POSTGRES_OPTION'],
  [{ table: 't', key: ['id'], client: {} }, 'INVALID_POSTGRES_OPTION'],
] as const)('what cannot work is refused when the function is made: %j', ([options, condition]) => {
  const given = { connectionString: database.connectionString, ...options }
  expect(() => upsert<Order>(given as never)).toThrow(expect.objectContaining({ condition }))
})

test('keys and columns are checked by the compiler', () => {
  const target = { connectionString: database.connectionString, table: 't' }
  // @ts-expect-error there is no such column
  upsert<Order>({ ...target, key: ['idd'] })
  // @ts-expect-error there is no such column
  upsert<Order>({ ...target, key: ['id'], update: ['nam'] })
  // the row type comes from where the function is used
  const used: (batch: UpsertBatch<Order>, batchId: number, context: BatchContext) => Promise<unknown> = upsert({
    ...target,
    key: ['id'],
    orderBy: 'name',
  })
  expect(used).toBeTypeOf('function')
})
