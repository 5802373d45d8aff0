import {
  arrayType,
  type DataType,
  decimalType,
  doubleType,
  intType,
  stringType,
  timestampType,
} from '@streamkit/core/connector'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schemaOf } from '../../test/support/chunks.ts'
import { startTestDatabase, type TestDatabase } from '../../test/support/test-database.ts'
import { testWriter } from '../../test/support/test-writer.ts'
import type { WriterOptions } from './writer-options.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())

/** What is wrong with a table for a query, as one text. */
async function problems(
  ddl: string,
  fields: Readonly<Record<string, DataType>>,
  more: Partial<WriterOptions> = {},
): Promise<string> {
  await database.run(`DROP TABLE IF EXISTS t; CREATE TABLE t (${ddl})`)
  const options = { connectionString: database.connectionString, table: 't', key: ['id'], ...more }
  const thrown = await testWriter(options, schemaOf(fields)).then(
    () => null,
    (error: unknown) => error as { condition: string; messageParameters: { problems: string } },
  )
  expect(thrown).toMatchObject({ condition: 'SINK_SCHEMA_MISMATCH', messageParameters: { table: 'public.t' } })
  return thrown?.messageParameters.problems ?? ''
}

const id = 'id int PRIMARY KEY'

test('all problems are told at once', async () => {
  const text = await problems(`${id}, "Name" text, price numeric(10,2), must text NOT NULL`, {
    id: intType,
    name: stringType,
    price: decimalType(10, 4),
    extra: intType,
  })
  expect(text).toMatch(/no column "name" \(it has "Name": names are taken exactly as written\)/)
  expect(text).toMatch(/decimal\(10,4\) has more digits after the point than numeric\(10,2\)/)
  expect(text).toMatch(/no column "extra"/)
  expect(text).toMatch(/the column must is NOT NULL without a default/)
})

test.for<readonly [string, DataType, RegExp]>([
  ['date', stringType, /string does not go into date: cast the column to 'date'/],
  ['integer', stringType, /cast the column to 'int'/],
  ['timestamp', timestampType, /which fixes the time zone/],
  ['timestamptz', stringType, /cast the column to 'timestamp'/],
  ['text', intType, /int does not go into text: cast the column to 'string'/],
  ['real', doubleType, /double does not go into real/],
  ['numeric(10,2)', doubleType, /double does not go into numeric/],
  ['integer[]', stringType, /string does not go into integer\[\]/],
  ['integer[]', arrayType(stringType), /array<string>: string does not go into integer/],
  ['jsonb', intType, /toJson/],
])('a type that does not fit says what to do: %s', async ([sql, type, expected]) => {
  expect(await problems(`${id}, v ${sql}`, { id: intType, v: type })).toMatch(expected)
})

test('the key needs a unique index over exactly its columns that holds for all rows at once', async () => {
  const fields = { id: intType, v: intType }
  expect(await problems('id int, v int', fields)).toMatch(/no primary key or unique index over exactly \(id\)/)
  expect(await problems('id int, v int, PRIMARY KEY (id, v)', fields)).toMatch(/there is one over \(id, v\)/)
  expect(await problems('id int, v int, UNIQUE (id) DEFERRABLE', fields)).toMatch(/no primary key/)
  expect(await problems(id, { id: intType }, { key: ['id', 'gone'] })).toMatch(/`key` names the column "gone"/)
  expect(await problems(id, { id: intType }, { update: ['gone'] })).toMatch(/`update` names the column "gone"/)
  expect(await problems(id, { id: intType }, { columns: { gone: 'x' } })).toMatch(/`columns` names the column "gone"/)
  expect(await problems(`${id}, v int`, fields, { columns: { v: 'id' } })).toMatch(/both go to id/)
  expect(await problems(`${id}, v int GENERATED ALWAYS AS (id * 2) STORED`, fields)).toMatch(
    /generates the column v itself/,
  )
})

