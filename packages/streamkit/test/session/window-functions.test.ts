import { describe, expect, test } from 'vitest'
import {
  avg,
  col,
  collectList,
  count,
  countDistinct,
  cumeDist,
  denseRank,
  desc,
  firstValue,
  lag,
  lastValue,
  lead,
  lit,
  max,
  nthValue,
  ntile,
  percentRank,
  rank,
  rowNumber,
  sum,
  Window,
} from '../../src/index.ts'
import { conditionsOf, testSession } from './test-session.ts'

const rows = [
  { k: 'a', n: 3, v: 1 },
  { k: 'b', n: 1, v: 10 },
  { k: 'a', n: 1, v: 2 },
  { k: 'a', n: 1, v: null },
  { k: null, n: 7, v: 5 },
  { k: 'b', n: null, v: 20 },
]
const frame = () => testSession().createDataFrame(rows, 'k STRING, n INT, v INT')
const byKey = Window.partitionBy('k').orderBy('n')

/** What an action, or the making of a frame, fails with. */
function conditionOf(make: () => unknown): string | undefined {
  try {
    make()
  } catch (error) {
    return conditionsOf(error)[0]
  }
  return undefined
}

describe('functions over windows', () => {
  test('ranking functions number the rows of a partition in its order', async () => {
    const ranked = frame().select(() => ({
      k: col('k'),
      n: col('n'),
      row: rowNumber().over(byKey),
      rank: rank().over(byKey),
      dense: denseRank().over(byKey),
      percent: percentRank().over(byKey),
      share: cumeDist().over(byKey),
      half: ntile(2).over(byKey),
    }))
    expect(await ranked.collect()).toEqual([
      { k: null, n: 7, row: 1, rank: 1, dense: 1, percent: 0, share: 1, half: 1 },
      { k: 'a', n: 1, row: 1, rank: 1, dense: 1, percent: 0, share: 2 / 3, half: 1 },
      { k: 'a', n: 1, row: 2, rank: 1, dense: 1, percent: 0, share: 2 / 3, half: 1 },
      { k: 'a', n: 3, row: 3, rank: 3, dense: 2, percent: 1, share: 1, half: 2 },
      { k: 'b', n: null, row: 1, rank: 1, dense: 1, percent: 0, share: 0.5, half: 1 },
      { k: 'b', n: 1, row: 2, rank: 2, dense: 2, percent: 1, share: 1, half: 2 },
    ])
  })

  test('lag and lead look at other rows of the partition, over nulls if told so', async () => {
    const all = Window.orderBy('n', desc(col('v')))
    const shifted = frame()
      .filter(($) => $.k.eq('a'))
      .select(($) => ({
        v: $.v,
        before: lag($.v).over(all),
        after: lead($.v, 1, { defaultValue: -1 }).over(all),
        two: lag($.v, 2, { defaultValue: $.n }).over(all),
        known: lag($.v, 1, { ignoreNulls: true }).over(all),
        same: lag($.v, 0).over(all),
        ahead: lag($.v, -1).over(all),
      }))
    expect(await shifted.collect()).toEqual([
      { v: 2, before: null, after: null, two: 1, known: null, same: 2, ahead: null },
      { v: null, before: 2, after: 1, two: 1, known: 2, same: null, ahead: 1 },
      { v: 1, before: null, after: -1, two: 2, known: 2, same: 1, ahead: null },
    ])
  })

  test('without a frame an aggregate sees the partition, with an order all up to the rows that are equal', async () => {
    const totals = frame().select(($) => ({
      k: $.k,
      all: sum($.v).over(Window.partitionBy('k')),
      running: sum($.v).over(byKey),
      rows: count().over(Window.partitionBy()),
      values: count($.v).over(byKey),
    }))
    expect(await totals.collect()).toEqual([
      { k: null, all: 5, running: 5, rows: 6, values: 1 },
      { k: 'a', all: 3, running: 2, rows: 6, values: 1 },
      { k: 'a', all: 3, running: 2, rows: 6, values: 1 },
      { k: 'a', all: 3, running: 3, rows: 6, values: 2 },
      { k: 'b', all: 30, running: 20, rows: 6, values: 1 },
      { k: 'b', all: 30, running: 30, rows: 6, values: 2 },
    ])
  })

  test('frames of rows and of ranges, and the values of a frame by place', async () => {
    const numbers = testSession().createDataFrame(
      [1, 2, 4, 4, 7].map((n) => ({ n })),
      'n INT',
    )
    const order = Window.orderBy('n')
    const down = Window.orderBy(desc(col('n')))
    const framed = numbers.select(($) => ({
      around: collectList($.n).over(order.rowsBetween(-1, 1)),
      near: collectList($.n).over(order.rangeBetween(-2, 0)),
      above: collectList($.n).over(down.rangeBetween(-2, -1)),
      none: max($.n).over(order.rowsBetween(5, 9)),
      last: lastValue($.n).over(order.rowsBetween(Window.currentRow, Window.unboundedFollowing)),
      first: firstValue($.n).over(order.rowsBetween(-2, Window.unboundedFollowing)),
      second: nthValue($.n, 2).over(order),
    }))
    const collected = await framed.orderBy('around').collect()
    expect(collected.map((r) => r.around)).toEqual([
      [1, 2],
      [1, 2, 4],
      [2, 4, 4],
      [4, 4, 7],
      [4, 7],
    ])
    expect(collected.map((r) => r.near)).toEqual([[1], [1, 2], [2, 4, 4], [2, 4, 4], [7]])
    expect(collected.map((r) => r.above)).toEqual([[2], [4, 4], [], [], []])
    expect(collected.map((r) => r.none)).toEqual([null, null, null, null, null])
    expect(collected.map((r) => r.last)).toEqual([7, 7, 7, 7, 7])
    expect(collected.map((r) => r.first)).toEqual([1, 1, 1, 2, 4])
    expect(collected.map((r) => r.second)).toEqual([null, 2, 2, 2, 2])
  })

  test('ranges measure decimals and dates by their values', async () => {
    const typed = frame()
      .filter(($) => $.k.eq('a'))
      .select(($) => ({ d: $.n.cast('decimal(5,2)'), day: lit('2024-01-01').cast('date').as('day') }))
    const counted = typed.select(() => ({
      byDecimal: count().over(Window.orderBy('d').rangeBetween(0, 2)),
      byDay: count().over(Window.orderBy('day').rangeBetween(-1, 1)),
    }))
    expect(await counted.collect()).toEqual([
      { byDecimal: 3, byDay: 3 },
      { byDecimal: 3, byDay: 3 },
      { byDecimal: 1, byDay: 3 },
    ])
  })

  test('expressions around, arguments and keys may be computed, and a column without a name is named as by Spark', async () => {
    const df = frame().select(
      col('v'),
      sum(col('v').plus(1))
        .over(Window.partitionBy(col('n').gt(1)))
        .minus(1)
        .as('less'),
      // a column without a name, which types do not know
      rowNumber().over(byKey) as never,
    )
    expect(df.columns).toEqual([
      'v',
      'less',
      'row_number() OVER (PARTITION BY k ORDER BY n ASC NULLS FIRST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)',
    ])
    const collected = await df.collect()
    expect(collected.map((r) => r.less).sort()).toEqual([13, 13, 13, 20, 7, 7])
  })

  test('columns that nobody asks for are not computed', async () => {
    const df = frame().withColumn('m', ($) => avg($.v).over(byKey))
    expect(df.select('k').explain()).not.toContain('Window')
    expect(df.select('m').explain()).toContain('Window')
    expect(await df.select('k').count()).toBe(6)
  })
})

