import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { resolveExpression } from '../../analysis/resolve-expression.ts'
import { toExternal } from '../../columnar/to-external.ts'
import { toInternal } from '../../columnar/to-internal.ts'
import { dataTypeOf } from '../../expressions/expression-type.ts'
import { interpret } from '../../physical/interpreter.ts'
import { parseDdl } from '../../types/ddl.ts'
import { Decimal } from '../../types/decimal.ts'
import { typeToDdl } from '../../types/to-ddl.ts'
import type { Column } from '../column.ts'
import { col, lit } from './col.ts'
import { array, struct } from './collection.ts'
import * as conditional from './conditional.ts'
import * as time from './datetime.ts'
import * as parts from './datetime-parts.ts'
import * as hashes from './hash.ts'
import { fromJson, toJson } from './json.ts'
import * as math from './math.ts'
import * as regexp from './regexp.ts'
import * as text from './string.ts'
import { udf } from './udf.ts'

const schema = parseDdl(
  's STRING, n INT, nothing STRING, d DOUBLE, p DECIMAL(10,2), at TIMESTAMP, day DATE, ok BOOLEAN, big BIGINT, tags ARRAY<STRING>, st STRUCT<a: INT, b: STRING>',
)
const row = {
  s: 'Hello World',
  n: 7,
  nothing: null,
  d: -2.5,
  p: Decimal.from('19.99'),
  at: new Date('2026-11-23T10:20:30.500Z'),
  day: '2024-02-29',
  ok: true,
  big: 9007199254740993n,
  tags: ['a', null, 'b'],
  st: { a: 1, b: null },
}
const conf = { timeZone: 'UTC', ansi: true }
const internal = toInternal(schema)(row, { column: 'row', row: 0 }) as readonly unknown[]

/** The type and the value of a column over the row. */
function evaluate(column: Column<unknown>): { readonly type: string; readonly value: unknown } {
  const resolved = resolveExpression(column.expression, { schema, conf })
  const type = dataTypeOf(resolved)
  const value = interpret(resolved, conf)(internal, { batchTimestampMicros: 1_000_000, seed: 1 })
  return { type: typeToDdl(type), value: toExternal(type)(value) }
}

const [s, n, nothing, d, p, at, day, ok, big, tags, st] = [
  ...['s', 'n', 'nothing', 'd', 'p', 'at', 'day', 'ok', 'big', 'tags', 'st'],
].map((name) => col(name)) as [never, never, never, never, never, never, never, never, never, never, never]

type Case = readonly [name: string, column: Column<unknown>, type: string, value: unknown]

