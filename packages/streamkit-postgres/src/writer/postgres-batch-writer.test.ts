import {
  doubleType,
  intType,
  safeBigintType,
  stringType,
  structField,
  structType,
  timestampType,
} from '@streamkit/core/connector'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { chunkOf, schemaOf, streamOf } from '../../test/support/chunks.ts'
import { startTestDatabase, type TestDatabase } from '../../test/support/test-database.ts'
import { testWriter } from '../../test/support/test-writer.ts'
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

test('rows are inserted or updated by key, and counted', async () => {
  const sink = await testWriter(options, schema)
  expect(
    await sink.write(0, [
      [1, 'a', 1],
      [2, 'b', 1],
    ]),
  ).toEqual({ isSkipped: false, rows: 2, written: 2, inserted: 2, retries: 0 })
  expect(
    await sink.write(1, [
      [2, 'B', 2],
      [3, null, null],
    ]),
  ).toMatchObject({ rows: 2, written: 2, inserted: 1 })
  expect(await all()).toEqual([row(1, 'a', 1), row(2, 'B', 2), row(3, null, null)])
  await sink.close()
})

test('of several rows of one key in a batch the last one in the order of the input is written', async () => {
  const sink = await testWriter(options, schema)
  // lengths that make PostgreSQL fill gaps of earlier pages: the place in the staging table is no order
  const rows = Array.from({ length: 4000 }, (_, i) => [i % 500, 'x'.repeat((i * 7919) % 3000), i])
  expect(await sink.write(0, rows)).toMatchObject({ rows: 4000, written: 500, inserted: 500 })
  const found = await database.rows('SELECT id, version, length(name) AS n FROM shop.t ORDER BY id')
  expect(found).toEqual(rows.slice(3500).map(([id, name, version]) => ({ id, version, n: (name as string).length })))
  await sink.close()
})

test('a batch of many chunks is one order and one transaction', async () => {
  const sink = await testWriter(options, schema)
  const chunks = [
    [1, 'first', 1],
    [2, 'only', 1],
    [1, 'second', 2],
  ].map((r) => chunkOf(schema, [r]))
  await sink.writeChunks(0, () => streamOf(...chunks))
  expect(await all()).toEqual([row(1, 'second', 2), row(2, 'only', 1)])
  const failing = sink.writeChunks(1, async function* () {
    yield chunkOf(schema, [[9, 'never seen', 0]])
    throw new RangeError('the source broke')
  })
  await expect(failing).rejects.toThrow(RangeError)
  expect(await all()).toHaveLength(2)
  await sink.close()
})

test('orderBy chooses the row with the greatest value, nulls last, later input wins a tie', async () => {
  const sink = await testWriter({ ...options, orderBy: 'version' }, schema)
  await sink.write(0, [
    [1, 'old', 1],
    [1, 'newest', 5],
    [1, 'none', null],
    [2, 'tie', 3],
    [2, 'tie, later', 3],
    [1, 'newer', 4],
  ])
  expect(await all()).toEqual([row(1, 'newest', 5), row(2, 'tie, later', 3)])
  await sink.close()
})

test('update: none leaves the row that is there, and writes the first of a batch', async () => {
  const sink = await testWriter({ ...options, update: 'none' }, schema)
  expect(
    await sink.write(0, [
      [1, 'first', 1],
      [1, 'second', 2],
    ]),
  ).toMatchObject({ written: 1, inserted: 1 })
  expect(
    await sink.write(1, [
      [1, 'third', 3],
      [2, 'new', 1],
    ]),
  ).toMatchObject({ rows: 2, written: 1, inserted: 1 })
  expect(await all()).toEqual([row(1, 'first', 1), row(2, 'new', 1)])
  await sink.close()
})

test('update names the columns that change; where holds back older rows', async () => {
  const sink = await testWriter({ ...options, update: ['version'], where: 'excluded.version > target.version' }, schema)
  await sink.write(0, [
    [1, 'a', 5],
    [2, 'b', 5],
  ])
  expect(
    await sink.write(1, [
      [1, 'x', 4],
      [2, 'y', 6],
    ]),
  ).toMatchObject({ rows: 2, written: 1, inserted: 0 })
  expect(await all()).toEqual([row(1, 'a', 5), row(2, 'b', 6)])
  await sink.close()
})

test('a key of all columns inserts what is new', async () => {
  await database.run('CREATE TABLE shop.pairs (id int, name text, PRIMARY KEY (name, id))')
  const sink = await testWriter(
    { ...options, table: 'shop.pairs', key: ['id', 'name'] },
    schemaOf({ id: intType, name: stringType }),
  )
  await sink.write(0, [
    [1, 'a'],
    [1, 'b'],
    [1, 'a'],
  ])
  await sink.write(1, [
    [1, 'b'],
    [2, 'a'],
  ])
  expect(await database.rows('SELECT id, name FROM shop.pairs ORDER BY 1, 2')).toEqual([
    { id: 1, name: 'a' },
    { id: 1, name: 'b' },
    { id: 2, name: 'a' },
  ])
  await sink.close()
})

test('rows with a null in the key stay apart as the unique index keeps them, or meet if it says NULLS NOT DISTINCT', async () => {
  await database.run(
    'CREATE TABLE shop.loose (id int UNIQUE, name text, version int); CREATE TABLE shop.strict (id int, name text, version int, UNIQUE NULLS NOT DISTINCT (id))',
  )
  const rows = [
    [null, 'a', 1],
    [null, 'b', 2],
    [1, 'c', 3],
  ]
  const loose = await testWriter({ ...options, table: 'shop.loose' }, schema)
  const strict = await testWriter({ ...options, table: 'shop.strict' }, schema)
  expect(await loose.write(0, rows)).toMatchObject({ written: 3 })
  expect(await strict.write(0, rows)).toMatchObject({ written: 2 })
  expect(await strict.write(1, rows)).toMatchObject({ written: 2, inserted: 0 })
  await loose.close()
  await strict.close()
})

