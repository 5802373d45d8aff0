import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bigintType,
  booleanType,
  type DataType,
  dateType,
  decimalType,
  doubleType,
  floatType,
  intType,
  safeBigintType,
  stringType,
  structField,
  structType,
  timestampNtzType,
  timestampType,
  tinyintType,
} from '../types/data-type.ts'
import { parseDdl } from '../types/ddl.ts'
import { Decimal } from '../types/decimal.ts'
import { columnBatch } from './column-batch.ts'
import { batchOfRows, rowReader, rowsOf, rowWriter } from './rows.ts'
import { valueAt } from './vector-access.ts'

const everything = parseDdl(`
  s STRING, b BOOLEAN, ti TINYINT, i INT, big BIGINT, f FLOAT, d DOUBLE, small DECIMAL(10,2), large DECIMAL(38,10), day DATE, ts TIMESTAMP,
  ntz TIMESTAMP_NTZ, bytes BINARY, list ARRAY<DATE>, m MAP<STRING, DECIMAL(5,1)>, st STRUCT<a: INT, day: DATE>
`)
const full = {
  s: 'ä',
  b: true,
  ti: -128,
  i: 2147483647,
  big: 9223372036854775807n,
  f: 0.5,
  d: 0.1,
  small: Decimal.from('19.99'),
  large: Decimal.from('1234567890123456789012345678.0123456789'),
  day: '2026-11-23',
  ts: new Date('2026-11-23T10:00:00.123Z'),
  ntz: '2026-11-23T10:00:00.000001',
  bytes: new Uint8Array([1, 2]),
  list: ['2024-02-29', null],
  m: new Map([['x', Decimal.from('1.5')]]),
  st: { a: 1, day: '1969-12-31' },
}
const empty = Object.fromEntries(Object.keys(full).map((name) => [name, null]))

test('rows of every type come back from a batch as they went in', () => {
  const batch = batchOfRows([full, empty], everything)
  expect([...rowsOf(batch, everything)]).toEqual([full, empty])
  expect(rowReader(everything).rows(batch)).toEqual([full, empty])
})

test('missing and undefined values are null, other properties are ignored', () => {
  const schema = parseDdl('a INT, b STRING')
  expect([...rowsOf(batchOfRows([{ b: undefined, c: 3 }], schema), schema)]).toEqual([{ a: null, b: null }])
})

test('text as it was read is decoded', () => {
  const bytes = new TextEncoder().encode('abä')
  const vector = {
    kind: 'utf8' as const,
    bytes,
    starts: Int32Array.of(0, 0, 2),
    ends: Int32Array.of(2, 0, 4),
    nulls: Uint8Array.of(0, 1, 0),
  }
  expect([...rowsOf(columnBatch(3, [vector]), parseDdl('s STRING'))]).toEqual([{ s: 'ab' }, { s: null }, { s: 'ä' }])
})

test('columns with the names of object members are ordinary columns', () => {
  const schema = parseDdl('`__proto__` STRING, constructor STRING, toString STRING, hasOwnProperty STRING')
  const row = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c","hasOwnProperty":"d"}')
  const [back] = rowsOf(batchOfRows([row], schema), schema)
  expect(JSON.stringify(back)).toBe(JSON.stringify(row))
  expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
  expect(({} as Record<string, unknown>).a).toBeUndefined()
  // what an object inherits is no value
  const [inherited] = rowsOf(batchOfRows([{}], schema), schema)
  expect(Object.values(inherited as object)).toEqual([null, null, null, null])
})

test('two columns of one name cannot become one property', () => {
  expect(() => rowReader(parseDdl('a INT, a INT'))).toThrow('COLUMN_ALREADY_EXISTS')
})

const field = (type: DataType, nullable = true) => structType([structField('c', type, nullable)])

