import { expectTypeOf, test } from 'vitest'
import {
  asc,
  ascNullsFirst,
  ascNullsLast,
  bround,
  type Column,
  col,
  concatWs,
  crc32,
  currentDate,
  currentTimestamp,
  dateDiff,
  dateFormat,
  dateSub,
  dayofmonth,
  dayofweek,
  dayofyear,
  desc,
  descNullsFirst,
  descNullsLast,
  floor,
  fromUnixtime,
  grouping,
  groupingId,
  hour,
  isNotNull,
  isNull,
  least,
  lower,
  lpad,
  ltrim,
  minute,
  month,
  type NamedColumn,
  nanvl,
  nullif,
  pmod,
  quarter,
  regexpLike,
  regexpReplace,
  round,
  rpad,
  rtrim,
  type SortColumn,
  second,
  sha1,
  split,
  toDate,
  trunc,
  tryToDate,
  tryToTimestamp,
  unixTimestamp,
  upper,
  weekofyear,
  when,
  window,
  windowTime,
  xxhash64,
  year,
} from '../../src/index.ts'

declare const s: NamedColumn<'s', string, 's'>
declare const n: NamedColumn<'n', number, 'n'>
declare const x: NamedColumn<'x', number, 'x'>
declare const at: NamedColumn<'at', Date, 'at'>
declare const ok: NamedColumn<'ok', boolean, 'ok'>

test('comparisons take what compares', () => {
  expectTypeOf(n.eq(1)).toExtend<Column<boolean | null>>()
  expectTypeOf(n.neq(1)).toExtend<Column<boolean | null>>()
  expectTypeOf(n.eqNullSafe(1)).toExtend<Column<boolean | null>>()
  expectTypeOf(n.gt(1)).toExtend<Column<boolean | null>>()
  expectTypeOf(n.geq(1)).toExtend<Column<boolean | null>>()
  expectTypeOf(n.lt(1)).toExtend<Column<boolean | null>>()
  expectTypeOf(n.leq(1)).toExtend<Column<boolean | null>>()
  expectTypeOf(n.isNull()).toExtend<Column<boolean | null>>()
  expectTypeOf(n.isNotNull()).toExtend<Column<boolean | null>>()
  // @ts-expect-error a text is no number
  n.eq('x')
  // @ts-expect-error a text is no number
  n.neq('x')
  // @ts-expect-error a text is no number
  n.eqNullSafe('x')
  // @ts-expect-error a text is no number
  n.gt('x')
  // @ts-expect-error a text is no number
  n.geq('x')
  // @ts-expect-error a text is no number
  n.lt('x')
  // @ts-expect-error a text is no number
  n.leq('x')
  // @ts-expect-error it takes nothing
  n.isNull(1)
  // @ts-expect-error it takes nothing
  n.isNotNull(1)
})

test('arithmetic takes numbers', () => {
  expectTypeOf(n.add(1)).toExtend<Column<number | null>>()
  expectTypeOf(n.sub(1)).toExtend<Column<number | null>>()
  expectTypeOf(n.div(1)).toExtend<Column<number | null>>()
  expectTypeOf(n.mod(1)).toExtend<Column<number | null>>()
  // @ts-expect-error a text is no number
  n.add('x')
  // @ts-expect-error a text is no number
  n.sub('x')
  // @ts-expect-error a text is no number
  n.div('x')
  // @ts-expect-error a text is no number
  n.mod('x')
})

test('patterns are of texts', () => {
  expectTypeOf(s.like('x')).toExtend<Column<boolean | null>>()
  expectTypeOf(s.ilike('x')).toExtend<Column<boolean | null>>()
  expectTypeOf(s.startsWith('x')).toExtend<Column<boolean | null>>()
  expectTypeOf(s.endsWith('x')).toExtend<Column<boolean | null>>()
  expectTypeOf(s.contains('x')).toExtend<Column<boolean | null>>()
  // @ts-expect-error a number is no text
  s.like(1)
  // @ts-expect-error a number is no text
  s.ilike(1)
  // @ts-expect-error a number is no text
  s.startsWith(1)
  // @ts-expect-error a number is no text
  s.endsWith(1)
  // @ts-expect-error a number is no text
  s.contains(1)
})