const cases: Readonly<Record<string, readonly Case[]>> = {
  conditional: [
    ['when', conditional.when(ok, 'yes').otherwise('no'), 'STRING', 'yes'],
    ['when without otherwise', conditional.when(conditional.not(ok), 1), 'INT', null],
    ['coalesce', conditional.coalesce(nothing, s), 'STRING', 'Hello World'],
    ['ifnull', conditional.ifnull(nothing, 'x'), 'STRING', 'x'],
    ['nullif', conditional.nullif(n, 7), 'INT', null],
    ['nanvl', conditional.nanvl(d, 0), 'DOUBLE', -2.5],
    ['isNull', conditional.isNull(nothing), 'BOOLEAN', true],
    ['isNotNull', conditional.isNotNull(nothing), 'BOOLEAN', false],
    ['isNaN', conditional.isNaN(d), 'BOOLEAN', false],
    ['not', conditional.not(ok), 'BOOLEAN', false],
    ['greatest', conditional.greatest(n, 9), 'INT', 9],
    ['least', conditional.least(n, 9), 'INT', 7],
  ],
  string: [
    ['concat', text.concat(s, '!', s), 'STRING', 'Hello World!Hello World'],
    ['concat with null', text.concat(s, nothing), 'STRING', null],
    ['concatWs', text.concatWs('-', s, nothing, 'x'), 'STRING', 'Hello World-x'],
    ['concatWs of an array', text.concatWs(',', tags), 'STRING', 'a,b'],
    ['trim', text.trim(' x '), 'STRING', 'x'],
    ['trim of characters', text.trim('xxax', 'x'), 'STRING', 'a'],
    ['ltrim', text.ltrim(' x '), 'STRING', 'x '],
    ['rtrim', text.rtrim(' x '), 'STRING', ' x'],
    ['upper', text.upper(s), 'STRING', 'HELLO WORLD'],
    ['lower', text.lower(s), 'STRING', 'hello world'],
    ['substring', text.substring(s, 1, 5), 'STRING', 'Hello'],
    ['length', text.length(s), 'INT', 11],
    ['like', text.like(s, 'Hello%'), 'BOOLEAN', true],
    ['like with another escape', text.like('50%', '50!%', '!'), 'BOOLEAN', true],
    ['lpad', text.lpad('7', 3, '0'), 'STRING', '007'],
    ['rpad', text.rpad('7', 3), 'STRING', '7  '],
    ['replace', text.replace(s, 'World', 'you'), 'STRING', 'Hello you'],
    ['regexpReplace', regexp.regexpReplace(s, '[aeiou]', '_'), 'STRING', 'H_ll_ W_rld'],
    ['regexpExtract', regexp.regexpExtract(s, '(\\w+) (\\w+)', 2), 'STRING', 'World'],
    ['regexpLike', regexp.regexpLike(s, '^H'), 'BOOLEAN', true],
    ['split', regexp.split(s, ' '), 'ARRAY<STRING>', ['Hello', 'World']],
    ['split with a limit', regexp.split('a,b,c', ',', 2), 'ARRAY<STRING>', ['a', 'b,c']],
  ],
  datetime: [
    ['toTimestamp', time.toTimestamp('2026-11-23 10:00:00'), 'TIMESTAMP', new Date('2026-11-23T10:00:00Z')],
    ['toTimestamp by a format', time.toTimestamp('23.11.2026', 'dd.MM.yyyy'), 'TIMESTAMP', new Date('2026-11-23')],
    ['tryToTimestamp', time.tryToTimestamp('soon'), 'TIMESTAMP', null],
    ['toDate', time.toDate('2026-11-23'), 'DATE', '2026-11-23'],
    ['tryToDate', time.tryToDate('soon'), 'DATE', null],
    [
      'makeTimestamp',
      time.makeTimestamp({ year: 2026, month: 11, day: 23, hour: 10, minute: 0, second: 0.5 }),
      'TIMESTAMP',
      new Date('2026-11-23T10:00:00.500Z'),
    ],
    [
      'makeTimestamp in a zone',
      time.makeTimestamp({ year: 2026, month: 11, day: 23, hour: 10, minute: 0, second: 0, timeZone: 'Europe/Berlin' }),
      'TIMESTAMP',
      new Date('2026-11-23T09:00:00Z'),
    ],
    ['dateTrunc', time.dateTrunc('hour', at), 'TIMESTAMP', new Date('2026-11-23T10:00:00Z')],
    ['trunc', time.trunc(day, 'month'), 'DATE', '2024-02-01'],
    ['dateFormat', time.dateFormat(at, 'yyyy/MM/dd HH:mm'), 'STRING', '2026/11/23 10:20'],
    ['currentTimestamp', time.currentTimestamp(), 'TIMESTAMP', new Date(1000)],
    ['currentDate', time.currentDate(), 'DATE', '1970-01-01'],
    ['unixTimestamp', time.unixTimestamp(at), 'BIGINT', 1795429230n],
    ['fromUnixtime', time.fromUnixtime(0), 'STRING', '1970-01-01 00:00:00'],
    ['dateAdd', time.dateAdd(day, 1), 'DATE', '2024-03-01'],
    ['dateSub', time.dateSub(day, 29), 'DATE', '2024-01-31'],
    ['dateDiff', time.dateDiff(at, day), 'INT', 998],
    ['year', parts.year(at), 'INT', 2026],
    ['quarter', parts.quarter(at), 'INT', 4],
    ['month', parts.month(day), 'INT', 2],
    ['dayofmonth', parts.dayofmonth(day), 'INT', 29],
    ['dayofweek', parts.dayofweek(day), 'INT', 5],
    ['dayofyear', parts.dayofyear(day), 'INT', 60],
    ['weekofyear', parts.weekofyear(day), 'INT', 9],
    ['hour', parts.hour(at), 'INT', 10],
    ['minute', parts.minute(at), 'INT', 20],
    ['second', parts.second(at), 'INT', 30],
  ],
  hash: [
    ['md5', hashes.md5('a'), 'STRING', '0cc175b9c0f1b6a831c399e269772661'],
    ['sha1', hashes.sha1('a'), 'STRING', '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
    ['sha2', hashes.sha2('a', 224), 'STRING', 'abd37534c7d9a2efb9465de931cd7055ffdb8879563ae98078d6d6d5'],
    ['crc32', hashes.crc32('a'), 'BIGINT', 3904355907n],
    ['hash', hashes.hash(lit('a')), 'INT', 1485273170],
    ['xxhash64', hashes.xxhash64(lit('a')), 'BIGINT', -8582455328737087284n],
  ],
  json: [
    [
      'fromJson by DDL',
      fromJson('{"a":1,"p":"1.50"}', 'a INT, b STRING, p DECIMAL(5,2)'),
      'STRUCT<a: INT, b: STRING, p: DECIMAL(5,2)>',
      { a: 1, b: null, p: Decimal.from('1.50') },
    ],
    ['fromJson by zod', fromJson('{"a":"x"}', z.object({ a: z.string().nullable() })), 'STRUCT<a: STRING>', { a: 'x' }],
    ['toJson', toJson(st), 'STRING', '{"a":1}'],
  ],
  math: [
    ['abs', math.abs(d), 'DOUBLE', 2.5],
    ['round', math.round(d), 'DOUBLE', -3],
    ['bround', math.bround(d), 'DOUBLE', -2],
    ['floor', math.floor(d), 'BIGINT', -3n],
    ['floor of a BIGINT', math.floor(big), 'BIGINT', 9007199254740993n],
    ['ceil', math.ceil(d), 'BIGINT', -2n],
    ['ceil of a decimal', math.ceil(p), 'DECIMAL(9,0)', Decimal.from(20)],
    ['pmod', math.pmod(n, -5 as never), 'INT', 2],
  ],
  collection: [
    ['struct', struct(n, text.upper(s).as('u') as never), 'STRUCT<n: INT, u: STRING>', { n: 7, u: 'HELLO WORLD' }],
    ['array', array(n, 1 as never), 'ARRAY<INT>', [7, 1]],
    ['getItem of an array', (tags as Column<string[]>).getItem(2), 'STRING', 'b'],
    ['getField', (st as Column<{ a: number }>).getField('a'), 'INT', 1],
  ],
  arithmetic: [
    [
      'a decimal times a whole number is a decimal',
      (p as Column<Decimal>).mul(2),
      'DECIMAL(12,2)',
      Decimal.from('39.98'),
    ],
    ['a decimal divided is a decimal', (p as Column<Decimal>).div(2), 'DECIMAL(14,6)', Decimal.from('9.995000')],
    ['a decimal times a DOUBLE is a DOUBLE', (p as Column<Decimal>).mul(1.5), 'DOUBLE', 29.985],
    ['a BIGINT plus a whole number is a BIGINT', (big as Column<bigint>).plus(1), 'BIGINT', 9007199254740994n],
    ['whole numbers divide to a DOUBLE', (n as Column<number>).div(2), 'DOUBLE', 3.5],
    ['BIGINTs divide to a DOUBLE', lit(9n).div(2n), 'DOUBLE', 4.5],
  ],
}

describe.each(Object.entries(cases))('%s functions have the type that the compiler promises', (_, family) => {
  test.each(family)('%s', (_name, column, type, value) => {
    expect(evaluate(column)).toEqual({ type, value })
  })
})

test('a user function is called with the values of rows', () => {
  const seen: unknown[] = []
  const look = udf('decimal(10,2)', (...values: unknown[]) => {
    seen.push(...values)
    return Decimal.from('1.5')
  })
  const column = look(at, day, p, nothing, tags, 3)
  expect(evaluate(column).value).toEqual(Decimal.from('1.50'))
  expect(seen).toEqual([row.at, row.day, row.p, null, row.tags, 3])
  expect(column.expression).toMatchObject({ kind: 'udf', name: 'udf', deterministic: true })
})

test('a user function has its name in plans', () => {
  const named = udf('int', function words() {
    return 1
  })
  expect(named().expression).toMatchObject({ name: 'words' })
  expect(udf('int', () => 1, { name: 'random', deterministic: false })().expression).toMatchObject({
    name: 'random',
    deterministic: false,
  })
})
