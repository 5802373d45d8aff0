import {
  type ColumnBatch,
  type FormatProvider,
  intType,
  type SaveMode,
  type StructType,
  simpleString,
  stringType,
  valueAt,
} from '@streamkit/core/connector'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { chunkOf, schemaOf } from '../test/support/chunks.ts'
import { formatContext, sinkBatch, sinkQuery } from '../test/support/contexts.ts'
import { startTestDatabase, type TestDatabase } from '../test/support/test-database.ts'
import { postgres } from './postgres.ts'

let database: TestDatabase
const format = postgres().formats[0] as Required<FormatProvider>
const schema = schemaOf({ id: intType, name: stringType })

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())
beforeEach(() =>
  database.run(
    'DROP SCHEMA IF EXISTS streamkit CASCADE; DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY, name text)',
  ),
)

const where = (): Record<string, unknown> => ({ connectionString: database.connectionString, dbtable: 't' })

interface Table {
  readonly schema: StructType
  readonly types: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
  readonly chunks: number
}

async function read(options: Readonly<Record<string, unknown>>, columns?: readonly number[]): Promise<Table> {
  const context = formatContext({ connectionString: database.connectionString, ...options })
  const found = await format.schema(context)
  const scan = format.scan({ ...context, schema: found })
  const rows: unknown[][] = []
  let chunks = 0
  const ordinals = columns ?? found.fields.map((_, i) => i)
  const request = { columns: ordinals, batchId: 0, signal: new AbortController().signal, report: () => undefined }
  for await (const batch of scan.read(request)) {
    chunks++
    for (let r = 0; r < batch.length; r++) rows.push(batch.columns.map((column) => valueAt(column, r)))
  }
  return { schema: found, types: found.fields.map((f) => simpleString(f.dataType)), rows, chunks }
}

test('the sink appends without a key and upserts with one', async () => {
  const query = sinkQuery(schema)
  const upserting = format.sink(formatContext({ ...where(), key: 'id' }))
  await upserting.prepare({ ...query, outputMode: 'update' })
  expect(await upserting.addBatch(sinkBatch(query, 0, chunkOf(schema, [[1, 'a']])))).toMatchObject({ numOutputRows: 1 })
  expect(await upserting.addBatch(sinkBatch(query, 1, chunkOf(schema, [[1, 'b']])))).toMatchObject({
    metrics: { rowsUpdated: '1' },
  })
  await upserting.stop()
  const appending = format.sink(
    formatContext({ url: `jdbc:${database.connectionString}`, dbtable: 'public.t', sinkId: 'log' }),
  )
  await appending.prepare(query)
  await appending.addBatch(sinkBatch(query, 0, chunkOf(schema, [[2, 'c']])))
  await expect(appending.addBatch(sinkBatch(query, 1, chunkOf(schema, [[2, 'again']])))).rejects.toMatchObject({
    condition: 'SINK_WRITE',
  })
  await appending.stop()
  expect(await database.rows('SELECT * FROM t ORDER BY id')).toEqual([
    { id: 1, name: 'b' },
    { id: 2, name: 'c' },
  ])
})

test('output that replaces earlier rows is refused where it could not', async () => {
  const complete = format.sink(formatContext({ ...where(), key: ['id'] }))
  await expect(complete.prepare(sinkQuery(schema, { outputMode: 'complete' }))).rejects.toMatchObject({
    condition: 'INVALID_POSTGRES_OPTION',
  })
  const update = format.sink(formatContext(where()))
  await expect(update.prepare(sinkQuery(schema, { outputMode: 'update' }))).rejects.toThrow(/Set the option `key`/)
})

test('a batch write makes the table, and does with one that is there what the mode says', async () => {
  await database.run('DROP TABLE t')
  const write = async (saveMode: SaveMode, ...rows: readonly (readonly unknown[])[]): Promise<void> => {
    const query = sinkQuery(schema, { queryId: saveMode })
    const sink = format.writer({ ...formatContext({ ...where(), dbtable: 'made.t' }), saveMode })
    try {
      await sink.prepare(query)
      await sink.addBatch(sinkBatch(query, 0, chunkOf(schema, rows)))
    } finally {
      await sink.stop()
    }
  }
  const ids = async (): Promise<unknown> =>
    (await database.rows('SELECT id FROM made.t ORDER BY id')).map((row) => row.id)
  await write('errorifexists', [1, 'a'])
  await expect(write('errorifexists', [2, 'b'])).rejects.toMatchObject({ condition: 'SINK_TABLE_EXISTS' })
  await write('append', [3, 'c'])
  await write('ignore', [4, 'd'])
  expect(await ids()).toEqual([1, 3])
  await write('overwrite', [5, 'e'])
  await write('overwrite', [6, 'f'])
  expect(await ids()).toEqual([6])
  expect(await database.rows('SELECT * FROM streamkit.commits')).toEqual([])
})

