import { expectTypeOf, test } from 'vitest'
import {
  avg,
  type Column,
  count,
  cumeDist,
  firstValue,
  lag,
  lastValue,
  lead,
  max,
  nthValue,
  ntile,
  rand,
  randn,
  rowNumber,
  sum,
  uuid,
  Window,
  type WindowSpec,
} from '../../src/index.ts'
import { testSession } from '../session/test-session.ts'

const session = testSession()
const df = session.createDataFrame([], 'id INT NOT NULL, k STRING, price DOUBLE, at TIMESTAMP')
const ids = session.createDataFrame([], 'id BIGINT NOT NULL')
const pairs = session.createDataFrame([], 'a INT, b INT')
const names = session.createDataFrame([], 'name STRING')
const stream = session.memoryStream('id INT').toDF()
const byKey = Window.partitionBy('k').orderBy('id')

test('a function over a window is a column of the type of the function', () => {
  const out = df.select(($) => ({
    nth: rowNumber().over(byKey),
    bucket: ntile(4).over(byKey),
    share: cumeDist().over(byKey),
    n: count().over(Window.partitionBy($.k)),
    total: sum($.price).over(byKey.rowsBetween(Window.unboundedPreceding, Window.currentRow)),
    mean: avg($.price).over(byKey.rangeBetween(-1, 1)),
    before: lag($.at, 2).over(byKey),
    after: lead($.id, 1, { defaultValue: 0 }).over(byKey),
    first: firstValue($.k).over(byKey),
    last: lastValue($.id, { ignoreNulls: true }).over(byKey),
    third: nthValue($.id, 3).over(byKey),
  }))
  expectTypeOf(await0(out.collect())[0]).toEqualTypeOf<
    | {
        nth: number
        bucket: number
        share: number
        n: number
        total: number | null
        mean: number | null
        before: Date | null
        after: number | null
        first: string | null
        last: number | null
        third: number | null
      }
    | undefined
  >()
  expectTypeOf(byKey).toEqualTypeOf<WindowSpec>()
  // @ts-expect-error a window says its rows with Window
  rowNumber().over('k')
  // @ts-expect-error bounds are numbers
  byKey.rowsBetween('unbounded', 0)
  // @ts-expect-error the order is given by columns
  Window.orderBy(1)
  // @ts-expect-error parts are made by columns
  Window.partitionBy(1)
  // @ts-expect-error parts are made by columns
  byKey.partitionBy(1)
  // @ts-expect-error bounds are numbers
  Window.rangeBetween('unbounded', 0)
  // @ts-expect-error bounds are numbers
  byKey.rangeBetween('unbounded', 0)
  // @ts-expect-error the default is a value of the column
  lag(df.select(($) => ({ id: $.id })).columns)
  // @ts-expect-error buckets are a number
  ntile('4')
})

test('values by chance are never null', () => {
  expectTypeOf(rand(1)).toEqualTypeOf<Column<number>>()
  expectTypeOf(randn()).toEqualTypeOf<Column<number>>()
  expectTypeOf(uuid()).toEqualTypeOf<Column<string>>()
  // @ts-expect-error a seed is a number
  rand('1')
  // @ts-expect-error a seed is a number
  randn('1')
})

test('a value is looked up in a bounded frame of one comparable column', () => {
  df.filter(($) => $.id.isIn(ids))
  const out = df.select(($) => ({ id: $.id.isIn(ids), k: $.k.isIn(names) }))
  expectTypeOf(await0(out.collect())[0]).toEqualTypeOf<{ id: boolean; k: boolean | null } | undefined>()
  // @ts-expect-error numbers are not text
  df.filter(($) => $.id.isIn(names))
  // @ts-expect-error it has several columns
  df.filter(($) => $.id.isIn(pairs))
  // @ts-expect-error a stream has no end
  df.filter(($) => $.id.isIn(stream))
})

test('a bounded frame of one column is a value, or null', () => {
  const highest = ids.agg(($) => ({ m: max($.id) })).scalar()
  expectTypeOf(highest).toEqualTypeOf<Column<bigint | null>>()
  // @ts-expect-error it has several columns
  pairs.scalar()
  // @ts-expect-error a stream has no end
  stream.scalar()
})

/** What a promise gives, for the compiler. */
declare function await0<T>(promise: Promise<T>): T