test.each<[string, DataType, unknown]>([
  ['a number as text', stringType, 1],
  ['text as a boolean', booleanType, 'true'],
  ['128 as a TINYINT', tinyintType, 128],
  ['2^31 as an INT', intType, 2147483648],
  ['1.5 as an INT', intType, 1.5],
  ['2^63 as a BIGINT', bigintType, 2n ** 63n],
  ['a number as an exact BIGINT', bigintType, 1],
  ['2^53 as a safe integer', safeBigintType, 2 ** 53],
  ['text as a DOUBLE', doubleType, '1'],
  ['a bigint as a FLOAT', floatType, 1n],
  ['a number as a DECIMAL', decimalType(10, 2), 1.5],
  ['too many digits for a DECIMAL', decimalType(3, 2), Decimal.from('10.00')],
  ['too fine a DECIMAL', decimalType(10, 2), Decimal.from('0.001')],
  ['a day that does not exist', dateType, '2024-02-30'],
  ['a Date as a DATE', dateType, new Date(0)],
  ['an invalid Date', timestampType, new Date('x')],
  ['text as a TIMESTAMP', timestampType, '2024-01-01T00:00:00Z'],
  ['a zone in a TIMESTAMP_NTZ', timestampNtzType, '2024-01-01T00:00:00Z'],
  ['hour 24', timestampNtzType, '2024-01-01T24:00:00'],
  ['an object as an ARRAY', { kind: 'array', element: intType, containsNull: true }, {}],
  ['an object as a MAP', { kind: 'map', key: stringType, value: intType, valueContainsNull: true }, {}],
  ['an array as a STRUCT', structType([structField('a', intType)]), [1]],
])('%s is refused with row and column', (_, type, value) => {
  expect(() => batchOfRows([{ c: null }, { c: value }], field(type))).toThrow(
    expect.objectContaining({
      condition: 'INVALID_ROW_VALUE',
      messageParameters: expect.objectContaining({ row: '1', column: '`c`' }),
    }),
  )
})

test('a wrong value deep inside is named by its path', () => {
  const schema = parseDdl('orders ARRAY<STRUCT<items: MAP<STRING, INT>>>')
  const rows = [{ orders: [{ items: new Map() }, { items: new Map([['x', '1']]) }] }]
  expect(() => batchOfRows(rows, schema)).toThrow('`orders[1].items[x]`')
})

test('null is refused where the schema does not allow it', () => {
  expect(() => batchOfRows([{}], field(stringType, false))).toThrow('does not allow null')
  expect(() => batchOfRows([null as never], field(stringType))).toThrow('a row is an object')
  const noNulls = field({ kind: 'array', element: intType, containsNull: false })
  expect(() => batchOfRows([{ c: [1, null] }], noNulls)).toThrow('`c[1]`')
})

test('a writer is used for batch after batch, its row numbers go on, and a refused row leaves nothing behind', () => {
  const schema = parseDdl('a INT, b INT')
  const writer = rowWriter(schema)
  writer.append({ a: 1, b: 1 })
  expect(writer.finish().length).toBe(1)
  writer.append({ a: 2, b: 2 })
  expect(() => writer.append({ a: 3, b: 'x' })).toThrow('row 2')
  writer.append({ a: 4, b: 4 })
  expect([...rowsOf(writer.finish(), schema)]).toEqual([
    { a: 2, b: 2 },
    { a: 4, b: 4 },
  ])
})

test('dates agree with the calendar of JavaScript', () => {
  const schema = field(dateType)
  fc.assert(
    fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      const text = date.toISOString().slice(0, 10)
      const batch = batchOfRows([{ c: text }], schema)
      expect(valueAt(batch.columns[0] as never, 0)).toBe(Math.floor(date.getTime() / 86_400_000))
      expect([...rowsOf(batch, schema)]).toEqual([{ c: text }])
    }),
  )
})

const isoLocal = (date: Date, micros: number) => {
  const fraction = `${date.toISOString().slice(20, 23)}${String(micros).padStart(3, '0')}`.replace(/0+$/, '')
  return `${date.toISOString().slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}`
}

test('local times agree with the calendar of JavaScript, to the microsecond', () => {
  const schema = field(timestampNtzType)
  const years = { min: new Date('1685-01-01'), max: new Date('2255-01-01'), noInvalidDate: true }
  fc.assert(
    fc.property(fc.date(years), fc.integer({ min: 0, max: 999 }), (date, micros) => {
      const text = isoLocal(date, micros)
      const batch = batchOfRows([{ c: text }], schema)
      expect(valueAt(batch.columns[0] as never, 0)).toBe(date.getTime() * 1000 + micros)
      expect([...rowsOf(batch, schema)]).toEqual([{ c: text }])
    }),
  )
})

test('far from today milliseconds still come back as they went in, and finer times are refused', () => {
  const schema = parseDdl('at TIMESTAMP, local TIMESTAMP_NTZ')
  const years = { min: new Date('0001-01-01'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }
  fc.assert(
    fc.property(fc.date(years), (at) => {
      const rows = [{ at, local: isoLocal(at, 0) }]
      expect([...rowsOf(batchOfRows(rows, schema), schema)]).toEqual(rows)
    }),
  )
  expect(() => batchOfRows([{ local: '9999-12-31T23:59:59.999999' }], schema)).toThrow('INVALID_ROW_VALUE')
})
