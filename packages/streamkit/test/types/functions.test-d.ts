import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type { Column, NamedColumn } from '../../src/api/column.ts'
import * as api from '../../src/index.ts'
import {
  abs,
  array,
  ceil,
  coalesce,
  col,
  concat,
  concatWs,
  crc32,
  currentDate,
  currentTimestamp,
  type Decimal,
  dateAdd,
  dateDiff,
  dateFormat,
  dateSub,
  dateTrunc,
  dayofmonth,
  decimal,
  floor,
  fromJson,
  fromUnixtime,
  greatest,
  hash,
  hour,
  ifnull,
  isNull,
  least,
  length,
  like,
  lit,
  lower,
  ltrim,
  makeTimestamp,
  md5,
  minute,
  month,
  nullif,
  regexpExtract,
  regexpReplace,
  round,
  rtrim,
  second,
  sha1,
  sha2,
  split,
  struct,
  substring,
  toDate,
  toJson,
  toTimestamp,
  trim,
  tryToTimestamp,
  udf,
  unixTimestamp,
  upper,
  when,
  xxhash64,
  year,
} from '../../src/index.ts'

declare const s: NamedColumn<'s', string>
declare const sn: NamedColumn<'sn', string | null>
declare const n: NamedColumn<'n', number>
declare const nn: NamedColumn<'nn', number | null>
declare const d: NamedColumn<'d', Decimal>
declare const at: NamedColumn<'at', Date>
declare const atn: NamedColumn<'atn', Date | null>
declare const ok: NamedColumn<'ok', boolean | null>
declare const bytes: NamedColumn<'bytes', Uint8Array>

test('constants have the type of their kind', () => {
  expectTypeOf(lit('x')).toEqualTypeOf<Column<string>>()
  expectTypeOf(lit(1)).toEqualTypeOf<Column<number>>()
  expectTypeOf(lit(null)).toEqualTypeOf<Column<null>>()
  expectTypeOf(lit(1n)).toEqualTypeOf<Column<bigint>>()
  expectTypeOf(lit(new Date())).toEqualTypeOf<Column<Date>>()
  expectTypeOf(lit(true)).toEqualTypeOf<Column<boolean>>()
  // @ts-expect-error a function is no constant
  lit(() => 1)
  // @ts-expect-error an object is no constant
  lit({ a: 1 })
})

test('a column by name is untyped, and named by the last part', () => {
  expectTypeOf(col('a.b.c').columnName).toEqualTypeOf<'c'>()
})

describe('conditions', () => {
  test('when takes conditions and gives what its branches give', () => {
    expectTypeOf(when(ok, 'a').when(ok, 'b').otherwise('c')).toEqualTypeOf<Column<string>>()
    expectTypeOf(when(ok, 1).otherwise(nn)).toEqualTypeOf<Column<number | null>>()
    expectTypeOf(when(ok, 1)).toExtend<Column<number | null>>()
    // @ts-expect-error text is no condition
    when(s, 1)
  })
  test('coalesce is null only if all can be', () => {
    expectTypeOf(coalesce(sn, 'x')).toEqualTypeOf<Column<string>>()
    expectTypeOf(coalesce(sn, sn)).toEqualTypeOf<Column<string | null>>()
    expectTypeOf(ifnull(nn, 0)).toEqualTypeOf<Column<number>>()
    expectTypeOf(nullif(s, '')).toEqualTypeOf<Column<string | null>>()
    // @ts-expect-error text in place of a number
    ifnull(nn, 'x')
    // @ts-expect-error at least one value
    coalesce()
  })
  test('tests and extremes', () => {
    expectTypeOf(isNull(sn)).toEqualTypeOf<Column<boolean>>()
    expectTypeOf(api.isNaN(nn)).toEqualTypeOf<Column<boolean>>()
    expectTypeOf(greatest(n, 3)).toEqualTypeOf<Column<number>>()
    expectTypeOf(least(s, 'x')).toEqualTypeOf<Column<string>>()
    // @ts-expect-error text among numbers
    greatest(n, 'x')
    // @ts-expect-error text has no NaN
    api.isNaN(s)
  })
})

