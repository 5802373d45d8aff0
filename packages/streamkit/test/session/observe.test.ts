import { expect, test } from 'vitest'
import { Column, col, lit, monotonicallyIncreasingId, Observation } from '../../src/index.ts'
import { gate, testSession } from './test-session.ts'

/** A call of an aggregate function by its name. */
function aggregate<V>(name: string, ...args: readonly Column<unknown>[]): Column<V> {
  return new Column({ kind: 'call', name, args: args.map(({ expression }) => expression) })
}
const rows = [
  { id: 1, v: 2.5 },
  { id: 2, v: null },
  { id: 3, v: 4 },
]
const frame = () => testSession().createDataFrame(rows, 'id INT NOT NULL, v DOUBLE')
const refused = (condition: string) => expect.objectContaining({ condition })

test('an observation of a bounded frame gets the metrics of its first action, and the rows pass', async () => {
  const seen = new Observation<{ n: number; sum: number; twice: number }>('seen')
  const observed = frame().observe(seen, ($) => ({
    n: aggregate<number>('count', lit(1)),
    sum: aggregate<number>('sum', $.v),
    twice: aggregate<number>('max', $.id).mul(2),
  }))
  expect(seen.name).toBe('seen')
  expect(await observed.filter(($) => $.id.gt(1)).collect()).toEqual(rows.slice(1))
  expect(await seen.get()).toEqual({ n: 3, sum: 6.5, twice: 6 })
  expect(await observed.limit(1).count()).toBe(1)
  expect(await seen.get()).toEqual({ n: 3, sum: 6.5, twice: 6 })
})

test('metrics read columns that nobody else does, and a frame without rows has metrics too', async () => {
  const seen = new Observation()
  const observed = frame().observe(seen, ($) => [aggregate('sum', $.v).as('sum')])
  expect(await observed.select('id').collect()).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
  expect(await seen.get()).toEqual({ sum: 6.5 })
  const none = new Observation()
  await frame()
    .filter(($) => $.id.gt(9))
    .observe(none, ($) => ({ n: aggregate('count', $.id), most: aggregate('max', $.id) }))
    .collect()
  expect(await none.get()).toEqual({ n: 0, most: null })
})

test('an observation is for one frame, and not for a stream', () => {
  const seen = new Observation()
  frame().observe(seen, ($) => ({ n: aggregate('count', $.id) }))
  expect(() => frame().observe(seen, ($) => ({ n: aggregate('count', $.id) }))).toThrow(refused('UNSUPPORTED_FEATURE'))
  // biome-ignore lint/suspicious/noExplicitAny: what the compiler refuses
  const stream = testSession().memoryStream('id INT').toDF() as any
  expect(() => stream.observe(new Observation(), { n: aggregate('count', col('id')) })).toThrow(
    refused('CALL_ON_STREAMING_DATASET_UNSUPPORTED'),
  )
})

test('metrics must be aggregates with a name of their own', () => {
  const observe = (metric: Column<unknown>) => () => frame().observe('m', { metric })
  const invalid = 'INVALID_OBSERVED_METRICS'
  expect(observe(col('id'))).toThrow(refused(`${invalid}.NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE`))
  expect(observe(monotonicallyIncreasingId())).toThrow(
    refused(`${invalid}.NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC`),
  )
  expect(observe(aggregate('sum', aggregate('max', col('id'))))).toThrow(
    refused(`${invalid}.NESTED_AGGREGATES_UNSUPPORTED`),
  )
  const counted = { kind: 'call', name: 'count', args: [col('id').expression] } as const
  expect(observe(new Column({ ...counted, parameters: { distinct: true } }))).toThrow(
    refused(`${invalid}.AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED`),
  )
  expect(observe(new Column({ ...counted, filter: col('id').gt(1).expression }))).toThrow(
    refused(`${invalid}.AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED`),
  )
  expect(() => frame().observe('', { n: new Column<number>(counted) })).toThrow(refused(`${invalid}.MISSING_NAME`))
  const twice = () =>
    frame()
      .observe('m', { n: new Column(counted) })
      .observe('m', { n: new Column(counted) })
  expect(twice).toThrow(refused('DUPLICATED_METRICS_NAME'))
})

test('the progress of each batch tells its own metrics, also of a batch that was begun before it was planned', async () => {
  const session = testSession()
  const input = session.memoryStream('n INT, big BIGINT')
  const held = gate()
  const told: unknown[] = []
  session.streams.addListener({ onQueryProgress: ({ progress }) => told.push(progress.observedMetrics) })
  const query = input
    .toDF()
    .observe('in', ($) => ({ rows: aggregate('count', lit(1)), most: aggregate('max', $.big) }))
    .filter(($) => $.n.gt(1))
    .observe('out', ($) => ({ rows: aggregate('count', $.n) }))
    .writeStream.foreachBatch(async (_batch, batchId) => {
      if (batchId === 0) await held.opened
    })
    .start()
  input.addData({ n: 1, big: 5n }, { n: 2, big: 2n ** 62n })
  await query.whenStarted()
  input.addData({ n: 3, big: 7n })
  held.open()
  await query.processAllAvailable()
  await query.stop()
  const rowsIn = told.map((metrics) => (metrics as { in: { rows: number } }).in.rows)
  expect(rowsIn.reduce((sum, rows) => sum + rows, 0)).toBe(3)
  expect(told[0]).toMatchObject({ in: { most: '4611686018427387904' } })
  expect(JSON.parse(JSON.stringify(told))).toEqual(told)
  const rowsOut = told.map((metrics) => (metrics as { out: { rows: number } }).out.rows)
  expect(rowsOut.reduce((sum, rows) => sum + rows, 0)).toBe(2)
})

test('a query without observers says nothing of metrics', async () => {
  const session = testSession()
  const input = session.memoryStream('n INT')
  const query = input.toDF().writeStream.format('noop').start()
  input.addData({ n: 1 })
  await query.processAllAvailable()
  expect(query.lastProgress).not.toHaveProperty('observedMetrics')
})
