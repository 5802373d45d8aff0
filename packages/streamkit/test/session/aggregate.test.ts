import { expect, test } from 'vitest'
import type { MemoryStream, StreamingQuery } from '../../src/index.ts'
import { collectList, count, grouping, max, sum, window } from '../../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, rejection, testSession } from './test-session.ts'

const ddl = 'k STRING, at TIMESTAMP, v INT'
type Event = { k: string | null; at: Date | null; v: number | null }
type Input = MemoryStream<Event, never>
type Batches = (readonly unknown[])[]

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)
const event = (k: string | null, second: number | null, v: number | null): Event => ({
  k,
  at: second === null ? null : at(second),
  v,
})

async function feed(query: StreamingQuery, input: Input, ...events: readonly Event[]): Promise<void> {
  input.addData(...events)
  await query.processAllAvailable()
}

/** Collects the rows of each batch; a window as its first second. */
function into(batches: Batches) {
  return async (batch: { collect(): Promise<readonly object[]> }) => {
    batches.push((await batch.collect()).map((row) => Object.values(row).map(plain)).sort(byText))
  }
}
function plain(value: unknown): unknown {
  const { start } = (value ?? {}) as { readonly start?: Date }
  return start instanceof Date ? (start.getTime() - at(0).getTime()) / 1000 : value
}
const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
const stateOf = (query: StreamingQuery) => {
  const operator = query.lastProgress?.stateOperators[0]
  return [
    operator?.numRowsTotal,
    operator?.numRowsUpdated,
    operator?.numRowsRemoved,
    operator?.numRowsDroppedByWatermark,
  ]
}

test('update mode gives the groups that a batch had rows of, though nothing of them changed', async () => {
  const input = testSession().memoryStream(ddl)
  const batches: Batches = []
  const query = input
    .toDF()
    .groupBy('k')
    .agg(($) => ({ n: count(), highest: max($.v) }))
    .writeStream.outputMode('update')
    .foreachBatch(into(batches))
    .start()
  await feed(query, input, event('a', 0, 1), event('b', 0, 5), event('a', 0, 3))
  await feed(query, input, event('b', 0, null))
  await feed(query, input, event(null, 0, 2))
  expect(batches).toEqual([
    [
      ['a', 2, 3],
      ['b', 1, 5],
    ],
    [['b', 2, 5]],
    [[null, 1, 2]],
  ])
  expect(stateOf(query)).toEqual([3, 1, 0, 0])
})

test('complete mode gives every group in every batch', async () => {
  const input = testSession().memoryStream(ddl)
  const batches: Batches = []
  const query = input
    .toDF()
    .groupBy('k')
    .agg(($) => ({ s: sum($.v) }))
    .writeStream.outputMode('complete')
    .foreachBatch(into(batches))
    .start()
  await feed(query, input, event('a', 0, 1))
  await feed(query, input, event('b', 0, 2))
  expect(batches).toEqual([
    [['a', 1]],
    [
      ['a', 1],
      ['b', 2],
    ],
  ])
})

test('append mode gives a window once the watermark has reached its end, and forgets it', async () => {
  const input = testSession().memoryStream(ddl)
  const batches: Batches = []
  const query = input
    .toDF()
    .withWatermark('at', '10 seconds')
    .groupBy(window('at', '10 seconds'), 'k')
    .count()
    .writeStream.foreachBatch(into(batches))
    .start()
  await feed(query, input, event('a', 1, 0), event('a', 9, 0), event('b', 5, 0), event('a', 12, 0))
  expect(stateOf(query)).toEqual([3, 0, 0, 0])
  await feed(query, input, event('a', 20, 0))
  expect(batches.flat()).toEqual([
    [0, 'a', 2],
    [0, 'b', 1],
  ])
  expect(stateOf(query)).toEqual([2, 0, 2, 0])
  // Two rows of one window and key that are late count as one group.
  await feed(query, input, event('a', 2, 0), event('a', 3, 0), event('b', 3, 0), event('a', 13, 0))
  expect(stateOf(query)).toEqual([2, 1, 0, 2])
  await query.stop()
})

test('a group without event time is never late and never forgotten', async () => {
  const input = testSession().memoryStream(ddl)
  const batches: Batches = []
  const query = input
    .toDF()
    .withWatermark('at', '1 second')
    .groupBy('at')
    .agg(($) => ({ s: sum($.v) }))
    .select('s')
    .writeStream.outputMode('update')
    .foreachBatch(into(batches))
    .start()
  await feed(query, input, event('a', null, 1), event('a', 5, 10))
  await feed(query, input, event('a', 50, 100))
  await feed(query, input, event('a', null, 2), event('a', 6, 7))
  expect(batches.filter((rows) => rows.length > 0)).toEqual([[[10], [1]], [[100]], [[3]]])
})

