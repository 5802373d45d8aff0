import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isStreamKitError } from '../../errors/streamkit-error.ts'
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
  simpleString,
  smallintType,
  stringType,
  structField,
  structType,
  timestampNtzType,
  timestampType,
  tinyintType,
} from '../../types/data-type.ts'
import type { CastMode } from '../expression.ts'
import { canCast, castKernel } from './cast-kernel.ts'

const simple: readonly DataType[] = [
  stringType,
  booleanType,
  tinyintType,
  smallintType,
  intType,
  bigintType,
  safeBigintType,
  floatType,
  doubleType,
  decimalType(10, 2),
  decimalType(30, 4),
  dateType,
  timestampType,
  timestampNtzType,
  binaryType,
]
const context = { batchTimestampMicros: 1_704_164_645_000_000, seed: 0 }

function cast(value: unknown, from: DataType, to: DataType, mode: CastMode = 'ansi'): unknown {
  const kernel = castKernel(from, to, { mode, conf: { timeZone: 'America/New_York', ansi: mode === 'ansi' } })
  const evaluate = kernel.evaluate as (...args: unknown[]) => unknown
  try {
    return kernel.usesContext === true ? evaluate(context, value) : evaluate(value)
  } catch (error) {
    if (isStreamKitError(error)) return error.condition
    throw error
  }
}

test('which casts there are', () => {
  const row = (from: DataType, mode: CastMode) =>
    simple
      .filter((to) => !canCast(from, to, mode))
      .map((to) => simpleString(to))
      .join(' ')
  expect(simple.map((from) => `${simpleString(from)} not to: ${row(from, 'ansi')}`)).toMatchInlineSnapshot(`
    [
      "string not to: ",
      "boolean not to: date timestamp timestamp_ntz binary",
      "tinyint not to: date timestamp_ntz binary",
      "smallint not to: date timestamp_ntz binary",
      "int not to: date timestamp_ntz binary",
      "bigint not to: date timestamp_ntz binary",
      "bigint not to: date timestamp_ntz binary",
      "float not to: date timestamp_ntz binary",
      "double not to: date timestamp_ntz binary",
      "decimal(10,2) not to: date timestamp_ntz binary",
      "decimal(30,4) not to: date timestamp_ntz binary",
      "date not to: boolean tinyint smallint int bigint bigint float double decimal(10,2) decimal(30,4) binary",
      "timestamp not to: boolean binary",
      "timestamp_ntz not to: boolean tinyint smallint int bigint bigint float double decimal(10,2) decimal(30,4) binary",
      "binary not to: boolean tinyint smallint int bigint bigint float double decimal(10,2) decimal(30,4) date timestamp timestamp_ntz",
    ]
  `)
  expect([canCast(booleanType, timestampType, 'legacy'), canCast(timestampType, booleanType, 'legacy')]).toEqual([
    true,
    true,
  ])
})

describe('numbers beyond 2^53', () => {
  test('stay exact as bigints and decimals', () => {
    expect(cast('9007199254740993', stringType, bigintType)).toBe(9007199254740993n)
    expect(cast(9007199254740993n, bigintType, decimalType(20, 2))).toBe(900719925474099300n)
    expect(cast(900719925474099300n, decimalType(20, 2), bigintType)).toBe(9007199254740993n)
    expect(cast(9007199254740993n, bigintType, stringType)).toBe('9007199254740993')
    expect(cast('12345678901234567890.123456789', stringType, decimalType(38, 9))).toBe(12345678901234567890123456789n)
  })

  test('are refused by numbers that must be safe, never rounded', () => {
    expect(cast(9007199254740993n, bigintType, safeBigintType)).toBe('CAST_OVERFLOW')
    expect(cast(9007199254740993n, bigintType, safeBigintType, 'try')).toBeNull()
    expect(cast('9007199254740993', stringType, safeBigintType)).toBe('CAST_INVALID_INPUT')
    expect(cast(2 ** 60, doubleType, safeBigintType)).toBe('CAST_OVERFLOW')
  })
})

test('between the two forms of 64-bit integers nothing is lost', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (n) => {
      expect(cast(cast(n + 0, safeBigintType, bigintType), bigintType, safeBigintType)).toBe(n + 0)
    }),
  )
})

test('a number becomes text and the same number again', () => {
  const there = (type: DataType, value: unknown) => cast(cast(value, type, stringType), stringType, type)
  fc.assert(
    fc.property(fc.integer(), fc.double(), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (i, d, b) => {
      expect(there(intType, i)).toBe(i)
      expect(there(doubleType, d)).toBe(d)
      expect(there(floatType, Math.fround(d))).toBe(Math.fround(d))
      expect(there(bigintType, b)).toBe(b)
      expect(there(decimalType(30, 4), b)).toBe(b)
      expect(there(dateType, i % 1_000_000)).toBe(i % 1_000_000)
    }),
  )
})

test('too large integers are an error, wrap with ANSI off, and are null in a try', () => {
  const cases: readonly (readonly [unknown, DataType, DataType])[] = [
    [3_000_000_000, safeBigintType, intType],
    [3_000_000_000n, bigintType, intType],
    [300_000_000_000, decimalType(15, 2), intType],
    [3e9, doubleType, intType],
    [130, intType, tinyintType],
  ]
  expect(cases.map(([v, from, to]) => cast(v, from, to))).toEqual(Array(5).fill('CAST_OVERFLOW'))
  expect(cases.map(([v, from, to]) => cast(v, from, to, 'try'))).toEqual(Array(5).fill(null))
  expect(cases.map(([v, from, to]) => cast(v, from, to, 'legacy'))).toEqual([
    -1294967296, -1294967296, -1294967296, 2147483647, -126,
  ])
})

test('times follow the time zone of the session; a time of day is that of the day of the batch', () => {
  expect(cast('2024-01-01 22:04:05', stringType, timestampType)).toBe(1_704_164_645_000_000)
  expect(cast('10:00', stringType, timestampType)).toBe(1_704_121_200_000_000)
  expect(cast(1_704_164_645_000_000, timestampType, dateType)).toBe(19723)
  expect(cast(1_704_164_645_000_000, timestampType, timestampNtzType)).toBe(1_704_146_645_000_000)
  expect(cast(19723, dateType, timestampType)).toBe(1_704_085_200_000_000)
  expect(cast('no', stringType, timestampType, 'legacy')).toBeNull()
  expect(cast(Number.NaN, doubleType, timestampType)).toBe('CAST_INVALID_INPUT')
})

test('collections are cast item by item and written as text', () => {
  const texts = arrayType(stringType)
  expect(cast(['1', null], texts, arrayType(intType))).toEqual([1, null])
  expect(cast(['1', 'x'], texts, arrayType(intType))).toBe('CAST_INVALID_INPUT')
  expect(cast(['1', 'x'], texts, arrayType(intType), 'try')).toEqual([1, null])
  expect(cast(new Map([['1', 2]]), mapType(stringType, intType), mapType(intType, stringType))).toEqual(
    new Map([[1, '2']]),
  )
  const from = structType([structField('a', intType), structField('b', texts)])
  expect(cast([1, ['x', null]], from, stringType)).toBe('{1, [x, null]}')
  expect(canCast(from, structType([structField('a', intType)]), 'ansi')).toBe(false)
})
