import { expect, test } from 'vitest'
import { col, interval } from '../../src/index.ts'
import { CsvFolder } from '../session/csv-folder.ts'
import { temporaryFolder } from '../session/temporary-folder.ts'
import { testSession } from '../session/test-session.ts'

const people = [
  { id: 1, name: 'Ada' },
  { id: 2, name: 'Grace' },
  { id: null, name: 'Nobody' },
]
const towns = [
  { id: 1, town: 'London' },
  { id: 3, town: 'Paris' },
  { id: null, town: 'Nowhere' },
]

function frames() {
  const session = testSession()
  return {
    session,
    left: session.createDataFrame(people, 'id INT, name STRING'),
    right: session.createDataFrame(towns, 'id INT, town STRING'),
  }
}

function failure(action: () => unknown): string | undefined {
  try {
    action()
  } catch (error) {
    return (error as { condition?: string }).condition
  }
  return undefined
}

test('columns that are joined by name come out once, first', async () => {
  const { left, right } = frames()
  const named = left.select('name', 'id')
  expect(named.join(right, 'id').columns).toEqual(['id', 'name', 'town'])
  expect(await named.join(right, ['ID'] as never).collect()).toEqual([{ id: 1, name: 'Ada', town: 'London' }])
  expect(await left.join(right, 'id', 'full').collect()).toEqual([
    { id: 1, name: 'Ada', town: 'London' },
    { id: 2, name: 'Grace', town: null },
    { id: null, name: 'Nobody', town: null },
    { id: 3, name: null, town: 'Paris' },
    { id: null, name: null, town: 'Nowhere' },
  ])
  expect(await left.join(right, 'id', 'right').collect()).toEqual([
    { id: 1, name: 'Ada', town: 'London' },
    { id: 3, name: null, town: 'Paris' },
    { id: null, name: null, town: 'Nowhere' },
  ])
  expect(await left.join(right, 'id', 'anti').collect()).toEqual(people.slice(1))
})

test('a frame is joined with itself by a function of both sides or by aliases', async () => {
  const { left } = frames()
  const byFunction = left
    .join(left.withColumnRenamed('name', 'other').withColumnRenamed('id', 'id2'), (a, b) => a.id.eq(b.id2))
    .select('name', 'other')
  expect(await byFunction.collect()).toEqual([
    { name: 'Ada', other: 'Ada' },
    { name: 'Grace', other: 'Grace' },
  ])
  const same = left.join(left, (a, b) => a.id.lt(b.id))
  expect(same.columns).toEqual(['id', 'name', 'id', 'name'])
  expect(await same.count()).toBe(1)
  const byAlias = left
    .alias('a')
    .join(left.alias('b'), col('a.id').eq(col('b.id')))
    .select(() => ({ a: col('a.name'), b: col('b.name') }))
  expect(await byAlias.collect()).toEqual([
    { a: 'Ada', b: 'Ada' },
    { a: 'Grace', b: 'Grace' },
  ])
})

test('keys may be computed, and have other types', async () => {
  const { session, left } = frames()
  const texts = session.createDataFrame([{ key: '11', note: 'x' }], 'key STRING, note STRING')
  const joined = left.join(texts, ($l, $r) => $l.id.plus(10).eq($r.key.cast('int')))
  expect(await joined.collect()).toEqual([{ id: 1, name: 'Ada', key: '11', note: 'x' }])
  const longs = session.createDataFrame([{ big: 1n }], 'big BIGINT')
  expect(await left.join(longs, ($l, $r) => $l.id.eq($r.big)).collect()).toEqual([{ id: 1, name: 'Ada', big: 1n }])
})

test('without a condition every row meets every row', async () => {
  const { left, right } = frames()
  expect(await left.crossJoin(right.select('town')).count()).toBe(9)
  expect(await left.join(right.select('town')).count()).toBe(9)
  const above = left.crossJoin(right.select(($) => ({ key: $.id, town: $.town }))).filter(($) => $.id.eq($.key))
  expect(await above.collect()).toEqual([{ id: 1, name: 'Ada', key: 1, town: 'London' }])
})

test('joins are chained', async () => {
  const { left, right } = frames()
  const chained = left
    .join(right, 'id', 'left')
    .join(
      left.select(($) => ({ id: $.id, again: $.name })),
      'id',
      'inner',
    )
    .filter(($) => $.town.isNull())
  expect(await chained.collect()).toEqual([{ id: 2, name: 'Grace', town: null, again: 'Grace' }])
})

test('what cannot be joined is told where it is written', () => {
  const { left, right } = frames()
  expect(failure(() => left.join(right, 'id', 'sideways' as never))).toBe('UNSUPPORTED_JOIN_TYPE')
  expect(failure(() => left.join(right, 'town' as never))).toBe('UNRESOLVED_USING_COLUMN_FOR_JOIN')
  expect(failure(() => left.join(right, col('id').eq(1)))).toBe('AMBIGUOUS_REFERENCE')
  expect(failure(() => left.join(right, () => col('name') as never))).toBe('JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE')
  expect(failure(() => left.join(right, (l) => (l as never as Record<string, never>).nope as never))).toBe(
    'UNRESOLVED_COLUMN.WITH_SUGGESTION',
  )
  expect(failure(() => left.join(right, (l, r) => l.id.eq(r.id)).filter(col('id').eq(1)))).toBe('AMBIGUOUS_REFERENCE')
  expect(failure(() => left.join(right, 'id', { refresh: 'soon' }))).toBe('CANNOT_PARSE_INTERVAL')
  expect(failure(() => left.intersect(right.select('town') as never))).toBe('NUM_COLUMNS_MISMATCH')
})

