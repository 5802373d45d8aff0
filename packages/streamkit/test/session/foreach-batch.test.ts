import { expect, test } from 'vitest'
import type { BatchContext } from '../../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, gate, rejection, testSession } from './test-session.ts'

const event = (id: string, second: number) => ({ id, at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)) })

test('every action on a batch sees the same rows, and state is applied once', async () => {
  const input = testSession().memoryStream('id STRING, at TIMESTAMP')
  const seen: unknown[] = []
  const query = input
    .toDF()
    .withWatermark('at', '10 seconds')
    .dropDuplicates('id', 'at')
    .writeStream.foreachBatch(async (batch) => {
      const rows = await batch.collect()
      seen.push(
        rows.map((row) => row.id),
        await batch.count(),
      )
      seen.push((await batch.filter(($) => $.id.eq('b')).collect()).map((row) => row.id))
      for await (const row of batch.toLocalIterator()) seen.push(row.id)
    })
    .start()
  input.addData(event('a', 1), event('b', 2), event('a', 1))
  await query.processAllAvailable()
  expect(seen.slice(0, 5)).toEqual([['a', 'b'], 2, ['b'], 'a', 'b'])
  expect(query.recentProgress[0]?.stateOperators[0]).toMatchObject({ numRowsTotal: 2, numRowsUpdated: 2 })
})

test('actions on a batch may run side by side', async () => {
  const input = testSession().memoryStream('n INT')
  const results: unknown[] = []
  const query = input
    .toDF()
    .writeStream.foreachBatch(async (batch) => {
      results.push(...(await Promise.all([batch.count(), batch.collect(), batch.limit(1).count()])))
    })
    .start()
  input.addData({ n: 1 }, { n: 2 })
  await query.processAllAvailable()
  expect(results).toEqual([2, [{ n: 1 }, { n: 2 }], 1])
})

test('a function that does not read its batch still advances state and counts its rows', async () => {
  const input = testSession().memoryStream('n INT')
  const query = input
    .toDF()
    .dropDuplicates('n')
    .writeStream.foreachBatch(() => {})
    .start()
  input.addData({ n: 1 }, { n: 1 }, { n: 2 })
  await query.processAllAvailable()
  expect(query.lastProgress).toMatchObject({
    numInputRows: 3,
    stateOperators: [{ numRowsTotal: 2 }],
    sink: { description: 'ForeachBatchSink', numOutputRows: -1 },
  })
  input.addData({ n: 2 })
  await query.processAllAvailable()
  expect(query.lastProgress?.stateOperators[0]?.numRowsUpdated).toBe(0)
})

test('a function that reads a part of its batch gets no less of the next', async () => {
  const input = testSession().memoryStream('n INT')
  const firsts: unknown[] = []
  const query = input
    .toDF()
    .writeStream.foreachBatch(async (batch) => {
      firsts.push(await batch.first())
    })
    .start()
  for (const n of [1, 10]) {
    input.addData({ n }, { n: n + 1 })
    await query.processAllAvailable()
  }
  expect(firsts).toEqual([{ n: 1 }, { n: 10 }])
})

test('the context names the batch for ever, and its time is the same when it runs again', async () => {
  const checkpoint = temporaryFolder()
  const input = testSession().memoryStream('n INT')
  const contexts: BatchContext[] = []
  const start = (fails: boolean) =>
    input
      .toDF()
      .writeStream.queryName('q')
      .option('checkpointLocation', checkpoint)
      .foreachBatch((_batch, _id, context) => {
        contexts.push(context)
        if (fails) throw new Error('no')
      })
      .start()
  const failing = start(true)
  input.addData({ n: 1 })
  await rejection(failing.awaitTermination())
  const healthy = start(false)
  await healthy.processAllAvailable()
  const [first, again] = contexts as [BatchContext, BatchContext]
  expect(first).toMatchObject({ queryId: failing.id, runId: failing.runId, queryName: 'q', lastCommittedBatchId: -1 })
  expect(again).toMatchObject({ queryId: failing.id, runId: healthy.runId, lastCommittedBatchId: -1 })
  expect(again.batchTimestamp).toEqual(first.batchTimestamp)
  expect(first.signal.aborted).toBe(false)
})