describe('what cannot be computed over a window is refused', () => {
  test.each([
    ['lag without an order', () => lag(col('v')).over(Window.partitionBy('k')), 'WINDOW_FUNCTION_AND_FRAME_MISMATCH'],
    ['rank in a frame', () => rank().over(byKey.rowsBetween(-1, 1)), 'WINDOW_FUNCTION_AND_FRAME_MISMATCH'],
    ['lag in a frame', () => lag(col('v')).over(byKey.rowsBetween(-1, -1)), 'WINDOW_FUNCTION_AND_FRAME_MISMATCH'],
    ['a function over nothing', () => rowNumber(), 'WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE'],
    ['an expression that is no function', () => col('v').over(byKey), 'UNSUPPORTED_EXPR_FOR_WINDOW'],
    ['a distinct aggregate', () => countDistinct(col('v')).over(byKey), 'DISTINCT_WINDOW_FUNCTION_UNSUPPORTED'],
    [
      'a range without an order',
      () => sum(col('v')).over(Window.partitionBy('k').rangeBetween(-1, 0)),
      'DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER',
    ],
    [
      'a range by two columns',
      () => sum(col('v')).over(Window.orderBy('n', 'v').rangeBetween(-1, 0)),
      'DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER',
    ],
    [
      'a range of text',
      () => sum(col('v')).over(Window.orderBy('k').rangeBetween(-1, 0)),
      'DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE',
    ],
    [
      'a frame that ends before it begins',
      () => sum(col('v')).over(byKey.rowsBetween(1, -1)),
      'DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON',
    ],
    ['no buckets', () => ntile(0).over(byKey), 'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE'],
    ['a window in a window', () => sum(rowNumber().over(byKey)).over(byKey), 'UNSUPPORTED_EXPR_FOR_OPERATOR'],
  ])('%s', (_, column, condition) => {
    expect(conditionOf(() => frame().select(($) => [$.k, column().as('x')]))).toBe(condition)
  })

  test('a filter', () => {
    expect(conditionOf(() => frame().filter(rowNumber().over(byKey).eq(1)))).toBe('INVALID_WHERE_CONDITION')
  })

  test('a stream', () => {
    const stream = testSession().memoryStream('k STRING, n INT').toDF()
    const numbered = stream.withColumn('r', rowNumber().over(byKey))
    expect(conditionOf(() => numbered.writeStream.format('noop').start())).toBe(
      'NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING',
    )
  })
})

test('windows over aggregates are computed over the groups', async () => {
  const ranked = frame()
    .groupBy('k')
    .agg(($) => ({
      total: sum($.v),
      place: rank().over(Window.orderBy(desc(sum($.v)))),
      share: sum($.v).div(sum(sum($.v)).over(Window.partitionBy())),
    }))
  expect(await ranked.orderBy('place').collect()).toEqual([
    { k: 'b', total: 30, place: 1, share: 30 / 38 },
    { k: null, total: 5, place: 2, share: 5 / 38 },
    { k: 'a', total: 3, place: 3, share: 3 / 38 },
  ])
})