test('orders are of columns', () => {
  expectTypeOf(n.asc()).toExtend<SortColumn>()
  expectTypeOf(n.ascNullsFirst()).toExtend<SortColumn>()
  expectTypeOf(n.ascNullsLast()).toExtend<SortColumn>()
  expectTypeOf(n.desc()).toExtend<SortColumn>()
  expectTypeOf(n.descNullsFirst()).toExtend<SortColumn>()
  expectTypeOf(n.descNullsLast()).toExtend<SortColumn>()
  expectTypeOf(asc(n)).toExtend<SortColumn>()
  expectTypeOf(ascNullsFirst(n)).toExtend<SortColumn>()
  expectTypeOf(ascNullsLast(n)).toExtend<SortColumn>()
  expectTypeOf(desc(n)).toExtend<SortColumn>()
  expectTypeOf(descNullsFirst(n)).toExtend<SortColumn>()
  expectTypeOf(descNullsLast(n)).toExtend<SortColumn>()
  // @ts-expect-error it takes nothing
  n.asc(1)
  // @ts-expect-error it takes nothing
  n.ascNullsFirst(1)
  // @ts-expect-error it takes nothing
  n.ascNullsLast(1)
  // @ts-expect-error it takes nothing
  n.desc(1)
  // @ts-expect-error it takes nothing
  n.descNullsFirst(1)
  // @ts-expect-error it takes nothing
  n.descNullsLast(1)
  // @ts-expect-error a constant is no column
  asc(1)
  // @ts-expect-error a constant is no column
  ascNullsFirst(1)
  // @ts-expect-error a constant is no column
  ascNullsLast(1)
  // @ts-expect-error a constant is no column
  desc(1)
  // @ts-expect-error a constant is no column
  descNullsFirst(1)
  // @ts-expect-error a constant is no column
  descNullsLast(1)
})

test('names are text', () => {
  expectTypeOf(n.alias('m')).toEqualTypeOf<NamedColumn<'m', number, 'n'>>()
  expectTypeOf(window('at', '1 day').alias('w').columnName).toEqualTypeOf<'w'>()
  expectTypeOf(windowTime('w').alias('t').columnName).toEqualTypeOf<'t'>()
  expectTypeOf(col('a.b').columnName).toEqualTypeOf<'b'>()
  // @ts-expect-error a name is text
  n.alias(1)
  // @ts-expect-error a name is text
  window('at', '1 day').alias(1)
  // @ts-expect-error a name is text
  windowTime('w').alias(1)
  // @ts-expect-error a name is text
  col(1)
})

test('texts', () => {
  expectTypeOf(lower(s)).toExtend<Column<string | null>>()
  expectTypeOf(upper(s)).toExtend<Column<string | null>>()
  expectTypeOf(lpad(s, 3)).toExtend<Column<string | null>>()
  expectTypeOf(rpad(s, 3, '-')).toExtend<Column<string | null>>()
  expectTypeOf(ltrim(s)).toExtend<Column<string | null>>()
  expectTypeOf(rtrim(s)).toExtend<Column<string | null>>()
  expectTypeOf(concatWs(',', s, s)).toExtend<Column<string | null>>()
  expectTypeOf(regexpReplace(s, 'a', 'b')).toExtend<Column<string | null>>()
  expectTypeOf(sha1(s)).toExtend<Column<string | null>>()
  expectTypeOf(regexpLike(s, 'a')).toExtend<Column<boolean | null>>()
  expectTypeOf(split(s, ',')).toExtend<Column<string[] | null>>()
  expectTypeOf(crc32(s)).toExtend<Column<bigint | null>>()
  expectTypeOf(xxhash64(s, n)).toExtend<Column<bigint | null>>()
  // @ts-expect-error a number is no text
  lower(n)
  // @ts-expect-error a number is no text
  upper(n)
  // @ts-expect-error a number is no text
  ltrim(n)
  // @ts-expect-error a number is no text
  rtrim(n)
  // @ts-expect-error a number is no text
  concatWs(1, s)
  // @ts-expect-error a number is no text
  sha1(n)
  // @ts-expect-error a number is no text
  crc32(n)
  // @ts-expect-error a number is no text
  regexpReplace(n, 'a', 'b')
  // @ts-expect-error a number is no text
  regexpLike(n, 'a')
  // @ts-expect-error a number is no text
  split(n, ',')
  // @ts-expect-error a length is a number
  lpad(s, '3')
  // @ts-expect-error a length is a number
  rpad(s, '3')
  // @ts-expect-error a constant is no column
  xxhash64('x')
})

