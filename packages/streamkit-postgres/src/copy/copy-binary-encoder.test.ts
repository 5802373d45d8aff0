import {
  arrayType,
  bigintType,
  binaryType,
  booleanType,
  type DataType,
  dateType,
  decimalType,
  doubleType,
  floatType,
  intType,
  mapType,
  safeBigintType,
  smallintType,
  stringType,
  structField,
  structType,
  timestampNtzType,
  timestampType,
  tinyintType,
} from '@streamkit/core/connector'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chunkOf, schemaOf, streamOf, withUtf8Text } from '../../test/support/chunks.ts'
import { startTestDatabase, type TestDatabase } from '../../test/support/test-database.ts'
import { testQuery, testWriter } from '../../test/support/test-writer.ts'

let database: TestDatabase
let tables = 0

beforeAll(async () => {
  database = await startTestDatabase()
  await database.run(`CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s "fine"')`)
  await database.run('CREATE DOMAIN positive AS numeric(20, 4) CHECK (VALUE > 0)')
})
afterAll(() => database.close())

/** Writes values into a column of a new table and gives what `read` makes of each, in order. */
async function stored(column: Column, values: readonly unknown[]): Promise<readonly unknown[]> {
  const table = `roundtrip_${++tables}`
  await database.run(`CREATE TABLE ${table} (i int PRIMARY KEY, v ${column.sql})`)
  const schema = schemaOf({ i: intType, v: column.type })
  const rows = values.map((value, i) => [i, value])
  const writer = await testWriter(
    { pool: undefined, connectionString: database.connectionString, table, key: ['i'] },
    schema,
  )
  const chunk = chunkOf(schema, rows)
  await writer.writeChunks(0, () => streamOf(column.asBytes === true ? withUtf8Text(chunk) : chunk))
  await writer.close()
  const read = column.read ?? 'v::text'
  const result = await database.rows(`SELECT ${read} AS v FROM ${table} ORDER BY i`)
  await database.run(`DROP TABLE ${table}`)
  return result.map((row) => row.v)
}

interface Column {
  readonly type: DataType
  readonly sql: string
  /** SQL that turns the stored value into text to compare. */
  readonly read?: string
  /** Text goes as UTF-8. */
  readonly asBytes?: boolean
}

const nullable = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { nil: null, freq: 8 })
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
const unscaled = (digits: number): fc.Arbitrary<bigint> =>
  fc.oneof(
    fc.bigInt({ min: -(10n ** BigInt(digits)) + 1n, max: 10n ** BigInt(digits) - 1n }),
    fc.integer({ min: 0, max: digits - 1 }).map((zeros) => 10n ** BigInt(zeros)),
    fc.constantFrom(
      ...[0n, 1n, -1n, 10n ** BigInt(digits) - 1n, 9999n, 10_000n, -10_000n].filter(
        (v) => v < 10n ** BigInt(digits) && -v < 10n ** BigInt(digits),
      ),
    ),
  )

function plain(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
  const at = digits.length - scale
  const whole = `${value < 0n ? '-' : ''}${digits.slice(0, at)}`
  return scale === 0 ? whole : `${whole}.${digits.slice(at)}`
}

/** Every stored value reads back as `expected` says. */
async function holds<T>(column: Column, values: fc.Arbitrary<T>, expected: (value: T) => string): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(nullable(values), { minLength: 1, maxLength: 600 }), async (list) => {
      expect(await stored(column, list)).toEqual(list.map((value) => (value === null ? null : expected(value))))
    }),
    { numRuns: 6 },
  )
}

test('whole numbers are stored exactly in every integer type', async () => {
  const int = (bits: number): fc.Arbitrary<number> => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
  await holds({ type: tinyintType, sql: 'smallint' }, int(8), String)
  await holds({ type: smallintType, sql: 'smallint' }, int(16), String)
  await holds({ type: intType, sql: 'integer' }, int(32), String)
  await holds({ type: intType, sql: 'bigint' }, int(32), String)
  await holds({ type: intType, sql: 'numeric' }, int(32), String)
  await holds({ type: intType, sql: 'double precision' }, int(31), (n) => String(Object.is(n, -0) ? 0 : n))
  await holds({ type: bigintType, sql: 'bigint' }, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), String)
  await holds({ type: bigintType, sql: 'numeric' }, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), String)
  await holds({ type: bigintType, sql: 'integer' }, fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n }), String)
  await holds({ type: safeBigintType, sql: 'bigint' }, fc.maxSafeInteger(), String)
  await holds({ type: safeBigintType, sql: 'numeric(20,0)' }, fc.maxSafeInteger(), String)
  await holds({ type: safeBigintType, sql: 'integer' }, int(32), String)
  await holds({ type: safeBigintType, sql: 'smallint' }, int(16), String)
})

test.for([
  ['9007199254740991 into an integer', safeBigintType, 'integer', 9007199254740991],
  ['2147483648 into an integer', safeBigintType, 'integer', 2147483648],
  ['-32769 into a smallint', intType, 'smallint', -32769],
  ['2^31 as a bigint into an integer', bigintType, 'integer', 2n ** 31n],
] as const)('a number out of range is refused, naming the column: %s', async ([, type, sql, value]) => {
  await expect(
    stored(
      { type, sql },
      [1, value].map((v) => (type === bigintType ? BigInt(v) : v)),
    ),
  ).rejects.toMatchObject({
    condition: 'INVALID_VALUE',
    messageParameters: { column: 'v', target: sql },
  })
})

test('decimals of every precision and scale are stored digit by digit', async () => {
  for (const [precision, scale] of [
    [1, 0],
    [4, 4],
    [10, 2],
    [15, 0],
    [15, 1],
    [15, 13],
    [15, 15],
    [9, 5],
  ] as const) {
    const column = { type: decimalType(precision, scale), sql: `numeric(${precision},${scale})` }
    await holds(column, unscaled(precision).map(Number), (value) => plain(BigInt(value), scale))
  }
  for (const [precision, scale] of [
    [16, 0],
    [18, 6],
    [38, 0],
    [38, 18],
    [38, 38],
  ] as const) {
    await holds({ type: decimalType(precision, scale), sql: 'numeric' }, unscaled(precision), (value) =>
      plain(value, scale),
    )
  }
  await holds(
    { type: decimalType(10, 2), sql: 'positive' },
    fc.integer({ min: 1, max: 99999 }),
    (v) => `${plain(BigInt(v), 2)}00`,
  )
})

test('doubles are stored bit by bit, and in numeric as their shortest decimal text', async () => {
  const read = 'pg_catalog.float8send(v)::text'
  const bits = (value: number): string => {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleBE(value)
    return `\\x${bytes.toString('hex')}`
  }
  await holds({ type: doubleType, sql: 'double precision', read }, fc.double({ noNaN: true }), bits)
  await holds({ type: floatType, sql: 'double precision', read }, fc.float({ noNaN: true }), bits)
  await holds({ type: floatType, sql: 'real', read: 'pg_catalog.float8send(v)::text' }, fc.float({ noNaN: true }), bits)
  expect(await stored({ type: doubleType, sql: 'double precision' }, [Number.NaN])).toEqual(['NaN'])
  expect(
    await stored({ type: doubleType, sql: 'numeric' }, [Number.NaN, Infinity, -Infinity, 0.1, 1e21, -2.5e-7]),
  ).toEqual(['NaN', 'Infinity', '-Infinity', '0.1', '1000000000000000000000', '-0.00000025'])
  await holds(
    { type: doubleType, sql: 'numeric', read: 'v::float8' },
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }),
    (v) => (v + 0) as never,
  )
})

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