test('without a key rows are appended', async () => {
  await database.run('CREATE TABLE shop.log (name text, address inet)')
  const sink = await testWriter({ ...options, table: 'shop.t', key: [] }, schema)
  expect(
    await sink.write(0, [
      [1, 'a', 1],
      [2, 'b', 1],
    ]),
  ).toMatchObject({ rows: 2, written: 2, inserted: 2 })
  expect(await sink.write(0, [[3, 'again', 1]])).toMatchObject({ isSkipped: true })
  const casting = await testWriter(
    { ...options, table: 'shop.log', key: [] },
    schemaOf({ name: stringType, address: stringType }),
  )
  expect(
    await casting.write(0, [
      ['x', '10.0.0.1'],
      ['y', null],
    ]),
  ).toMatchObject({ rows: 2, written: 2 })
  expect(await all()).toHaveLength(2)
  expect(await database.rows('SELECT * FROM shop.log ORDER BY name')).toEqual([
    { name: 'x', address: '10.0.0.1' },
    { name: 'y', address: null },
  ])
  await sink.close()
  await casting.close()
})

test('partitioned tables take rows; new and updated ones are not told apart there', async () => {
  await database.run(
    'CREATE TABLE shop.parts (id int PRIMARY KEY, name text, version int) PARTITION BY RANGE (id); CREATE TABLE shop.parts_1 PARTITION OF shop.parts FOR VALUES FROM (0) TO (100)',
  )
  const sink = await testWriter({ ...options, table: 'shop.parts' }, schema)
  expect(await sink.write(0, [[1, 'a', 1]])).toMatchObject({ written: 1, inserted: null })
  expect(await sink.write(1, [[1, 'b', 1]])).toMatchObject({ written: 1, inserted: null })
  await sink.close()
})

test('an empty batch is written down too', async () => {
  const sink = await testWriter(options, schema)
  expect(await sink.write(0, [])).toMatchObject({ isSkipped: false, rows: 0, written: 0, inserted: 0 })
  expect(await database.rows('SELECT batch_id::int FROM streamkit.commits')).toEqual([{ batch_id: 0 }])
  await sink.close()
})

test('createTable makes a table of the types of the query, its key as primary key', async () => {
  const wide = structType([
    structField('id', stringType, false),
    structField('at', timestampType),
    structField('n', safeBigintType, false),
    structField('x', doubleType),
  ])
  const sink = await testWriter(
    { ...options, table: { schema: 'made', table: 'Odd "name".t' }, createTable: { columnTypes: { id: 'uuid' } } },
    wide,
  )
  await sink.write(0, [['0f8fad5b-d9cb-469f-a165-70867728950e', 0, 1, 1.5]])
  const columns = await database.rows(
    "SELECT column_name AS name, data_type AS type, is_nullable AS nullable FROM information_schema.columns WHERE table_schema = 'made' ORDER BY ordinal_position",
  )
  expect(columns).toEqual([
    { name: 'id', type: 'uuid', nullable: 'NO' },
    { name: 'at', type: 'timestamp with time zone', nullable: 'YES' },
    { name: 'n', type: 'bigint', nullable: 'NO' },
    { name: 'x', type: 'double precision', nullable: 'YES' },
  ])
  await sink.close()
})

test('columns may have other names in the table', async () => {
  const camel = schemaOf({ userId: intType, fullName: stringType })
  const sink = await testWriter({ ...options, key: ['userId'], columns: { userId: 'id', fullName: 'name' } }, camel)
  await sink.write(0, [[1, 'Ada']])
  expect(await all()).toEqual([row(1, 'Ada', null)])
  await sink.close()
})

test('everything works behind a pooler that hands out another session for each transaction', async () => {
  const pool = new pg.Pool({ connectionString: database.connectionString, max: 1, maxUses: 1 })
  const sink = await testWriter({ table: 'shop.t', key: ['id'], pool }, schema)
  for (const id of [0, 1, 2]) expect(await sink.write(id, [[id, 'x', 1]])).toMatchObject({ inserted: 1 })
  await sink.close()
  // a pool of the caller's stays open
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  await pool.end()
})

test('S07: an idle connection of the pool of a caller who listens to no errors may be lost', async () => {
  const pool = new pg.Pool({ connectionString: database.connectionString, application_name: 'idle' })
  const sink = await testWriter({ table: 'shop.t', key: ['id'], pool }, schema)
  await sink.write(0, [[1, 'a', 1]])
  const removed = new Promise((resolve) => pool.once('remove', resolve))
  await database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'idle'")
  await removed
  expect(await sink.write(1, [[1, 'b', 2]])).toMatchObject({ written: 1 })
  await sink.close()
  await pool.end()
})

test('the search_path does not matter once the table is found', async () => {
  await database.run('CREATE SCHEMA evil; CREATE TABLE evil.commits (x int); CREATE TABLE evil.t (id int)')
  const client = { connectionString: database.connectionString, options: '-c search_path=evil,shop' }
  const sink = await testWriter({ client, table: 'shop.t', key: ['id'] }, schema)
  await sink.write(0, [[1, 'a', 1]])
  expect(await all()).toEqual([row(1, 'a', 1)])
  await sink.close()
  await database.run('DROP SCHEMA evil CASCADE')
})
