import {
  bigintType,
  decimalType,
  doubleType,
  floatType,
  intType,
  safeBigintType,
  smallintType,
  tinyintType,
} from '@streamkit/core/connector'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { roundTrip } from '../../test/support/round-trip.ts'
import { startTestDatabase, type TestDatabase } from '../../test/support/test-database.ts'

let database: TestDatabase
const { stored, holds } = roundTrip(() => database)

beforeAll(async () => {
  database = await startTestDatabase()
  await database.run(`CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s "fine"')`)
  await database.run('CREATE DOMAIN positive AS numeric(20, 4) CHECK (VALUE > 0)')
})
afterAll(() => database.close())

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
