import { expectTypeOf, test } from 'vitest'
import type { Column } from '../../src/api/column.ts'
import {
  aggregate,
  arrayContains,
  arraySort,
  arraysZip,
  assertTrue,
  bitGet,
  exists,
  filter,
  forall,
  fromCsv,
  jsonTuple,
  mapFilter,
  mapKeys,
  mapZipWith,
  parseUrl,
  sequence,
  sin,
  timestampadd,
  toCsv,
  transform,
  transformKeys,
  transformValues,
  translate,
  zipWith,
} from '../../src/index.ts'

declare const xs: Column<number[]>
declare const maybe: Column<(string | null)[] | null>
declare const scores: Column<Map<string, number>>
declare const text: Column<string>
declare const missing: Column<string | null>

test('lambdas are given the types of the elements', () => {
  expectTypeOf(transform(xs, (x) => x.mul(2))).toEqualTypeOf<Column<number[]>>()
  expectTypeOf(transform(maybe, (s) => s.isNull())).toEqualTypeOf<Column<boolean[] | null>>()
  expectTypeOf(transform(xs, (x, i) => x.plus(i))).toEqualTypeOf<Column<number[]>>()
  expectTypeOf(filter(maybe, (s) => s.isNotNull())).toEqualTypeOf<Column<(string | null)[] | null>>()
  expectTypeOf(exists(xs, (x) => x.gt(1))).toEqualTypeOf<Column<boolean | null>>()
  expectTypeOf(forall(xs, (x) => x.gt(1))).toEqualTypeOf<Column<boolean | null>>()
  expectTypeOf(aggregate(xs, 0, (sum, x) => sum.plus(x))).toEqualTypeOf<Column<number | null>>()
  expectTypeOf(
    aggregate(
      xs,
      0,
      (sum, x) => sum.plus(x),
      (sum) => sum.cast('string'),
    ),
  ).toEqualTypeOf<Column<string | null>>()
  expectTypeOf(zipWith(xs, xs, (a, b) => a.plus(b))).toEqualTypeOf<Column<(number | null)[]>>()
  expectTypeOf(arraySort(xs, (a, b) => b.minus(a))).toEqualTypeOf<Column<number[]>>()
  expectTypeOf(mapFilter(scores, (_k, v) => v.gt(1))).toEqualTypeOf<Column<Map<string, number> | null>>()
  expectTypeOf(transformKeys(scores, (_k, v) => v)).toEqualTypeOf<Column<Map<number, number> | null>>()
  expectTypeOf(transformValues(scores, (k) => k)).toEqualTypeOf<Column<Map<string, string> | null>>()
  expectTypeOf(mapZipWith(scores, scores, (_k, a) => a)).toEqualTypeOf<Column<Map<string, number | null> | null>>()
})

test('functions hand on null and types', () => {
  expectTypeOf(sin(xs.getItem(0))).toEqualTypeOf<Column<number>>()
  expectTypeOf(translate(missing, 'a', 'b')).toEqualTypeOf<Column<string | null>>()
  expectTypeOf(translate(text, 'a', 'b')).toEqualTypeOf<Column<string>>()
  expectTypeOf(mapKeys(scores)).toEqualTypeOf<Column<string[] | null>>()
  expectTypeOf(fromCsv(text, 'a INT')).toEqualTypeOf<Column<{ a: number | null }>>()
  expectTypeOf(parseUrl(text, 'HOST')).toEqualTypeOf<Column<string | null>>()
  expectTypeOf(arraysZip(xs.as('n'), maybe.as('s'))).toExtend<Column<{ n: number | null; s: string | null }[] | null>>()
})

test('what does not fit is refused', () => {
  // @ts-expect-error text is no array
  transform(text, (x) => x)
  // @ts-expect-error numbers have no startsWith
  transform(xs, (x) => x.startsWith('a'))
  // @ts-expect-error a condition is a boolean
  filter(xs, (x) => x.plus(1))
  // @ts-expect-error a condition is a boolean
  exists(xs, (x) => x.plus(1))
  // @ts-expect-error text does not order
  arraySort(xs, () => 'x')
  // @ts-expect-error an element is a number
  arrayContains(xs, 'a')
  // @ts-expect-error an angle is a number
  sin(text)
  // @ts-expect-error a struct makes a line
  toCsv(text)
  // @ts-expect-error not a unit
  timestampadd('FORTNIGHT', 1, text)
  // @ts-expect-error one end is missing
  sequence(xs.getItem(0))
  // @ts-expect-error text has no bits
  bitGet(text, 1)
  // @ts-expect-error a condition is a boolean
  assertTrue('x')
})

test('json_tuple makes a column of text for each key', () => {
  expectTypeOf(jsonTuple(text, 'a', 'b').as('x', 'y')['~fields']).toExtend<{ x: string | null; y: string | null }>()
  // @ts-expect-error two keys have two names
  jsonTuple(text, 'a', 'b').as('x')
})
