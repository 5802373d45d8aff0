import { expect, test } from 'vitest'
import type { BuiltInFormats, LateRowsContext, MemoryStream } from '../../src/index.ts'
import { manualClock, memoryFileSystem } from '../../src/testing.ts'
import { conditionsOf, rejection, testSession } from './test-session.ts'

const ddl = 'id STRING NOT NULL, at TIMESTAMP NOT NULL, note STRING'
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)
const row = (id: string, second: number) => ({ id, at: at(second), note: `note of ${id}` })
type Events = MemoryStream<{ id: string; at: Date; note: string | null }, BuiltInFormats>

const deduplicated = (input: Events) => input.toDF().withWatermark('at', '10 seconds').dropDuplicates('id', 'at')

interface Seen {
  readonly rows: readonly unknown[]
  readonly context: LateRowsContext
}

test('late rows come as a frame for each operator and batch, in the order of the input', async () => {
  const input = testSession().memoryStream(ddl)
  const seen: Seen[] = []
  const query = deduplicated(input)
    .writeStream.format('noop')
    .lateTo(async (late, context) => void seen.push({ rows: await late.collect(), context }))
    .start()
  input.addData(row('a', 100))
  await query.processAllAvailable()
  input.addData(row('late', 20), row('b', 95), row('too late', 90))
  await query.processAllAvailable()
  input.addData(row('c', 200))
  await query.processAllAvailable()
  expect(seen).toEqual([
    {
      rows: [row('late', 20), row('too late', 90)],
      context: { batchId: 2, operatorId: 0, operatorName: 'dedupe', watermark: at(90) },
    },
  ])
  expect(query.recentProgress.flatMap((p) => p.stateOperators[0]?.numRowsDroppedByWatermark)).toEqual([0, 0, 2, 0, 0])
})

test('each operator that drops rows has its own frame', async () => {
  const input = testSession().memoryStream(ddl)
  const seen: (readonly [number, number])[] = []
  const watermarked = input.toDF().withWatermark('at', '10 seconds')
  const query = watermarked
    .dropDuplicates('id', 'at')
    .union(watermarked.dropDuplicates('note', 'at'))
    .writeStream.format('noop')
    .lateTo(async (late, { operatorId }) => void seen.push([operatorId, await late.count()]))
    .start()
  for (const second of [100, 20]) {
    input.addData(row('a', second))
    await query.processAllAvailable()
  }
  expect(seen).toEqual([
    [0, 1],
    [1, 1],
  ])
})

test('a writer gets them one by one', async () => {
  const input = testSession().memoryStream(ddl)
  const calls: unknown[] = []
  const query = deduplicated(input)
    .writeStream.format('noop')
    .lateTo({
      open: (_, epochId) => void calls.push(['open', epochId]) as unknown as boolean,
      process: ({ id }) => void calls.push(['process', id]),
      close: (error) => void calls.push(['close', error]),
    })
    .start()
  input.addData(row('a', 100))
  await query.processAllAvailable()
  input.addData(row('x', 20), row('y', 30))
  await query.processAllAvailable()
  expect(calls).toEqual([
    ['open', 2],
    ['process', 'x'],
    ['process', 'y'],
    ['close', null],
  ])
})

test('a function that throws fails the query before the batch is committed; the same rows come again with the same batch', async () => {
  const [fileSystem, clock] = [memoryFileSystem(), manualClock()]
  const session = testSession({ environment: { fileSystem, clock, temporaryFolder: '/tmp' } })
  const input = session.memoryStream(ddl)
  const seen: number[] = []
  let isBroken = true
  const start = () =>
    deduplicated(input)
      .writeStream.option('checkpointLocation', '/checkpoint')
      .format('noop')
      .lateTo(async (late, { batchId }) => {
        seen.push(batchId)
        if (isBroken) throw new Error('no room for late rows')
        expect(await late.collect()).toEqual([row('late', 20)])
      })
      .start()
  const first = start()
  input.addData(row('a', 100))
  await first.processAllAvailable()
  input.addData(row('late', 20))
  const failure = await rejection(first.awaitTermination())
  expect(conditionsOf(failure)).toEqual(['STREAM_FAILED', 'LATE_ROWS_USER_FUNCTION_ERROR', 'no room for late rows'])
  isBroken = false
  const second = start()
  await second.processAllAvailable()
  await second.stop()
  expect(seen).toEqual([2, 2])
  expect(second.recentProgress.map(({ batchId }) => batchId)).toEqual([2])
})

test('rows that nobody wants are not kept, and no batch hands out those of another', async () => {
  const input = testSession().memoryStream(ddl)
  const seen: number[] = []
  const query = deduplicated(input)
    .writeStream.foreachBatch(async (batch) => void (await batch.count()))
    .lateTo(async (late) => void seen.push(await late.count()))
    .start()
  input.addData(row('a', 100))
  await query.processAllAvailable()
  for (const ids of [['x'], ['y', 'z'], []]) {
    input.addData(row('new', 101), ...ids.map((id) => row(id, 5)))
    await query.processAllAvailable()
  }
  expect(seen).toEqual([1, 2])
})