describe('text', () => {
  test('functions keep track of null', () => {
    expectTypeOf(concat(s, ' ', s)).toEqualTypeOf<Column<string>>()
    expectTypeOf(concat(s, sn)).toEqualTypeOf<Column<string | null>>()
    expectTypeOf(concatWs('-', s, sn)).toEqualTypeOf<Column<string>>()
    expectTypeOf(trim(sn)).toEqualTypeOf<Column<string | null>>()
    expectTypeOf(ltrim(s, 'x')).toEqualTypeOf<Column<string>>()
    expectTypeOf(rtrim(s)).toEqualTypeOf<Column<string>>()
    expectTypeOf(upper(s)).toEqualTypeOf<Column<string>>()
    expectTypeOf(lower(sn)).toEqualTypeOf<Column<string | null>>()
    expectTypeOf(substring(s, 1, nn)).toEqualTypeOf<Column<string | null>>()
    expectTypeOf(length(bytes)).toEqualTypeOf<Column<number>>()
    expectTypeOf(like(sn, 'a%')).toEqualTypeOf<Column<boolean | null>>()
    expectTypeOf(regexpReplace(s, 'a', 'b')).toEqualTypeOf<Column<string>>()
    expectTypeOf(regexpExtract(sn, '(a)', 1)).toEqualTypeOf<Column<string | null>>()
    expectTypeOf(split(s, ',')).toEqualTypeOf<Column<string[]>>()
  })
  test('functions refuse what is no text', () => {
    // @ts-expect-error a number is cast first
    concat(s, n)
    // @ts-expect-error a number has no case
    upper(n)
    // @ts-expect-error a position is a number
    substring(s, 'a', 1)
    // @ts-expect-error a moment is formatted with dateFormat
    trim(at)
    // @ts-expect-error a group is a number
    regexpExtract(s, 'a', 'b')
  })
})

describe('time', () => {
  test('functions give moments, days and numbers', () => {
    expectTypeOf(toTimestamp(s)).toEqualTypeOf<Column<Date>>()
    expectTypeOf(toTimestamp(sn, 'yyyy')).toEqualTypeOf<Column<Date | null>>()
    expectTypeOf(tryToTimestamp(s)).toEqualTypeOf<Column<Date | null>>()
    expectTypeOf(toDate(at)).toEqualTypeOf<Column<string>>()
    expectTypeOf(dateTrunc('hour', atn)).toEqualTypeOf<Column<Date | null>>()
    expectTypeOf(dateFormat(at, 'yyyy')).toEqualTypeOf<Column<string>>()
    expectTypeOf(currentTimestamp()).toEqualTypeOf<Column<Date>>()
    expectTypeOf(currentDate()).toEqualTypeOf<Column<string>>()
    expectTypeOf(unixTimestamp(atn)).toEqualTypeOf<Column<bigint | null>>()
    expectTypeOf(fromUnixtime(n)).toEqualTypeOf<Column<string>>()
    expectTypeOf(dateAdd(s, nn)).toEqualTypeOf<Column<string | null>>()
    expectTypeOf(dateSub(s, 1)).toEqualTypeOf<Column<string>>()
    expectTypeOf(dateDiff(s, at)).toEqualTypeOf<Column<number>>()
    expectTypeOf(year(atn)).toEqualTypeOf<Column<number | null>>()
    expectTypeOf(month(s)).toEqualTypeOf<Column<number>>()
    expectTypeOf(dayofmonth(s)).toEqualTypeOf<Column<number>>()
    expectTypeOf(hour(at)).toEqualTypeOf<Column<number>>()
    expectTypeOf(minute(at)).toEqualTypeOf<Column<number>>()
    expectTypeOf(second(at)).toEqualTypeOf<Column<number>>()
    expectTypeOf(makeTimestamp({ year: n, month: 1, day: 1, hour: 0, minute: 0, second: 0 })).toEqualTypeOf<
      Column<Date | null>
    >()
  })
  test('functions refuse what is no time', () => {
    // @ts-expect-error a number has no year
    year(n)
    // @ts-expect-error no such unit
    dateTrunc('fortnight', at)
    // @ts-expect-error days are a number
    dateAdd(s, '1')
    // @ts-expect-error the day is missing
    makeTimestamp({ year: 2026, month: 1 })
    // @ts-expect-error a flag is no time
    toTimestamp(ok)
  })
})

