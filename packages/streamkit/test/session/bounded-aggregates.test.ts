import { expect, test } from 'vitest'
import { call } from '../../src/api/column.ts'
import {
  col,
  collectList,
  count,
  countDistinct,
  filterWhere,
  grouping,
  groupingId,
  lit,
  max,
  struct,
  sum,
  upper,
} from '../../src/index.ts'
import { testSession } from './test-session.ts'

const rows = [
  { k: 'a', d: 'x', v: 1 },
  { k: 'b', d: 'y', v: 5 },
  { k: 'a', d: 'y', v: 3 },
  { k: 'A', d: 'x', v: null },
]
const frame = () => testSession().createDataFrame(rows, 'k STRING NOT NULL, d STRING NOT NULL, v INT')
/** As plain JavaScript calls it. */
// biome-ignore lint/suspicious/noExplicitAny: what the compiler would refuse is what is tested
const untyped = (): any => frame()

test('groups come in the order of their first rows', async () => {
  const totals = frame()
    .groupBy('k')
    .agg(($) => ({ n: count(), total: sum($.v) }))
  expect(await totals.collect()).toEqual([
    { k: 'a', n: 2, total: 4 },
    { k: 'b', n: 1, total: 5 },
    { k: 'A', n: 1, total: null },
  ])
})

test('aggregates are taken as an object, a list, or one after the other', async () => {
  const grouped = frame().groupBy('d')
  const expected = [
    { d: 'x', n: 2 },
    { d: 'y', n: 2 },
  ]
  expect(await grouped.agg({ n: count() }).collect()).toEqual(expected)
  expect(await grouped.agg(() => [count().as('n')]).collect()).toEqual(expected)
  expect(await grouped.agg(count().as('n')).collect()).toEqual(expected)
  expect(grouped.count().columns).toEqual(['d', 'count'])
})

test('columns have the names that Spark gives', () => {
  expect(frame().groupBy('k').sum('v').columns).toEqual(['k', 'sum(v)'])
  expect(frame().groupBy('k').avg('v').columns).toEqual(['k', 'avg(v)'])
  expect(frame().groupBy('k').min('v', 'd').columns).toEqual(['k', 'min(v)', 'min(d)'])
  expect(frame().groupBy('k').max('v').columns).toEqual(['k', 'max(v)'])
  expect(
    untyped()
      .alias('f')
      .groupBy(upper(col('f.k')))
      .agg(count(), sum(col('f.v')).plus(1)).columns,
  ).toEqual(['upper(k)', 'count(1)', '(sum(v) + 1)'])
})

test('expressions go over several aggregates, keys and constants; a key may be named by its alias', async () => {
  const result = untyped()
    .groupBy(upper(col('k')).as('ku'))
    .agg(
      sum(col('v')).div(count()).as('mean'),
      max(col('v'))
        .minus(call<number>('min', col('v')))
        .as('range'),
      upper(col('k')).eq('A').as('isA'),
      col('ku').eq('B').as('isB'),
      lit(7).as('seven'),
    )
  expect(await result.collect()).toEqual([
    { ku: 'A', mean: 4 / 3, range: 2, isA: true, isB: false, seven: 7 },
    { ku: 'B', mean: 5, range: 0, isA: false, isB: true, seven: 7 },
  ])
})

test('without groupBy all rows are one group, which is there without rows too', async () => {
  expect(
    await frame()
      .agg(($) => ({ n: count(), s: sum($.v) }))
      .collect(),
  ).toEqual([{ n: 4, s: 9 }])
  const none = frame().filter(($) => $.v.gt(100))
  expect(await none.agg(($) => ({ n: count(), s: sum($.v) })).collect()).toEqual([{ n: 0, s: null }])
  expect(await none.groupBy('k').count().collect()).toEqual([])
  expect(
    await untyped()
      .select(sum(col('v')).as('s'), count().as('n'))
      .collect(),
  ).toEqual([{ s: 9, n: 4 }])
})

test('a field of a key that is a struct can be read', async () => {
  const nested = untyped().select(struct(col('k'), col('d')).as('s'), 'v')
  const result = nested
    .groupBy('s')
    .agg(upper(col('s.k')).as('k'), sum(col('v')).as('total'))
    .drop('s')
  expect(await result.collect()).toContainEqual({ k: 'B', total: 5 })
})

test('a distinct aggregate counts each value once in each group', async () => {
  const result = frame()
    .groupBy('k')
    .agg(($) => ({ days: countDistinct($.d), values: countDistinct($.v), n: count() }))
  expect(await result.collect()).toEqual([
    { k: 'a', days: 2, values: 2, n: 2 },
    { k: 'b', days: 1, values: 1, n: 1 },
    { k: 'A', days: 1, values: 0, n: 1 },
  ])
})

