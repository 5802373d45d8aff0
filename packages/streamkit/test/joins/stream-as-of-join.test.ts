import { expect, test } from 'vitest'
import type { AsOfJoinOptions } from '../../src/index.ts'
import { count, window } from '../../src/index.ts'
import { lmdbStateStore } from '../../src/state-lmdb.ts'
import { memoryStream, testStream } from '../../src/testing.ts'
import { temporaryFolder } from '../session/temporary-folder.ts'
import { rejection, testSession } from '../session/test-session.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)
const watermark = (second: number) => ({ eventTime: { watermark: at(second).toISOString() } })
const order = (product: string | null, second: number) => ({ product, ordered: at(second) })
const price = (product: string | null, second: number, cents: number) => ({ product, since: at(second), cents })
const priced = (product: string | null, second: number, cents: number | null) => ({
  product,
  ordered: at(second),
  cents,
})

type Options = AsOfJoinOptions<{ product: string; ordered: Date }, { product: string; since: Date; cents: number }>

/** Orders, 10 seconds late at most, beside prices that are 5 seconds late at most. */
function orderedAndPriced(options: Partial<Pick<Options, 'how' | 'tolerance' | 'allowExactMatches'>> = {}) {
  const orders = memoryStream('product STRING, ordered TIMESTAMP NOT NULL')
  const prices = memoryStream('product STRING, since TIMESTAMP NOT NULL, cents INT NOT NULL')
  const joined = orders
    .toDF()
    .withWatermark('ordered', '10 seconds')
    .asOfJoin(prices.toDF().withWatermark('since', '5 seconds'), {
      leftTime: 'ordered',
      rightTime: 'since',
      on: 'product',
      ...options,
    })
  return { orders, prices, joined, shown: joined.select('product', 'ordered', 'cents') }
}

test('a row comes out when the watermark has reached its time, with what was valid then', async () => {
  const { orders, prices, shown } = orderedAndPriced()
  await testStream(shown)
    .addData(orders, order('pen', 100), order('cup', 104))
    .addData(prices, price('pen', 90, 1), price('pen', 101, 2))
    .checkNewAnswer()
    .checkProgress(watermark(94))
    // The prices say nothing of what comes after 98 (103 - 5).
    .addData(orders, order('pen', 150))
    .addData(prices, price('pen', 103, 3))
    .checkNewAnswer()
    .checkProgress(watermark(98))
    // It is not too late for a price that is valid before the order.
    .addData(prices, price('pen', 99, 4), price('pen', 105, 5))
    .checkNewAnswer(priced('pen', 100, 4))
    .checkProgress(watermark(100))
    // A batch without data gives out what the one before has made known.
    .addData(prices, price('cup', 109, 6))
    .checkNewAnswer(priced('cup', 104, null))
    .checkProgress(watermark(104))
})

test('rows without a version are dropped by an inner join, and rows that can have none do not wait', async () => {
  for (const how of ['inner', 'left'] as const) {
    const { orders, prices, shown } = orderedAndPriced({ how })
    await testStream(shown)
      .addData(orders, order(null, 100), order('cup', 100), order('pen', 100))
      .addData(prices, price(null, 90, 1), price('pen', 100, 2))
      .checkNewAnswer(...(how === 'left' ? [priced(null, 100, null)] : []))
      .addData(orders, order('pen', 200))
      .addData(prices, price('pen', 200, 3))
      .checkNewAnswer(priced('pen', 100, 2), ...(how === 'left' ? [priced('cup', 100, null)] : []))
  }
})

test('of versions with one time the last that came counts, in a batch and over several', async () => {
  const { orders, prices, shown } = orderedAndPriced()
  await testStream(shown)
    .addData(orders, order('pen', 100))
    .addData(prices, price('pen', 99, 2), price('pen', 99, 1), price('pen', 80, 9))
    .processAllAvailable()
    .restart()
    .addData(prices, price('pen', 99, 0))
    .addData(orders, order('pen', 200))
    .addData(prices, price('pen', 200, 7))
    .checkAnswer(priced('pen', 100, 0))
})

