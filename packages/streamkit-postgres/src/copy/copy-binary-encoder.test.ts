import {
  arrayType,
  bigintType,
  binaryType,
  booleanType,
  dateType,
  decimalType,
  doubleType,
  intType,
  mapType,
  stringType,
  structField,
  structType,
  timestampNtzType,
  timestampType,
} from '@streamkit/core/connector'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chunkOf, schemaOf, streamOf, withUtf8Text } from '../../test/support/chunks.ts'
import { nullable, roundTrip } from '../../test/support/round-trip.ts'
import { startTestDatabase, type TestDatabase } from '../../test/support/test-database.ts'
import { testQuery, testWriter } from '../../test/support/test-writer.ts'

let database: TestDatabase
const { stored, holds } = roundTrip(() => database)

beforeAll(async () => {
  database = await startTestDatabase()
  await database.run(`CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s "fine"')`)
  await database.run('CREATE DOMAIN positive AS numeric(20, 4) CHECK (VALUE > 0)')
})
afterAll(() => database.close())

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).map((s) => s.replaceAll('\0', '')),
  fc.string({ unit: 'grapheme', maxLength: 200 }).map((s) => s.replaceAll('\0', '')),
  fc.constantFrom(
    '',
    '\\.',
    '\\N',
    "it's",
    '"quoted"',
    'a\tb\nc\rd',
    '\\',
    '{}',
    '{a,"b"}',
    '日本語',
    '👩‍👩‍👧',
    '\uFEFF',
    'x'.repeat(3000),
  ),
)
test('text is stored byte by byte, from strings and from UTF-8', async () => {
  for (const asBytes of [false, true]) {
    for (const sql of ['text', 'varchar', 'varchar(3000)'])
      await holds({ type: stringType, sql, asBytes }, text, (s) => s)
    const jsonText = fc.json().map((json) => json.replaceAll('\\u0000', 'nul'))
    await holds({ type: stringType, sql: 'json', asBytes }, jsonText, (s) => s)
    await holds({ type: stringType, sql: 'mood', asBytes }, fc.constantFrom('sad', 'ok', `it's "fine"`), (s) => s)
    await holds({ type: stringType, sql: 'uuid', asBytes }, fc.uuid(), (s) => s)
  }
  expect(await stored({ type: stringType, sql: 'jsonb', asBytes: true }, ['{"b": 1, "a": [true]}', null])).toEqual([
    '{"a": [true], "b": 1}',
    null,
  ])
})

test('a UUID may be upper case or without dashes, and anything else is refused', async () => {
  const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
  for (const asBytes of [false, true]) {
    const column = { type: stringType, sql: 'uuid', asBytes }
    expect(await stored(column, [id.toUpperCase(), id.replaceAll('-', '')])).toEqual([id, id])
    for (const bad of ['', 'x', `${id}0`, id.replace('0', 'g'), id.replace('-', '0'), 'ı'.repeat(32), '½'.repeat(16)]) {
      await expect(stored(column, [bad])).rejects.toMatchObject({
        condition: 'INVALID_VALUE',
        messageParameters: { column: 'v' },
      })
    }
  }
})

test('text that PostgreSQL cannot hold is refused, naming the column', async () => {
  for (const asBytes of [false, true]) {
    for (const bad of ['a\0b', `${'x'.repeat(100)}\0`]) {
      await expect(stored({ type: stringType, sql: 'text', asBytes }, ['ok', bad])).rejects.toMatchObject({
        condition: 'INVALID_VALUE',
        messageParameters: { column: 'v', target: 'text' },
      })
    }
  }
  await expect(stored({ type: stringType, sql: 'text' }, ['\ud800'])).rejects.toMatchObject({
    condition: 'INVALID_VALUE',
  })
  await expect(stored({ type: stringType, sql: 'mood' }, ['sad', 'angry'])).rejects.toMatchObject({
    condition: 'INVALID_VALUE',
    messageParameters: { column: 'v', reason: expect.stringMatching(/angry.*row 2 of batch 0/) },
  })
  await expect(stored({ type: stringType, sql: 'jsonb' }, ['{'])).rejects.toMatchObject({ condition: 'INVALID_VALUE' })
})

test('dates and timestamps are stored to the microsecond', async () => {
  const micros = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })
  const read = `(extract(epoch FROM v) * 1000000)::bigint::text`
  await holds({ type: timestampType, sql: 'timestamptz', read }, micros, String)
  await holds({ type: timestampNtzType, sql: 'timestamp', read }, micros, String)
  await holds(
    { type: dateType, sql: 'date', read: "(v - date '1970-01-01')::text" },
    fc.integer({ min: -2_000_000, max: 2_000_000 }),
    String,
  )
  expect(
    await stored(
      { type: timestampType, sql: 'timestamptz', read: `(v AT TIME ZONE 'UTC')::text` },
      [0, -1, 1_700_000_000_123_456],
    ),
  ).toEqual(['1970-01-01 00:00:00', '1969-12-31 23:59:59.999999', '2023-11-14 22:13:20.123456'])
})