test('a batch whose function threw runs again with the same rows, and newer data comes after it', async () => {
  const checkpoint = temporaryFolder()
  const input = testSession().memoryStream('n INT')
  const seen: unknown[] = []
  const start = (fails: boolean) =>
    input
      .toDF()
      .dropDuplicates('n')
      .writeStream.option('checkpointLocation', checkpoint)
      .foreachBatch(async (batch, id) => {
        seen.push([id, (await batch.collect()).map((row) => row.n)])
        if (fails) throw new TypeError('cannot')
      })
      .start()
  const failing = start(true)
  input.addData({ n: 1 }, { n: 1 }, { n: 2 })
  const failure = await rejection(failing.awaitTermination())
  expect(conditionsOf(failure)).toEqual(['STREAM_FAILED', 'FOREACH_BATCH_USER_FUNCTION_ERROR', 'cannot'])
  input.addData({ n: 2 }, { n: 3 })
  await start(false).processAllAvailable()
  expect(seen).toEqual([
    [0, [1, 2]],
    [0, [1, 2]],
    [1, [3]],
  ])
})

test('what fails while the rows are computed keeps its own condition, though a function was reading them', async () => {
  const input = testSession().memoryStream('k STRING')
  const query = input
    .toDF()
    .select(($) => ({ n: $.k.cast('int') }))
    .writeStream.foreachBatch(async (batch) => {
      await batch.collect()
    })
    .start()
  input.addData({ k: 'x' })
  expect(conditionsOf(await rejection(query.awaitTermination()))).toEqual(['STREAM_FAILED', 'CAST_INVALID_INPUT'])
})

test('a function may swallow what fails, but the batch fails all the same', async () => {
  const input = testSession().memoryStream('k STRING')
  const query = input
    .toDF()
    .select(($) => ({ n: $.k.cast('int') }))
    .writeStream.foreachBatch(async (batch) => {
      await batch.collect().catch(() => {})
    })
    .start()
  input.addData({ k: 'x' })
  expect(conditionsOf(await rejection(query.awaitTermination()))).toEqual(['STREAM_FAILED', 'CAST_INVALID_INPUT'])
})

test.each([
  ['map', 'MapRows'],
  ['flatMap', 'MapRows'],
  ['filterRows', 'FilterRows'],
] as const)('a function given to %s that throws fails the batch, which runs again', async (method, operator) => {
  const checkpoint = temporaryFolder()
  const input = testSession().memoryStream('n INT')
  let healthy = false
  const explode = (row: { n: number | null }) => {
    if (!healthy && row.n === 2) throw new RangeError('not two')
  }
  const frame = input.toDF()
  const mapped = {
    map: () =>
      frame.map((row) => {
        explode(row)
        return row
      }),
    flatMap: () =>
      frame.flatMap(function* (row) {
        explode(row)
        yield row
      }),
    filterRows: () =>
      frame.filterRows((row) => {
        explode(row)
        return true
      }),
  }[method]()
  const batches: unknown[] = []
  const start = () =>
    mapped.writeStream
      .option('checkpointLocation', checkpoint)
      .foreachBatch(async (batch, id) => {
        batches.push([id, (await batch.collect()).map((row) => row.n)])
      })
      .start()
  const failing = start()
  input.addData({ n: 1 }, { n: 2 })
  const failure = await rejection(failing.awaitTermination())
  expect(conditionsOf(failure)).toEqual(['STREAM_FAILED', 'USER_FUNCTION_FAILED', 'not two'])
  expect((failure.cause as Error).message).toContain(`A function of the user in ${operator} threw in batch 0: not two.`)
  healthy = true
  await start().processAllAvailable()
  expect(batches).toEqual([[0, [1, 2]]])
})

test('a batch may be written from within', async () => {
  const session = testSession()
  const input = session.memoryStream('n INT')
  const query = input
    .toDF()
    .writeStream.foreachBatch(async (batch) => {
      await batch.write.format('noop').save()
      expect(await batch.count()).toBe(1)
    })
    .start()
  input.addData({ n: 1 })
  await query.processAllAvailable()
  expect(query.exception).toBeNull()
})

test('a batch is not planned while the one before it is still in its function', async () => {
  const input = testSession().memoryStream('n INT')
  const [inside, release] = [gate(), gate()]
  let running = 0
  let most = 0
  const query = input
    .toDF()
    .writeStream.foreachBatch(async () => {
      running++
      most = Math.max(most, running)
      inside.open()
      await release.opened
      running--
    })
    .start()
  input.addData({ n: 1 })
  await inside.opened
  input.addData({ n: 2 })
  release.open()
  await query.processAllAvailable()
  expect([most, query.recentProgress.length]).toEqual([1, 2])
})
