import { describe, expectTypeOf, test } from 'vitest'
import type { Column, NamedColumn } from '../../src/api/column.ts'
import {
  anyValue,
  approxCountDistinct,
  avg,
  bitAnd,
  bitOr,
  bitXor,
  boolAnd,
  boolOr,
  collectList,
  collectSet,
  corr,
  count,
  countDistinct,
  countIf,
  covarPop,
  covarSamp,
  type Decimal,
  filterWhere,
  first,
  kurtosis,
  last,
  max,
  maxBy,
  mean,
  median,
  min,
  minBy,
  mode,
  percentileApprox,
  skewness,
  stddev,
  stddevPop,
  sum,
  sumDistinct,
  trySum,
  variance,
  varPop,
} from '../../src/index.ts'

declare const s: NamedColumn<'s', string>
declare const sn: NamedColumn<'sn', string | null>
declare const n: NamedColumn<'n', number>
declare const nn: NamedColumn<'nn', number | null>
declare const b: NamedColumn<'b', bigint>
declare const d: NamedColumn<'d', Decimal | null>
declare const at: NamedColumn<'at', Date>
declare const ok: NamedColumn<'ok', boolean | null>
declare const m: NamedColumn<'m', Map<string, number>>

test('counts are numbers and never null', () => {
  expectTypeOf(count()).toEqualTypeOf<Column<number>>()
  expectTypeOf(count('*')).toEqualTypeOf<Column<number>>()
  expectTypeOf(count(sn, n)).toEqualTypeOf<Column<number>>()
  expectTypeOf(countIf(ok)).toEqualTypeOf<Column<number>>()
  expectTypeOf(countDistinct(s, n)).toEqualTypeOf<Column<number>>()
  expectTypeOf(approxCountDistinct(s, 0.02)).toEqualTypeOf<Column<number>>()
  // @ts-expect-error the name of a column is no column
  count('s')
  // @ts-expect-error a number is no condition
  countIf(n)
  // @ts-expect-error of what?
  countDistinct()
  // @ts-expect-error text is no deviation
  approxCountDistinct(s, '0.02')
})

test('sums have the type of their numbers, means are doubles or decimals; null of nothing', () => {
  expectTypeOf(sum(n)).toEqualTypeOf<Column<number | null>>()
  expectTypeOf(sum(b)).toEqualTypeOf<Column<bigint | null>>()
  expectTypeOf(sum(d)).toEqualTypeOf<Column<Decimal | null>>()
  expectTypeOf(sumDistinct(nn)).toEqualTypeOf<Column<number | null>>()
  expectTypeOf(trySum(b)).toEqualTypeOf<Column<bigint | null>>()
  expectTypeOf(avg(b)).toEqualTypeOf<Column<number | null>>()
  expectTypeOf(mean(d)).toEqualTypeOf<Column<Decimal | null>>()
  // @ts-expect-error text has no sum
  sum(s)
  // @ts-expect-error text has no sum
  sumDistinct(s)
  // @ts-expect-error moments have no sum
  trySum(at)
  // @ts-expect-error text has no mean
  avg(s)
  // @ts-expect-error text has no mean
  mean(sn)
})

test('extremes and single values keep their type', () => {
  expectTypeOf(min(s)).toEqualTypeOf<Column<string | null>>()
  expectTypeOf(max(at)).toEqualTypeOf<Column<Date | null>>()
  expectTypeOf(minBy(s, n)).toEqualTypeOf<Column<string | null>>()
  expectTypeOf(maxBy(n, at)).toEqualTypeOf<Column<number | null>>()
  expectTypeOf(first(m)).toEqualTypeOf<Column<Map<string, number> | null>>()
  expectTypeOf(last(s, { ignoreNulls: true })).toEqualTypeOf<Column<string | null>>()
  expectTypeOf(anyValue(ok)).toEqualTypeOf<Column<boolean | null>>()
  expectTypeOf(mode(n)).toEqualTypeOf<Column<number | null>>()
  // @ts-expect-error maps have no order
  min(m)
  // @ts-expect-error maps have no order
  max(m)
  // @ts-expect-error a constant is no column
  minBy(s, 1)
  // @ts-expect-error by what?
  maxBy(s)
  // @ts-expect-error no such treatment
  first(s, { skipNulls: true })
  // @ts-expect-error a flag is an option
  last(s, true)
  // @ts-expect-error a flag is an option
  anyValue(s, true)
  // @ts-expect-error a constant is no column
  mode('n')
})

test('lists and sets have no nulls and are not null', () => {
  expectTypeOf(collectList(sn)).toEqualTypeOf<Column<string[]>>()
  expectTypeOf(collectSet(nn)).toEqualTypeOf<Column<number[]>>()
  // @ts-expect-error a constant is no column
  collectList('s')
  // @ts-expect-error maps cannot be told apart
  collectSet(m)
})

describe('statistics', () => {
  test('percentiles have the type of their column', () => {
    expectTypeOf(percentileApprox(b, 0.5)).toEqualTypeOf<Column<bigint | null>>()
    expectTypeOf(percentileApprox(at, [0.1, 0.9], 100)).toEqualTypeOf<Column<Date[] | null>>()
    expectTypeOf(median(d)).toEqualTypeOf<Column<number | null>>()
    // @ts-expect-error a column is no percentage
    percentileApprox(n, nn)
    // @ts-expect-error text has no middle
    median(s)
  })

  test('moments are doubles', () => {
    for (const moment of [stddev, stddevPop, variance, varPop, skewness, kurtosis])
      expectTypeOf(moment(d)).toEqualTypeOf<Column<number | null>>()
    for (const moment of [corr, covarSamp, covarPop]) expectTypeOf(moment(d, n)).toEqualTypeOf<Column<number | null>>()
    // @ts-expect-error text does not vary
    stddev(s)
    // @ts-expect-error text does not vary
    stddevPop(s)
    // @ts-expect-error text does not vary
    variance(s)
    // @ts-expect-error text does not vary
    varPop(s)
    // @ts-expect-error text does not vary
    skewness(s)
    // @ts-expect-error text does not vary
    kurtosis(s)
    // @ts-expect-error with what?
    corr(n)
    // @ts-expect-error with what?
    covarSamp(n)
    // @ts-expect-error with what?
    covarPop(n)
  })
})

test('booleans and bits', () => {
  expectTypeOf(boolAnd(ok)).toEqualTypeOf<Column<boolean | null>>()
  expectTypeOf(boolOr(ok)).toEqualTypeOf<Column<boolean | null>>()
  expectTypeOf(bitAnd(n)).toEqualTypeOf<Column<number | null>>()
  expectTypeOf(bitOr(b)).toEqualTypeOf<Column<bigint | null>>()
  expectTypeOf(bitXor(nn)).toEqualTypeOf<Column<number | null>>()
  // @ts-expect-error a number is no boolean
  boolAnd(n)
  // @ts-expect-error a number is no boolean
  boolOr(n)
  // @ts-expect-error decimals have no bits
  bitAnd(d)
  // @ts-expect-error text has no bits
  bitOr(s)
  // @ts-expect-error booleans have no bits
  bitXor(ok)
})

test('a filter keeps the type of the aggregate', () => {
  expectTypeOf(filterWhere(sum(b), ok)).toEqualTypeOf<Column<bigint | null>>()
  // @ts-expect-error a number is no condition
  filterWhere(sum(n), n)
})
