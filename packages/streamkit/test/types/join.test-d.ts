import { describe, expectTypeOf, test } from 'vitest'
import type { DataFrame } from '../../src/api/data-frame.ts'
import type { Stream } from '../../src/api/frame-traits.ts'
import { col, interval } from '../../src/index.ts'
import { type Formats, read, readStream } from './frames.ts'

// biome-ignore lint/suspicious/noExplicitAny: any traits
type RowOfFrame<F> = F extends DataFrame<infer R, any> ? R : never
// biome-ignore lint/suspicious/noExplicitAny: any row
type TraitsOf<F> = F extends DataFrame<any, infer T> ? T : never

const orders = read().format('csv').schema('id INT NOT NULL, item STRING NOT NULL').load('in')
const prices = read().format('csv').schema('item STRING NOT NULL, price INT NOT NULL').load('in')
const clicks = readStream().format('csv').schema('ad INT NOT NULL, at TIMESTAMP NOT NULL, c INT NOT NULL').load('in')
const views = readStream().format('csv').schema('view INT NOT NULL, seen TIMESTAMP NOT NULL, v INT NOT NULL').load('in')
const ads = read().format('csv').schema('ad INT NOT NULL, title STRING NOT NULL').load('in')
const clicksInTime = clicks.withWatermark('at', '10 seconds')
const viewsInTime = views.withWatermark('seen', '10 seconds')

describe('rows', () => {
  test('columns that are joined by name come once', () => {
    const a = orders.join(prices, 'item')
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{ item: string; id: number; price: number }>()
    const b = orders.join(prices, ['item'], 'left')
    expectTypeOf<RowOfFrame<typeof b>>().toEqualTypeOf<{ item: string; id: number; price: number | null }>()
    const c = orders.join(prices, 'item', 'outer')
    expectTypeOf<RowOfFrame<typeof c>>().toEqualTypeOf<{ item: string; id: number | null; price: number | null }>()
    const d = orders.join(prices, 'item', 'semi')
    expectTypeOf<RowOfFrame<typeof d>>().toEqualTypeOf<{ id: number; item: string }>()
    // @ts-expect-error only one side has it
    orders.join(prices, 'price')
    // @ts-expect-error no such kind of join
    orders.join(prices, 'item', 'sideways')
  })
  test('a condition is a function of both sides, or a column', () => {
    const a = orders.join(prices.withColumnRenamed('item', 'name'), ($l, $r) => $l.item.eq($r.name), 'right')
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{
      id: number | null
      item: string | null
      name: string
      price: number
    }>()
    const b = orders.alias('o').join(prices.alias('p'), col('o.item').eq(col('p.item')))
    expectTypeOf<RowOfFrame<typeof b>['price']>().toEqualTypeOf<number>()
    expectTypeOf<RowOfFrame<typeof b>['item']>().toEqualTypeOf<{
      readonly refused: "both sides have a column item: rename one, or join by name: join(other, 'item')"
    }>()
    // @ts-expect-error no such column
    orders.join(prices, ($l, $r) => $l.nope.eq($r.item))
    // @ts-expect-error not a condition
    orders.join(prices, ($l) => $l.id)
  })
  test('crossJoin, intersect and except', () => {
    const a = orders.crossJoin(prices.select('price'))
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{ id: number; item: string; price: number }>()
    expectTypeOf(orders.intersect(orders)).toEqualTypeOf(orders)
    expectTypeOf(orders.intersectAll(orders)).toEqualTypeOf(orders)
    expectTypeOf(orders.except(orders)).toEqualTypeOf(orders)
    expectTypeOf(orders.exceptAll(orders)).toEqualTypeOf(orders)
    expectTypeOf(orders.subtract(orders)).toEqualTypeOf(orders)
    // @ts-expect-error other columns
    orders.intersect(prices)
    // @ts-expect-error other columns
    orders.intersectAll(prices)
    // @ts-expect-error other columns
    orders.except(prices)
    // @ts-expect-error other columns
    orders.exceptAll(prices)
    // @ts-expect-error other columns
    orders.subtract(prices)
    // @ts-expect-error streams have no difference
    clicks.except(clicks)
    // @ts-expect-error two streams need an equality
    clicks.crossJoin(views)
  })
})

