import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession, Decimal, type StreamingQuery } from '@streamkit/core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { postgres, upsert } from '../src/index.ts'
import { startTestDatabase, type TestDatabase } from './support/test-database.ts'

let database: TestDatabase
let checkpoint: string
const schema = 'id INT NOT NULL, name STRING, price DECIMAL(10,2), at TIMESTAMP'

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  checkpoint = await mkdtemp(join(tmpdir(), 'streamkit-session-'))
  await database.run(
    'DROP SCHEMA IF EXISTS streamkit CASCADE; DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY, name text, price numeric(10,2), at timestamptz)',
  )
})
afterEach(() => rm(checkpoint, { recursive: true, force: true }))

const rows = (): Promise<unknown> => database.rows('SELECT id, name, price::text FROM t ORDER BY id')

test('a stream is upserted by foreachBatch, and its progress tells what was written', async () => {
  await using session = createSession({ connectors: [postgres()] })
  const input = session.memoryStream(schema)
  const query: StreamingQuery = input
    .toDF()
    .writeStream.option('checkpointLocation', checkpoint)
    .foreachBatch(upsert({ connectionString: database.connectionString, table: 't', key: ['id'] }))
    .start()
  input.addData({ id: 1, name: 'a', price: Decimal.from('1.50'), at: new Date(0) })
  await query.processAllAvailable()
  input.addData(
    { id: 1, name: 'b', price: Decimal.from('2.50'), at: null },
    { id: 2, name: null, price: null, at: null },
  )
  await query.processAllAvailable()
  expect(await rows()).toEqual([
    { id: 1, name: 'b', price: '2.50' },
    { id: 2, name: null, price: null },
  ])
  const last = query.recentProgress.findLast((progress) => progress.numInputRows > 0)
  expect(last?.sink).toMatchObject({
    description: 'PostgresSink[t]',
    numOutputRows: 2,
    metrics: { rowsInserted: '1', rowsUpdated: '1' },
  })
  await query.stop()
})

test('a table that does not fit fails the query before its first batch', async () => {
  await using session = createSession({ connectors: [postgres()] })
  const input = session.memoryStream('id INT NOT NULL, colour STRING')
  input.addData({ id: 1, colour: 'red' })
  const query = input
    .toDF()
    .writeStream.option('checkpointLocation', checkpoint)
    .foreachBatch(upsert({ connectionString: database.connectionString, table: 't', key: ['id'] }))
    .start()
  await expect(query.awaitTermination()).rejects.toThrow(/no column "colour"/)
})

test("format('postgres') writes a stream and reads the table again", async () => {
  await using session = createSession({ connectors: [postgres()] })
  const input = session.memoryStream('id INT NOT NULL, name STRING')
  const query = input
    .toDF()
    .writeStream.format('postgres')
    .option('connectionString', database.connectionString)
    .option('dbtable', 't')
    .option('key', 'id')
    .option('checkpointLocation', checkpoint)
    .start()
  input.addData({ id: 1, name: 'a' }, { id: 2, name: 'b' })
  await query.processAllAvailable()
  await query.stop()
  const reader = session
    .read()
    .format('postgres')
    .option('connectionString', database.connectionString)
    .option('dbtable', 't')
  const table = await reader.loadAsync()
  expect(table.columns).toEqual(['id', 'name', 'price', 'at'])
  expect(
    await table
      .filter(($) => $.id.gt(1))
      .select('name', 'price')
      .collect(),
  ).toEqual([{ name: 'b', price: null }])
  const typed = reader.schema('name STRING, id INT NOT NULL').load()
  const names: (string | null)[] = (await typed.collect()).map((row) => row.name)
  expect(names.sort()).toEqual(['a', 'b'])
  await expect(reader.schema('id STRING').load().collect()).rejects.toThrow(/the column id is to be string and is int/)
})

test('a frame is written as a table and read by a query', async () => {
  await using session = createSession({ connectors: [postgres()] })
  const { connectionString } = database
  const frame = session.createDataFrame(
    [
      { id: 1, name: 'a' },
      { id: 2, name: null },
    ],
    'id INT NOT NULL, name STRING',
  )
  await frame.write.format('postgres').mode('overwrite').options({ connectionString, dbtable: 'copied' }).save()
  const query = 'SELECT count(*) AS n, max(name) AS name FROM copied'
  const read = await session.read().format('postgres').options({ connectionString, query }).loadAsync()
  expect(await read.collect()).toEqual([{ n: 2n, name: 'a' }])
  await database.run('DROP TABLE copied')
})