test('a tolerance and the same time are judged by the row, and old versions go', async () => {
  const { orders, prices, joined, shown } = orderedAndPriced({ tolerance: '10 seconds', allowExactMatches: false })
  expect(joined.explain()).toContain('ordered backward since, tolerance 10000 ms, no exact matches')
  await testStream(shown)
    .addData(orders, order('pen', 100), order('pen', 110), order('pen', 111))
    .addData(prices, price('pen', 100, 1))
    .checkStateRows(4)
    .addData(orders, order('cup', 300))
    .addData(prices, price('cup', 300, 2))
    .checkAnswer(priced('pen', 100, null), priced('pen', 110, 1), priced('pen', 111, null))
    // The price of pens belongs to nothing that can still come.
    .checkStateRows(2)
    .checkProgress(watermark(290))
})

test('of each key the version that is valid at the watermark stays, and all after it', async () => {
  const { orders, prices, shown } = orderedAndPriced()
  await testStream(shown)
    .addData(orders, order('pen', 130))
    .addData(prices, ...[90, 100, 110, 120, 130].map((second) => price('pen', second, second)))
    .checkProgress({
      ...watermark(120),
      stateOperators: [{ operatorName: 'asOfJoin', customMetrics: { numWaitingRows: 1, numKeptVersions: 2 } }],
    })
    .crash()
    .addData(orders, order('pen', 121), order('pen', 300))
    .addData(prices, price('pen', 300, 300))
    .checkAnswer(priced('pen', 130, 130), priced('pen', 121, 120))
    .checkProgress({ stateOperators: [{ customMetrics: { numWaitingRows: 1, numKeptVersions: 2 } }] })
})

test('late rows of either side are dropped, counted and handed over', async () => {
  const late: unknown[] = []
  const session = testSession()
  const orders = session.memoryStream('product STRING, ordered TIMESTAMP NOT NULL')
  const prices = session.memoryStream('product STRING, since TIMESTAMP NOT NULL, cents INT NOT NULL')
  const query = orders
    .toDF()
    .withWatermark('ordered', '10 seconds')
    .asOfJoin(prices.toDF().withWatermark('since', '10 seconds'), {
      leftTime: 'ordered',
      rightTime: 'since',
      on: 'product',
    })
    .writeStream.format('noop')
    .lateTo(async (rows, { operatorName, watermark: by }) => {
      for (const row of await rows.collect()) late.push({ ...row, operatorName, by })
    })
    .start()
  orders.addData(order('pen', 100))
  prices.addData(price('pen', 100, 1))
  await query.processAllAvailable()
  orders.addData(order('pen', 90), order('pen', 91))
  prices.addData(price('pen', 90, 2), price('pen', 91, 3))
  await query.processAllAvailable()
  const said = { operatorName: 'asOfJoin', by: at(90) }
  expect(late).toContainEqual({ ...order('pen', 90), ...said })
  expect(late).toContainEqual({ ...price('pen', 90, 2), ...said })
  expect(late).toHaveLength(2)
  expect(query.recentProgress.map((p) => p.stateOperators[0]?.numRowsDroppedByWatermark)).toContain(2)
  expect(query.whyNoOutput().summary).toContain('wait for the watermark to reach their time')
  await query.stop()
})

test('the time of the left side is the event time of what comes out', async () => {
  const { orders, prices, joined } = orderedAndPriced()
  const perMinute = joined
    .groupBy(window('ordered', '1 minute'))
    .agg(($) => ({ priced: count($.cents) }))
    .select(($) => ({ start: $.window.getField('start'), priced: $.priced }))
  await testStream(perMinute)
    .addData(orders, order('pen', 10), order('pen', 50), order('cup', 70))
    // As old as a version may be: it makes no row late.
    .addData(prices, price('pen', -86_400, 1))
    .addData(orders, order('pen', 200))
    .addData(prices, price('pen', 200, 2))
    .checkAnswer({ start: at(0), priced: 2 }, { start: at(60), priced: 0 })
  const next = orderedAndPriced()
  await testStream(next.joined.dropDuplicates('product', 'ordered').select('cents'))
    .addData(next.orders, order('pen', 10), order('pen', 10))
    .addData(next.prices, price('pen', 5, 1))
    .addData(next.orders, order('pen', 200))
    .addData(next.prices, price('pen', 200, 2))
    .checkAnswer({ cents: 1 })
})

