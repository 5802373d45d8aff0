import { expect, test } from 'vitest'
import { col, lit, rand, randn, sum, uuid } from '../../src/index.ts'
import { conditionsOf, testSession } from './test-session.ts'

const frame = () =>
  testSession().createDataFrame(
    Array.from({ length: 4 }, (_, id) => ({ id })),
    'id INT',
  )

test('two calls without a seed give different values, two with the same seed the same', async () => {
  const rows = await frame()
    .select(() => ({ a: rand(), b: rand(), c: rand(7), d: rand(7), e: randn(), u: uuid(), v: uuid() }))
    .collect()
  for (const { a, b, c, d, u, v } of rows) {
    expect(a).not.toBe(b)
    expect(c).toBe(d)
    expect(u).not.toBe(v)
  }
  expect(new Set(rows.flatMap(({ a, b, e, u, v }) => [a, b, e, u, v])).size).toBe(20)
})

test('calls of different parts of a plan give different values', async () => {
  const once = frame().withColumn('a', rand())
  const rows = await once.union(once).withColumn('b', rand()).collect()
  expect(new Set(rows.flatMap(({ a, b }) => [a, b])).size).toBe(16)
})

test('a filter over values by chance stays above what makes them', async () => {
  const kept = await frame()
    .withColumn('a', rand(1))
    .filter(($) => $.a.gt(0.5))
    .collect()
  const all = await frame().withColumn('a', rand(1)).collect()
  expect(kept).toEqual(all.filter(({ a }) => a > 0.5))
})

test('batches of a stream have numbers of their own', async () => {
  const session = testSession()
  const stream = session.memoryStream('id INT')
  const query = stream
    .toDF()
    .select(() => ({ free: rand(), seeded: rand(3) }))
    .writeStream.format('memory')
    .queryName('numbers')
    .start()
  for (const id of [1, 2]) {
    stream.addData({ id })
    await query.processAllAvailable()
  }
  await query.stop()
  const rows = (await session.table('numbers').collect()) as { free: number; seeded: number }[]
  expect(new Set(rows.map(({ free }) => free)).size).toBe(2)
  expect(new Set(rows.map(({ seeded }) => seeded)).size).toBe(1)
})

test('an aggregate over values by chance is refused', () => {
  let error: unknown
  try {
    frame().agg({ s: sum(rand(1).plus(col('id'))), one: lit(1) as never })
  } catch (thrown) {
    error = thrown
  }
  expect(conditionsOf(error)[0]).toBe('AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION')
})