test('a table is read with its types, exact to the last digit', async () => {
  await database.run(`CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN price AS numeric(10,2);
    CREATE TABLE kinds (id int NOT NULL, s smallint, b bigint, f real, d double precision, n numeric(38,18), p price, m numeric, t text, v varchar(5), u uuid, j jsonb,
      ok boolean, day date, at timestamptz, local timestamp, bytes bytea, mood mood, ints int[], texts text[], span interval, ips inet[]);
    INSERT INTO kinds VALUES (1, -2, 9223372036854775807, 0.1, 1e300, -12345678901234567890.123456789012345678, 12.30, 0.5, E'it''s\\n\\\\.', 'ab', '0f8fad5b-d9cb-469f-a165-70867728950e', '{"a": 1}',
      true, '2026-11-23', '2026-11-23 12:34:56.789012+02', '1685-01-01 00:00:00.000001', '\\x00ff', 'ok', '{1,NULL,3}', '{}', '1 day 02:03:04', '{10.0.0.1}'); INSERT INTO kinds (id) VALUES (2)`)
  const table = await read({ dbtable: 'public.kinds' })
  expect(table.types).toEqual([
    'int',
    'smallint',
    'bigint',
    'float',
    'double',
    'decimal(38,18)',
    'decimal(10,2)',
    'decimal(38,18)',
    'string',
    'string',
    'string',
    'string',
    'boolean',
    'date',
    'timestamp',
    'timestamp_ntz',
    'binary',
    'string',
    'array<int>',
    'array<string>',
    'string',
    'array<string>',
  ])
  expect(table.schema.fields.filter((f) => !f.nullable).map((f) => f.name)).toEqual(['id'])
  expect(table.rows[0]).toEqual([
    1,
    -2,
    9223372036854775807n,
    Math.fround(0.1),
    1e300,
    -12345678901234567890123456789012345678n,
    1230,
    500000000000000000n,
    "it's\n\\.",
    'ab',
    '0f8fad5b-d9cb-469f-a165-70867728950e',
    '{"a": 1}',
    true,
    20780,
    Date.parse('2026-11-23T10:34:56.789Z') * 1000 + 12,
    Date.parse('1685-01-01T00:00:00Z') * 1000 + 1,
    new Uint8Array([0, 255]),
    'ok',
    [1, null, 3],
    [],
    'P1DT2H3M4S',
    ['10.0.0.1/32'],
  ])
  expect(table.rows[1]).toEqual([2, ...Array.from({ length: 21 }, () => null)])
})

test('a query is read, and only the columns that are wanted', async () => {
  await database.run("INSERT INTO t SELECT i, 'name ' || i FROM generate_series(1, 40000) AS i")
  const all = await read({ query: 'SELECT id, name, id / 0 AS never FROM t WHERE id > 10 -- the rest;' }, [1])
  expect(all.rows).toHaveLength(39_990)
  expect(all.chunks).toBe(3)
  expect(all.rows[0]).toEqual(['name 11'])
  expect((await read({ dbtable: 't' }, [])).rows).toHaveLength(40_000)
  expect((await read({ query: 'SELECT * FROM t WHERE id < 0;' })).rows).toEqual([])
})

test('reading may end early', async () => {
  await database.run("INSERT INTO t SELECT i, repeat('x', 1000) FROM generate_series(1, 50000) AS i")
  const context = formatContext(where())
  const scan = format.scan({ ...context, schema: await format.schema(context) })
  const request = { columns: [0, 1], batchId: 0, signal: new AbortController().signal, report: () => undefined }
  const first: ColumnBatch[] = []
  for await (const batch of scan.read(request)) {
    first.push(batch)
    break
  }
  expect(first).toHaveLength(1)
  // the table is free
  await database.run('TRUNCATE t')
})

test.for([
  ["SELECT 'infinity'::timestamptz AS v", /infinity/],
  ["SELECT 'infinity'::date AS v", /infinity/],
  ["SELECT 'NaN'::numeric AS v", /not a number of 38 digits/],
  ['SELECT 1e-30::numeric AS v', /not a number/],
  ['SELECT 1::numeric(50, 2) AS v', /at most 38 digits/],
  ['SELECT ARRAY[[1,2],[3,4]] AS v', /more than one dimension/],
] as const)('a value that has no place here is an error, not a guess: %s', async ([query, message]) => {
  await expect(read({ query })).rejects.toMatchObject({
    condition: 'UNSUPPORTED_READ',
    message: expect.stringMatching(message),
  })
})

test('a read of nothing, of two things, or of what is not there says so', async () => {
  await expect(read({})).rejects.toMatchObject({ condition: 'INVALID_POSTGRES_OPTION' })
  await expect(read({ dbtable: 't', query: 'SELECT 1' })).rejects.toMatchObject({
    condition: 'INVALID_POSTGRES_OPTION',
  })
  await expect(read({ dbtable: 'gone' })).rejects.toMatchObject({ condition: 'SINK_TABLE_NOT_FOUND' })
  await expect(read({ query: 'SELEC 1' })).rejects.toThrow(/syntax error/)
  await expect(read({ query: 'SELECT 1 / (id - 1) FROM generate_series(1, 3) AS id' })).rejects.toThrow(
    /division by zero/,
  )
})