test('without keys all rows have one', async () => {
  const [marks, rates] = [memoryStream('at TIMESTAMP'), memoryStream('since TIMESTAMP, rate INT')]
  const joined = marks
    .toDF()
    .withWatermark('at', '0 seconds')
    .asOfJoin(rates.toDF().withWatermark('since', '0 seconds'), { leftTime: 'at', rightTime: 'since' })
  await testStream(joined.select('at', 'rate'))
    .addData(marks, { at: at(1) }, { at: null }, { at: at(3) })
    .addData(
      rates,
      { since: at(1), rate: 1 },
      { since: at(2), rate: 2 },
      { since: null, rate: 0 },
      { since: at(4), rate: 4 },
    )
    .checkAnswer({ at: null, rate: null }, { at: at(1), rate: 1 }, { at: at(3), rate: 2 })
})

test.each(['memory', 'lmdb'] as const)(
  'the state outlives the query, and can be read as a table (%s)',
  async (store) => {
    const session = testSession(store === 'lmdb' ? { stateStore: lmdbStateStore({ writeBufferBytes: 0 }) } : {})
    const checkpoint = temporaryFolder()
    const orders = session.memoryStream('product STRING, ordered TIMESTAMP NOT NULL')
    const prices = session.memoryStream('product STRING, since TIMESTAMP NOT NULL, cents INT NOT NULL')
    const rows: unknown[] = []
    const start = (tolerance?: string) =>
      orders
        .toDF()
        .withWatermark('ordered', '10 seconds')
        .asOfJoin(prices.toDF().withWatermark('since', '10 seconds'), {
          leftTime: 'ordered',
          rightTime: 'since',
          on: 'product',
          ...(tolerance === undefined ? {} : { tolerance }),
        })
        .select('product', 'ordered', 'cents')
        .writeStream.option('checkpointLocation', checkpoint)
        .foreachBatch(async (batch) => void rows.push(...(await batch.collect())))
        .start()
    let query = start()
    orders.addData(order('pen', 100), order('cup', 101))
    prices.addData(price('pen', 99, 2), price('pen', 80, 1), price('cup', 101, 3))
    await query.processAllAvailable()
    await query.stop()
    const side = async (joinSide: 'left' | 'right') =>
      (await session.read().format('statestore').option('joinSide', joinSide).loadAsync(checkpoint)).collect()
    const [left, right] = [await side('left'), await side('right')]
    expect(left.map(({ value }) => (value as { product: string }).product).sort()).toEqual(['cup', 'pen'])
    expect(right.map(({ value }) => (value as { cents: number }).cents).sort()).toEqual([1, 2, 3])
    // Versions are forgotten by the tolerance: with another one they would be missing.
    expect(String(await rejection(start('1 hour').awaitTermination()))).toContain('STATE')
    query = start()
    prices.addData(price('pen', 100, 4), price('pen', 300, 5))
    orders.addData(order('pen', 300))
    await query.processAllAvailable()
    await query.stop()
    expect(rows).toEqual([priced('pen', 100, 4), priced('cup', 101, 3)])
  },
)

test('what two streams cannot do is refused at the start, with what to do', () => {
  const session = testSession()
  const ddl = 'product STRING, t TIMESTAMP, other TIMESTAMP'
  const stream = () => session.memoryStream(ddl).toDF()
  const timed = () => stream().withWatermark('t', '1 second')
  const sides = (left: unknown, right: unknown, options: object = {}, mode = 'append') => {
    const joined = (left as ReturnType<typeof timed>).asOfJoin(
      right as never,
      { leftTime: 't', rightTime: 't', on: 'product', ...options } as never,
    )
    try {
      joined
        .drop('other')
        .writeStream.outputMode(mode as 'append')
        .format('noop')
        .start()
    } catch (error) {
      return (error as Error).message
    }
    return 'started'
  }
  expect(sides(timed(), timed(), { direction: 'forward' })).toContain("direction 'forward'")
  expect(sides(timed(), timed(), { direction: 'nearest' })).toContain("direction 'nearest'")
  expect(sides(stream(), timed())).toContain('without a watermark on the time of the left side (t)')
  expect(sides(timed(), stream())).toContain('without a watermark on the time of the right side (t)')
  expect(sides(timed(), timed(), { rightTime: 'other' })).toContain('right side (other)')
  expect(sides(timed(), timed(), {}, 'update')).toContain('in update mode')
  expect(sides(session.createDataFrame([], ddl), timed(), { how: 'inner' })).toContain(
    'a bounded frame on the left and a stream on the right',
  )
})