test('a global aggregation has a row for a batch that is empty after a filter; a keyed one has none', async () => {
  for (const [keys, expected] of [
    [[], [[[0, null]]]],
    [['k'] as const, [[]]],
  ] as const) {
    const input = testSession().memoryStream(ddl)
    const batches: Batches = []
    const query = input
      .toDF()
      .filter(($) => $.v.gt(100))
      .groupBy(...keys)
      .agg(($) => ({ n: count(), s: sum($.v) }))
      .writeStream.outputMode('update')
      .foreachBatch(into(batches))
      .start()
    await feed(query, input, event('a', 0, 1))
    expect(batches).toEqual(expected)
  }
})

test('the state lives through a restart, in the order of the rows', async () => {
  const checkpoint = temporaryFolder()
  const session = testSession()
  const input = session.memoryStream(ddl)
  const start = (batches: Batches) =>
    input
      .toDF()
      .groupBy('k')
      .agg(($) => ({ n: count(), all: collectList($.v) }))
      .writeStream.outputMode('update')
      .option('checkpointLocation', checkpoint)
      .foreachBatch(into(batches))
      .start()
  const first = start([])
  await feed(first, input, event('a', 0, 1), event('b', 0, 9), event('a', 0, 2))
  await first.stop()
  const batches: Batches = []
  const second = start(batches)
  await feed(second, input, event('a', 0, 3))
  expect(batches).toEqual([[['a', 3, [1, 2, 3]]]])
  await second.stop()
})

test('another aggregation on the same checkpoint is refused', async () => {
  const checkpoint = temporaryFolder()
  const input = testSession().memoryStream(ddl)
  const grouped = input.toDF().groupBy('k')
  const start = (frame: ReturnType<typeof grouped.count>) =>
    frame.writeStream.outputMode('update').option('checkpointLocation', checkpoint).format('noop').start()
  const first = start(grouped.count())
  await feed(first, input, event('a', 0, 1))
  await first.stop()
  const second = start(grouped.agg(($) => ({ count: sum($.v) })) as never)
  expect(conditionsOf(await rejection(second.awaitTermination())).join()).toMatch(/STATE|PLAN|SCHEMA/)
})

test('rollup counts subtotals on a stream, and tells them from keys that are null', async () => {
  const input = testSession().memoryStream(ddl)
  const batches: Batches = []
  const query = input
    .toDF()
    .rollup('k')
    .agg(($) => ({ n: count(), total: grouping($.k) }))
    .writeStream.outputMode('update')
    .foreachBatch(into(batches))
    .start()
  await feed(query, input, event('a', 0, 1), event(null, 0, 1))
  await feed(query, input, event('a', 0, 1))
  expect(batches).toEqual([
    [
      ['a', 1, 0],
      [null, 1, 0],
      [null, 2, 1],
    ],
    [
      ['a', 2, 0],
      [null, 3, 1],
    ],
  ])
})

test('an aggregation of an aggregation closes both in one batch', async () => {
  const input = testSession().memoryStream(ddl)
  const batches: Batches = []
  const query = input
    .toDF()
    .withWatermark('at', '0 seconds')
    .groupBy(window('at', '10 seconds'), 'k')
    .agg(($) => ({ s: sum($.v) }))
    .groupBy('window')
    .agg(($) => ({ keys: count(), s: sum($.s) }))
    .writeStream.foreachBatch(into(batches))
    .start()
  await feed(query, input, event('a', 1, 1), event('b', 2, 2), event('a', 3, 4))
  await feed(query, input, event('a', 10, 0))
  expect(batches.flat()).toEqual([[0, 2, 7]])
})

test('a pivot on a stream gives a window with all its values at once', async () => {
  const input = testSession().memoryStream(ddl)
  const batches: Batches = []
  const query = input
    .toDF()
    .withWatermark('at', '0 seconds')
    .groupBy(window('at', '10 seconds'))
    .pivot('k', ['a', 'b', 'c'])
    .agg(($) => ({ total: sum($.v) }))
    .writeStream.foreachBatch(into(batches))
    .start()
  await feed(query, input, event('a', 1, 1), event('b', 2, 2), event('a', 3, 4), event('z', 3, 8))
  await feed(query, input, event('a', 10, 0))
  expect(batches.flat()).toEqual([[0, 5, 2, null]])
})

test('many groups come out in chunks of a bounded size', async () => {
  const input = testSession().memoryStream(ddl)
  const sizes: number[] = []
  const query = input
    .toDF()
    .groupBy('v')
    .count()
    .writeStream.outputMode('complete')
    .foreachBatch(async (batch) => {
      for await (const chunk of batch.columnBatches()) sizes.push(chunk.length)
    })
    .start()
  await feed(query, input, ...Array.from({ length: 40_000 }, (_, v) => event('a', 0, v)))
  expect(sizes.reduce((all, size) => all + size, 0)).toBe(40_000)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(16_384)
})