test('hashes', () => {
  expectTypeOf(md5(sn)).toEqualTypeOf<Column<string | null>>()
  expectTypeOf(sha1(bytes)).toEqualTypeOf<Column<string>>()
  expectTypeOf(sha2(s, 256)).toEqualTypeOf<Column<string>>()
  expectTypeOf(crc32(s)).toEqualTypeOf<Column<bigint>>()
  expectTypeOf(hash(s, n)).toEqualTypeOf<Column<number>>()
  expectTypeOf(xxhash64(s, n)).toEqualTypeOf<Column<bigint>>()
  // @ts-expect-error no such length
  sha2(s, 255)
  // @ts-expect-error a number has no digest: cast it
  md5(n)
  // @ts-expect-error at least one column
  hash()
})

test('numbers', () => {
  expectTypeOf(abs(d)).toEqualTypeOf<Column<Decimal>>()
  expectTypeOf(round(nn, 2)).toEqualTypeOf<Column<number | null>>()
  expectTypeOf(floor(d)).toEqualTypeOf<Column<Decimal>>()
  expectTypeOf(ceil(nn)).toEqualTypeOf<Column<bigint | null>>()
  // @ts-expect-error text is no number
  abs(s)
  // @ts-expect-error text is no number
  ceil(s)
})

describe('JSON', () => {
  test('is read by a schema of any form', () => {
    const a = fromJson(s, 'id STRING NOT NULL, n INT')
    expectTypeOf(a).toEqualTypeOf<Column<{ id: string | null; n: number | null }>>()
    const b = fromJson(sn, z.object({ price: decimal(10, 2) }))
    expectTypeOf(b).toEqualTypeOf<Column<{ price: Decimal | null } | null>>()
    expectTypeOf(b.getField('price')).toEqualTypeOf<Column<Decimal | null>>()
    expectTypeOf(toJson(b)).toEqualTypeOf<Column<string | null>>()
    // @ts-expect-error column a: unknown type FOO
    fromJson(s, 'a FOO')
    // @ts-expect-error a number is no text
    fromJson(n, 'a INT')
    // @ts-expect-error text has no fields
    toJson(s)
  })
})

test('structs and arrays', () => {
  expectTypeOf(struct(s, n.plus(1).as('next'))).toEqualTypeOf<Column<{ s: string; next: number }>>()
  expectTypeOf(array(s, 'x')).toEqualTypeOf<Column<string[]>>()
  expectTypeOf(array(nn, 1)).toEqualTypeOf<Column<(number | null)[]>>()
  // @ts-expect-error a field needs a name
  struct(n.plus(1))
})

test('user functions are typed by their parameters and their type', () => {
  const words = udf(
    'int',
    (text: string | null, min: number) => text?.split(' ').filter((w) => w.length >= min).length ?? null,
  )
  expectTypeOf(words(sn, 3)).toEqualTypeOf<Column<number | null>>()
  // @ts-expect-error a number in place of text
  words(n, 3)
  // @ts-expect-error an argument is missing
  words(s)
  // @ts-expect-error the function gives text where INT was said
  udf('int', (text: string) => text)
  // @ts-expect-error unknown type INTT
  udf('intt', () => 1)
})