test('intervals are added to times and days', async () => {
  const session = testSession({ timeZone: 'Europe/Berlin' })
  const frame = session.createDataFrame(
    [{ at: new Date('2026-03-28T12:00:00Z'), day: '2026-01-31' }],
    'at TIMESTAMP, day DATE',
  )
  const rows = await frame
    .select(($) => ({
      seconds: $.at.plus(interval('30 seconds')),
      // The clocks go forward in between: a day of the calendar has 23 hours.
      tomorrow: $.at.plus(interval("INTERVAL '1' DAY")),
      before: $.at.minus(interval('1 hour 30 minutes')),
      month: $.day.plus(interval('1 month')),
    }))
    .collect()
  expect(rows).toEqual([
    {
      seconds: new Date('2026-03-28T12:00:30Z'),
      tomorrow: new Date('2026-03-29T11:00:00Z'),
      before: new Date('2026-03-28T10:30:00Z'),
      month: '2026-02-28',
    },
  ])
  expect(failure(() => frame.select(($) => ({ x: $.at.plus(interval('soon')) })))).toBe('CANNOT_PARSE_INTERVAL')
  expect(failure(() => frame.select(() => ({ x: interval('1 day') })))).toBe('UNSUPPORTED_FEATURE')
})

test('the bounded side of a join with a stream is read for each batch, or kept for a while', async () => {
  for (const refresh of ['perBatch', '1 hour'] as const) {
    const session = testSession()
    const input = session.memoryStream('id INT, l STRING')
    const folder = new CsvFolder(`${temporaryFolder()}/towns`)
    folder.put('1,old\n')
    const towns = session.read().format('csv').schema('id INT, town STRING').load(folder.path)
    const query = input
      .toDF()
      .join(towns, 'id', { how: 'left', refresh })
      .writeStream.format('memory')
      .queryName('out')
      .start()
    input.addData({ id: 1, l: 'a' })
    await query.processAllAvailable()
    folder.put('1,new\n')
    input.addData({ id: 1, l: 'b' }, { id: null, l: 'c' })
    await query.processAllAvailable()
    await query.stop()
    const newer = refresh === 'perBatch' ? [{ id: 1, l: 'b', town: 'new' }] : []
    expect(await session.table('out').collect()).toEqual([
      { id: 1, l: 'a', town: 'old' },
      { id: 1, l: 'b', town: 'old' },
      ...newer,
      { id: null, l: 'c', town: null },
    ])
  }
})

test('rows without a match come out when the watermark has passed their last possible one', async () => {
  const session = testSession()
  const [a, b] = [
    session.memoryStream('id INT, at TIMESTAMP, l STRING'),
    session.memoryStream('id2 INT, at2 TIMESTAMP, r STRING'),
  ]
  const joined = a
    .toDF()
    .withWatermark('at', '5 seconds')
    .join(
      b.toDF().withWatermark('at2', '5 seconds'),
      (l, r) => l.id.eq(r.id2).and(r.at2.between(l.at, l.at.plus(interval('10 seconds')))),
      'left',
    )
    .select('l', 'r')
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)
  const query = joined.writeStream.format('memory').queryName('joined').start()
  a.addData({ id: 1, at: at(0), l: 'l1' }, { id: 2, at: at(1), l: 'l2' })
  b.addData({ id2: 1, at2: at(3), r: 'r1' })
  await query.processAllAvailable()
  a.addData({ id: 9, at: at(100), l: 'l9' })
  b.addData({ id2: 8, at2: at(100), r: 'r8' })
  await query.processAllAvailable()
  await query.stop()
  expect(await session.table('joined').collect()).toEqual([
    { l: 'l1', r: 'r1' },
    { l: 'l2', r: null },
  ])
})

test('an anti join of two streams gives the rows that never matched, when they can match no more', async () => {
  const session = testSession()
  const orders = session.memoryStream('id INT, at TIMESTAMP')
  const payments = session.memoryStream('order INT, paid TIMESTAMP')
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute))
  const checkpoint = temporaryFolder()
  const unpaid: unknown[] = []
  const run = () =>
    orders
      .toDF()
      .withWatermark('at', '1 minute')
      .join(
        payments.toDF().withWatermark('paid', '1 minute'),
        (o, p) => o.id.eq(p.order).and(p.paid.between(o.at, o.at.plus(interval('10 minutes')))),
        'anti',
      )
      .writeStream.option('checkpointLocation', checkpoint)
      .foreachBatch(async (batch) => void unpaid.push(...(await batch.collect())))
      .start()
  const first = run()
  orders.addData({ id: 1, at: at(0) }, { id: 2, at: at(1) }, { id: null, at: at(2) }, { id: 4, at: at(15) })
  payments.addData({ order: 1, paid: at(5) }, { order: null, paid: at(5) }, { order: 2, paid: at(12) })
  await first.processAllAvailable()
  expect(unpaid).toEqual([])
  await first.stop()
  const second = run()
  payments.addData({ order: 4, paid: at(16) })
  orders.addData({ id: 5, at: at(15) })
  await second.processAllAvailable()
  expect(unpaid).toEqual([
    { id: 2, at: at(1) },
    { id: null, at: at(2) },
  ])
  expect(second.lastProgress?.stateOperators[0]?.numRowsTotal).toBe(2)
  await second.stop()
})