test('an aggregate with a condition counts only the rows for which it is true', async () => {
  const result = frame()
    .groupBy('k')
    .agg(($) => ({ large: filterWhere(sum($.v), $.v.gt(2)), days: filterWhere(countDistinct($.d), $.d.eq('x')) }))
  expect(await result.collect()).toEqual([
    { k: 'a', large: 3, days: 1 },
    { k: 'b', large: 5, days: 0 },
    { k: 'A', large: null, days: 1 },
  ])
})

test('rollup has the subtotals of every prefix of the keys, cube of every subset', async () => {
  const aggregates = ($: { k: never; d: never }) => ({ n: count(), id: groupingId(), kAll: grouping($.k) })
  const rolled = await untyped().rollup('k', 'd').agg(aggregates).collect()
  expect(rolled).toHaveLength(4 + 3 + 1)
  expect(rolled).toContainEqual({ k: 'a', d: null, n: 2, id: 1n, kAll: 0 })
  expect(rolled).toContainEqual({ k: null, d: null, n: 4, id: 3n, kAll: 1 })
  const cubed = await untyped().cube('k', 'd').agg(aggregates).collect()
  expect(cubed).toHaveLength(4 + 3 + 2 + 1)
  expect(cubed).toContainEqual({ k: null, d: 'y', n: 2, id: 2n, kAll: 1 })
})

test('an aggregate over a key of a rollup sees its values, not the nulls of the subtotals', async () => {
  const result = await untyped()
    .rollup('k')
    .agg(max(col('k')).as('highest'))
    .collect()
  expect(result).toContainEqual({ k: null, highest: 'b' })
})

test('pivot has a column for each value, null where a group has no rows of it', async () => {
  const totals = frame().groupBy('k').pivot('d', ['x', 'y'])
  expect(await totals.agg(($) => ({ total: sum($.v) })).collect()).toEqual([
    { k: 'a', x: 1, y: 3 },
    { k: 'b', x: null, y: 5 },
    { k: 'A', x: null, y: null },
  ])
  expect(await totals.agg(($) => ({ n: count(), total: sum($.v) })).collect()).toContainEqual({
    k: 'b',
    x_n: null,
    x_total: null,
    y_n: 1,
    y_total: 5,
  })
  expect(await totals.agg(($) => ({ all: collectList($.v) })).collect()).toContainEqual({ k: 'b', x: [], y: [5] })
})

test.each([
  ['a column that is no key', () => untyped().groupBy('k').agg(col('v')), 'MISSING_AGGREGATION'],
  ['a column beside an aggregate', () => untyped().select('k', count().as('n')), 'MISSING_GROUP_BY'],
  ['an aggregate in an aggregate', () => untyped().agg(sum(max(col('v')))), 'NESTED_AGGREGATE_FUNCTION'],
  [
    'an aggregate as a key',
    () =>
      untyped()
        .groupBy(sum(col('v')))
        .count(),
    'GROUP_BY_AGGREGATE',
  ],
  ['an aggregate in a filter', () => untyped().filter(sum(col('v')).gt(1)), 'INVALID_WHERE_CONDITION'],
  ['an aggregate in withColumn', () => untyped().withColumn('s', sum(col('v'))), 'MISSING_GROUP_BY'],
  ['an aggregate to sort by', () => untyped().orderBy(sum(col('v'))), 'UNSUPPORTED_EXPR_FOR_OPERATOR'],
  ['an unknown function', () => untyped().agg(call('summ', col('v'))), 'UNRESOLVED_ROUTINE'],
  ['an unknown column', () => untyped().groupBy('k').sum('w'), 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
  [
    'grouping without subtotals',
    () =>
      untyped()
        .groupBy('k')
        .agg(grouping(col('k'))),
    'UNSUPPORTED_GROUPING_EXPRESSION',
  ],
  [
    'grouping of no key',
    () =>
      untyped()
        .rollup('k')
        .agg(grouping(col('d'))),
    'GROUPING_COLUMN_MISMATCH',
  ],
  [
    'grouping_id of other keys',
    () =>
      untyped()
        .cube('k')
        .agg(groupingId(col('d'))),
    'GROUPING_ID_COLUMN_MISMATCH',
  ],
  ['pivot without values', () => untyped().groupBy('k').pivot('d').agg(count()), 'PIVOT_VALUES_REQUIRED'],
])('%s is refused', (_, make, condition) => {
  expect(make).toThrow(expect.objectContaining({ condition }))
})

test('only the columns that an aggregation needs are read', () => {
  const plan = untyped()
    .groupBy('k')
    .agg(sum(col('v')).as('s'), max(col('d')).as('unused'))
    .select('k', 's')
    .explain()
  expect(plan).toContain('sum')
  expect(plan).not.toContain('max')
})