test('booleans and bytes are stored as they are', async () => {
  await holds({ type: booleanType, sql: 'boolean' }, fc.boolean(), String)
  await holds(
    { type: binaryType, sql: 'bytea' },
    fc.uint8Array({ maxLength: 300 }),
    (bytes) => `\\x${Buffer.from(bytes).toString('hex')}`,
  )
})

test('arrays keep their elements, nulls and emptiness', async () => {
  const json = 'to_json(v)::text'
  const same = (v: unknown): string => JSON.stringify(v)
  await holds({ type: arrayType(intType), sql: 'int[]', read: json }, fc.array(nullable(fc.integer())), same)
  await holds(
    { type: arrayType(stringType), sql: 'text[]', read: json },
    fc.array(nullable(fc.constantFrom('', 'a', 'NULL', '{}', ','))),
    same,
  )
  await holds({ type: arrayType(stringType), sql: 'uuid[]', read: json }, fc.array(nullable(fc.uuid())), same)
  await holds(
    { type: arrayType(stringType), sql: 'mood[]', read: json },
    fc.array(nullable(fc.constantFrom('sad', 'ok'))),
    same,
  )
  expect(await stored({ type: arrayType(decimalType(10, 2)), sql: 'numeric(10,2)[]' }, [[123, null, -5], []])).toEqual([
    '{1.23,NULL,-0.05}',
    '{}',
  ])
  expect(await stored({ type: arrayType(stringType), sql: 'inet[]' }, [['10.0.0.1', null], []])).toEqual([
    '{10.0.0.1,NULL}',
    '{}',
  ])
})

test('structs, maps and nested arrays become JSON', async () => {
  const type = structType([
    structField('name', stringType),
    structField('price', decimalType(10, 2)),
    structField('big', bigintType),
    structField('at', timestampType),
    structField('day', dateType),
    structField('tags', mapType(stringType, doubleType)),
    structField('bytes', binaryType),
  ])
  const value = [
    'a "b"',
    1999,
    2n ** 60n,
    1_700_000_000_123_456,
    19_000,
    new Map([
      ['x', 1.5],
      ['y', Number.NaN],
    ]),
    new Uint8Array([1, 255]),
  ]
  const json =
    '{"name":"a \\"b\\"","price":19.99,"big":1152921504606846976,"at":"2023-11-14T22:13:20.123456Z","day":"2022-01-08","tags":{"x":1.5,"y":"NaN"},"bytes":"Af8="}'
  expect(await stored({ type, sql: 'json' }, [value, null])).toEqual([json, null])
  expect(await stored({ type: arrayType(arrayType(intType)), sql: 'jsonb' }, [[[1, 2], [], null]])).toEqual([
    '[[1, 2], [], null]',
  ])
  expect(await stored({ type: mapType(intType, booleanType), sql: 'jsonb' }, [new Map([[7, true]])])).toEqual([
    '{"7": true}',
  ])
})

test('types that only PostgreSQL knows take text, which the server turns into values', async () => {
  expect(await stored({ type: stringType, sql: 'interval' }, ['1 day 02:00', null])).toEqual(['1 day 02:00:00', null])
  expect(await stored({ type: stringType, sql: 'inet', asBytes: true }, ['10.0.0.1/8'])).toEqual(['10.0.0.1/8'])
  expect(await stored({ type: stringType, sql: 'int4range' }, ['[1,5)'])).toEqual(['[1,5)'])
  expect(await stored({ type: stringType, sql: 'time' }, ['12:34:56.789'])).toEqual(['12:34:56.789'])
})

test('rows of any length are cut into slices of at most a megabyte', async () => {
  const schema = schemaOf({ i: intType, v: stringType })
  await database.run('CREATE TABLE long_rows (i int PRIMARY KEY, v text)')
  const writer = await testWriter(
    { connectionString: database.connectionString, table: 'long_rows', key: ['i'] },
    schema,
  )
  const lengths = [
    0,
    1,
    900_000,
    5,
    3_500_000,
    1 << 20,
    17,
    (1 << 20) - 40,
    ...Array.from({ length: 2000 }, (_, i) => (i * 37) % 5000),
  ]
  const rows = lengths.map((length, i) => [i, 'ä'.repeat(length)])
  for (const [batchId, asBytes] of [false, true].entries()) {
    const chunk = chunkOf(schema, rows)
    await writer.writeChunks(batchId, () => streamOf(asBytes ? withUtf8Text(chunk) : chunk))
    const found = await database.rows('SELECT length(v) AS n, octet_length(v) AS bytes FROM long_rows ORDER BY i')
    expect(found.map((row) => row.n)).toEqual(lengths)
    expect(found.map((row) => row.bytes)).toEqual(lengths.map((n) => 2 * n))
  }
  await writer.close()
  expect(testQuery.queryId).toHaveLength(36)
})