describe('streams', () => {
  test('with a bounded side keep what they are', () => {
    const a = clicksInTime.join(ads, 'ad', { how: 'left', refresh: '10 minutes' })
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{ ad: number; at: Date; c: number; title: string | null }>()
    expectTypeOf<TraitsOf<typeof a>>().toEqualTypeOf<Stream<'at', 'append' | 'update', Formats>>()
    const b = ads.join(clicks, 'ad')
    expectTypeOf<TraitsOf<typeof b>['streaming']>().toEqualTypeOf<true>()
    // @ts-expect-error the rows of the bounded side would never come out
    clicks.join(ads, 'ad', 'right')
    // @ts-expect-error the rows of the bounded side would never come out
    ads.join(clicks, 'ad', 'left')
    // @ts-expect-error neither
    clicks.join(ads, 'ad', 'full')
  })
  test('two of them have the watermarks of both, and outer joins only append', () => {
    const a = clicksInTime.join(viewsInTime, (c, v) =>
      c.ad.eq(v.view).and(c.at.between(v.seen, v.seen.plus(interval('1 hour')))),
    )
    expectTypeOf<TraitsOf<typeof a>>().toEqualTypeOf<
      Stream<'at' | 'seen', 'append' | 'update', Formats, 'append' | 'update'>
    >()
    const b = clicksInTime.join(viewsInTime, (c, v) => c.ad.eq(v.view).and(c.at.geq(v.seen)), 'left')
    expectTypeOf<TraitsOf<typeof b>['modes']>().toEqualTypeOf<'append'>()
    // @ts-expect-error outer joins of two streams only append
    b.writeStream.outputMode('update')
    // @ts-expect-error an outer join of two streams needs watermarks
    clicks.join(views, (c, v) => c.ad.eq(v.view), 'left')
    const c = clicksInTime.join(viewsInTime, (c, v) => c.ad.eq(v.view).and(c.at.geq(v.seen)), 'anti')
    expectTypeOf<TraitsOf<typeof c>>().toEqualTypeOf<Stream<'at', 'append', Formats, 'append'>>()
    // @ts-expect-error an anti join of two streams only appends
    c.writeStream.outputMode('update')
    // @ts-expect-error an anti join of two streams needs watermarks
    clicks.join(views, (c, v) => c.ad.eq(v.view), 'anti')
  })
})

test('an as-of join has the columns of both sides, and its times are times', () => {
  const history = read()
    .format('csv')
    .schema('ad INT NOT NULL, since TIMESTAMP NOT NULL, price INT NOT NULL')
    .load('in')
  const a = clicks.asOfJoin(history, { leftTime: 'at', rightTime: 'since', on: 'ad', tolerance: '1 day' })
  expectTypeOf<RowOfFrame<typeof a>['price']>().toEqualTypeOf<number | null>()
  const b = clicks.asOfJoin(history, { leftTime: 'at', rightTime: 'since', on: ['ad'], how: 'inner' })
  expectTypeOf<RowOfFrame<typeof b>['price']>().toEqualTypeOf<number>()
  expectTypeOf<TraitsOf<typeof b>>().toEqualTypeOf<TraitsOf<typeof clicks>>()
  // @ts-expect-error a price is no time
  clicks.asOfJoin(history, { leftTime: 'at', rightTime: 'price' })
  // @ts-expect-error what belongs to a row of the bounded side would never be known
  history.asOfJoin(views, { leftTime: 'since', rightTime: 'seen' })
})

test('an as-of join of two streams needs a watermark on both times, appends, and has the event time of the left side', () => {
  const a = clicksInTime.asOfJoin(viewsInTime, { leftTime: 'at', rightTime: 'seen', tolerance: '1 hour' })
  expectTypeOf<RowOfFrame<typeof a>['v']>().toEqualTypeOf<number | null>()
  expectTypeOf<TraitsOf<typeof a>>().toEqualTypeOf<Stream<'at', 'append', Formats, 'append'>>()
  const named = viewsInTime.withColumnRenamed('view', 'ad')
  const b = clicksInTime.asOfJoin(named, { leftTime: 'at', rightTime: 'seen', on: 'ad', how: 'inner' })
  expectTypeOf<RowOfFrame<typeof b>>().toEqualTypeOf<{ ad: number; at: Date; c: number; seen: Date; v: number }>()
  // @ts-expect-error rows come out once: there is nothing to update
  a.writeStream.outputMode('update')
  // @ts-expect-error the left stream has no watermark
  clicks.asOfJoin(viewsInTime, { leftTime: 'at', rightTime: 'seen' })
  // @ts-expect-error the right stream has no watermark
  clicksInTime.asOfJoin(views, { leftTime: 'at', rightTime: 'seen' })
  // @ts-expect-error what comes after a row is not known when it comes out
  clicksInTime.asOfJoin(viewsInTime, { leftTime: 'at', rightTime: 'seen', direction: 'forward' })
  const other = clicks.withColumn('sent', ($) => $.at).withWatermark('sent', '10 seconds')
  // @ts-expect-error the watermark is on another time
  other.asOfJoin(viewsInTime, { leftTime: 'at', rightTime: 'seen' })
})

test('intervals are added to times only', () => {
  const a = clicks.withColumn('later', ($) => $.at.plus(interval('1 day')))
  expectTypeOf<RowOfFrame<typeof a>['later']>().toEqualTypeOf<Date>()
  const b = clicks.withColumn('earlier', ($) => $.at.minus(interval('1 day')))
  expectTypeOf<RowOfFrame<typeof b>['earlier']>().toEqualTypeOf<Date>()
  // @ts-expect-error a number has no days
  clicks.withColumn('later', ($) => $.c.plus(interval('1 day')))
})