test('columns that the database fills may be left out', async () => {
  await database.run(
    'DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY, a int GENERATED ALWAYS AS IDENTITY, b int NOT NULL DEFAULT 7, c int GENERATED ALWAYS AS (id + 1) STORED)',
  )
  const sink = await testWriter(
    { connectionString: database.connectionString, table: 't', key: ['id'] },
    schemaOf({ id: intType }),
  )
  await sink.write(0, [[1]])
  expect(await database.rows('SELECT * FROM t')).toEqual([{ id: 1, a: 1, b: 7, c: 2 }])
  await sink.close()
})

test('a missing table is named with those that are alike', async () => {
  await database.run(
    'DROP TABLE IF EXISTS t; DROP TABLE IF EXISTS "Orders"; CREATE TABLE "Orders" (id int PRIMARY KEY)',
  )
  const options = { connectionString: database.connectionString, table: 'orders', key: ['id'] }
  await expect(testWriter(options, schemaOf({ id: intType }))).rejects.toThrow(
    /The table orders does not exist \(there is public\."Orders"\)/,
  )
  const sink = await testWriter({ ...options, table: 'Orders' }, schemaOf({ id: intType }))
  await sink.close()
})

test('the strangest names are quoted, in tables, columns and schemas', async () => {
  const names = [
    '"; DROP TABLE x; --',
    'a"b',
    "it's",
    'x.y',
    'Ünï 👩‍👩‍👧',
    'select',
    ' ',
    '$1',
    '\\',
    'a'.repeat(63),
    '%s',
    '\n',
    'n',
    'c0',
    'target',
    'excluded',
  ]
  const fields = Object.fromEntries(names.map((name) => [name, intType]))
  const table = { schema: 'bad"; --', table: 'tab"le.$$' }
  const options = {
    connectionString: database.connectionString,
    table,
    key: names.slice(0, 3),
    createTable: true,
    orderBy: 'n',
  }
  const sink = await testWriter(options, schemaOf(fields))
  const values = names.map((_, i) => i)
  await sink.write(0, [values, values])
  await sink.write(1, [values])
  expect(await database.rows('SELECT * FROM "bad""; --"."tab""le.$$"')).toEqual([
    Object.fromEntries(names.map((name, i) => [name, i])),
  ])
  await sink.close()
})

test.for([
  ['', 'INVALID_IDENTIFIER'],
  ['nul\0', 'INVALID_IDENTIFIER'],
  ['x'.repeat(64), 'IDENTIFIER_TOO_LONG'],
  ['ä'.repeat(32), 'IDENTIFIER_TOO_LONG'],
] as const)('a name that PostgreSQL cannot keep is refused: %j', async ([name, condition]) => {
  await database.run('DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY)')
  const options = { connectionString: database.connectionString, table: 't', key: ['id'] }
  await expect(testWriter(options, schemaOf({ id: intType, [name]: intType }))).rejects.toMatchObject({ condition })
  await expect(testWriter({ ...options, table: { table: name } }, schemaOf({ id: intType }))).rejects.toMatchObject({
    condition,
  })
})

test('a condition that is no SQL, and a right that is missing, are found before the first batch', async () => {
  await database.run(`DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY); DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'reader';
    GRANT SELECT ON t TO reader; GRANT USAGE ON SCHEMA streamkit TO reader; GRANT ALL ON streamkit.commits TO reader; GRANT TEMP ON DATABASE streamkit TO reader`)
  const options = { connectionString: database.connectionString, table: 't', key: ['id'], update: ['id'] }
  const wrong = testWriter({ ...options, where: 'excluded.nope > 1' }, schemaOf({ id: intType }))
  await expect(wrong).rejects.toMatchObject({ condition: 'SINK_WRITE', messageParameters: { serverState: '42703' } })
  const url = new URL(database.connectionString)
  url.username = 'reader'
  url.password = 'reader'
  const unable = testWriter({ ...options, connectionString: url.href }, schemaOf({ id: intType }))
  await expect(unable).rejects.toMatchObject({ condition: 'SINK_WRITE', messageParameters: { serverState: '42501' } })
})