test('numbers', () => {
  expectTypeOf(bround(x, 1)).toExtend<Column<number | bigint | null>>()
  expectTypeOf(round(x, 1)).toExtend<Column<number | bigint | null>>()
  expectTypeOf(floor(x)).toExtend<Column<number | bigint | null>>()
  expectTypeOf(pmod(n, 3)).toExtend<Column<number | bigint | null>>()
  expectTypeOf(nanvl(x, 0)).toExtend<Column<number | bigint | null>>()
  expectTypeOf(least(n, 1)).toExtend<Column<number | bigint | null>>()
  expectTypeOf(nullif(n, 1)).toExtend<Column<number | bigint | null>>()
  // @ts-expect-error a text is no number
  bround(s)
  // @ts-expect-error a text is no number
  round(s)
  // @ts-expect-error a text is no number
  floor(s)
  // @ts-expect-error a text is no number
  pmod(s, 3)
  // @ts-expect-error a text is no number
  nanvl(s, 0)
  // @ts-expect-error a text is no number
  least(n, 'x')
  // @ts-expect-error a text is no number
  nullif(n, 'x')
})

test('times', () => {
  expectTypeOf(year(at)).toExtend<Column<number | null>>()
  expectTypeOf(quarter(at)).toExtend<Column<number | null>>()
  expectTypeOf(month(at)).toExtend<Column<number | null>>()
  expectTypeOf(dayofmonth(at)).toExtend<Column<number | null>>()
  expectTypeOf(dayofweek(at)).toExtend<Column<number | null>>()
  expectTypeOf(dayofyear(at)).toExtend<Column<number | null>>()
  expectTypeOf(weekofyear(at)).toExtend<Column<number | null>>()
  expectTypeOf(hour(at)).toExtend<Column<number | null>>()
  expectTypeOf(minute(at)).toExtend<Column<number | null>>()
  expectTypeOf(second(at)).toExtend<Column<number | null>>()
  expectTypeOf(dateDiff(at, at)).toExtend<Column<number | null>>()
  expectTypeOf(currentDate()).toExtend<Column<string | null>>()
  expectTypeOf(dateFormat(at, 'y')).toExtend<Column<string | null>>()
  expectTypeOf(dateSub(at, 1)).toExtend<Column<string | null>>()
  expectTypeOf(fromUnixtime(n)).toExtend<Column<string | null>>()
  expectTypeOf(toDate(s)).toExtend<Column<string | null>>()
  expectTypeOf(tryToDate(s)).toExtend<Column<string | null>>()
  expectTypeOf(trunc(at, 'month')).toExtend<Column<string | null>>()
  expectTypeOf(currentTimestamp()).toExtend<Column<Date | null>>()
  expectTypeOf(tryToTimestamp(s)).toExtend<Column<Date | null>>()
  expectTypeOf(unixTimestamp(at)).toExtend<Column<bigint | null>>()
  // @ts-expect-error a condition is no time
  year(ok)
  // @ts-expect-error a condition is no time
  quarter(ok)
  // @ts-expect-error a condition is no time
  month(ok)
  // @ts-expect-error a condition is no time
  dayofmonth(ok)
  // @ts-expect-error a condition is no time
  dayofweek(ok)
  // @ts-expect-error a condition is no time
  dayofyear(ok)
  // @ts-expect-error a condition is no time
  weekofyear(ok)
  // @ts-expect-error a condition is no time
  hour(ok)
  // @ts-expect-error a condition is no time
  minute(ok)
  // @ts-expect-error a condition is no time
  second(ok)
  // @ts-expect-error a condition is no time
  dateDiff(ok, at)
  // @ts-expect-error a condition is no time
  dateFormat(ok, 'y')
  // @ts-expect-error a condition is no time
  dateSub(ok, 1)
  // @ts-expect-error a condition is no time
  fromUnixtime(ok)
  // @ts-expect-error a condition is no time
  toDate(ok)
  // @ts-expect-error a condition is no time
  tryToDate(ok)
  // @ts-expect-error a condition is no time
  trunc(ok, 'month')
  // @ts-expect-error a condition is no time
  tryToTimestamp(ok)
  // @ts-expect-error a condition is no time
  unixTimestamp(ok)
  // @ts-expect-error it takes nothing
  currentDate(1)
  // @ts-expect-error it takes nothing
  currentTimestamp(1)
})

test('conditions', () => {
  expectTypeOf(isNull(n)).toExtend<Column<boolean>>()
  expectTypeOf(isNotNull(n)).toExtend<Column<boolean>>()
  expectTypeOf(when(ok, 1).otherwise(2)).toExtend<Column<number | null>>()
  expectTypeOf(grouping(n)).toExtend<Column<number | bigint>>()
  expectTypeOf(groupingId(n)).toExtend<Column<number | bigint>>()
  // @ts-expect-error a constant is no column
  isNull(1)
  // @ts-expect-error a constant is no column
  isNotNull(1)
  // @ts-expect-error a constant is no column
  grouping(1)
  // @ts-expect-error a constant is no column
  groupingId(1)
  // @ts-expect-error an object is no value
  when(ok, 1).otherwise({})
})
