import { expect, test } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, rejection, testSession } from './test-session.ts'

function rows() {
  return testSession().memoryStream('n INT')
}

test('a writer is opened, given the rows in order, and closed, batch after batch', async () => {
  const input = rows()
  const calls: unknown[] = []
  const query = input
    .toDF()
    .writeStream.foreach({
      async open(partitionId, epochId) {
        calls.push(['open', partitionId, epochId])
        return true
      },
      async process(row) {
        calls.push(row.n)
      },
      async close(error) {
        calls.push(['close', error])
      },
    })
    .start()
  for (const n of [1, 3]) {
    input.addData({ n }, { n: n + 1 })
    await query.processAllAvailable()
  }
  expect(calls).toEqual([['open', 0, 0], 1, 2, ['close', null], ['open', 0, 1], 3, 4, ['close', null]])
  expect(query.lastProgress?.sink).toEqual({ description: 'ForeachWriterSink', numOutputRows: 2 })
})

test('a plain function is a writer', async () => {
  const input = rows()
  const seen: unknown[] = []
  const query = input
    .toDF()
    .writeStream.foreach((row) => void seen.push(row.n))
    .start()
  input.addData({ n: 1 })
  await query.processAllAvailable()
  expect(seen).toEqual([1])
})

test('a writer whose open gives false gets no rows, and is closed', async () => {
  const input = rows()
  const calls: unknown[] = []
  const query = input
    .toDF()
    .dropDuplicates('n')
    .writeStream.foreach({
      open: () => false,
      process: (row) => void calls.push(row),
      close: (error) => void calls.push(['close', error]),
    })
    .start()
  input.addData({ n: 1 })
  await query.processAllAvailable()
  expect(calls).toEqual([['close', null]])
  expect(query.lastProgress).toMatchObject({ numInputRows: 1, stateOperators: [{ numRowsTotal: 1 }] })
})

test('close is told what process threw, which is the error of the query though close throws too', async () => {
  const input = rows()
  const told: unknown[] = []
  const query = input
    .toDF()
    .writeStream.foreach({
      process: () => {
        throw new Error('full')
      },
      close: (error) => {
        told.push((error as Error).message)
        throw new Error('cannot close')
      },
    })
    .start()
  input.addData({ n: 1 })
  const failure = await rejection(query.awaitTermination())
  expect(conditionsOf(failure)).toEqual(['STREAM_FAILED', 'FOREACH_USER_FUNCTION_ERROR', 'full'])
  expect((failure.cause as Error).message).toContain('The writer of foreach threw in process in batch 0: full.')
  expect(told).toEqual(['full'])
})

test('a writer whose open throws is not closed', async () => {
  const input = rows()
  const query = input
    .toDF()
    .writeStream.foreach({
      open: () => {
        throw new Error('no server')
      },
      process: () => expect.unreachable(),
      close: () => expect.unreachable(),
    })
    .start()
  input.addData({ n: 1 })
  const conditions = conditionsOf(await rejection(query.awaitTermination()))
  expect(conditions).toEqual(['STREAM_FAILED', 'FOREACH_USER_FUNCTION_ERROR', 'no server'])
})

test('a writer that cannot close fails the batch, which is not committed', async () => {
  const checkpoint = temporaryFolder()
  const input = rows()
  const epochs: number[] = []
  let healthy = false
  const start = () =>
    input
      .toDF()
      .writeStream.option('checkpointLocation', checkpoint)
      .foreach({
        open: (_, epoch) => {
          epochs.push(epoch)
          return true
        },
        process: () => {},
        close: () => {
          if (!healthy) throw new Error('disk full')
        },
      })
      .start()
  const failing = start()
  input.addData({ n: 1 })
  const conditions = conditionsOf(await rejection(failing.awaitTermination()))
  expect(conditions).toEqual(['STREAM_FAILED', 'FOREACH_USER_FUNCTION_ERROR', 'disk full'])
  healthy = true
  await start().processAllAvailable()
  expect(epochs).toEqual([0, 0])
})

test('close is told of a failure of the rows themselves', async () => {
  const input = testSession().memoryStream('k STRING')
  const told: unknown[] = []
  const query = input
    .toDF()
    .select(($) => ({ n: $.k.cast('int') }))
    .writeStream.foreach({ process: () => {}, close: (error) => void told.push(...conditionsOf(error)) })
    .start()
  input.addData({ k: 'x' })
  expect(conditionsOf(await rejection(query.awaitTermination()))).toEqual(['STREAM_FAILED', 'CAST_INVALID_INPUT'])
  expect(told).toEqual(['CAST_INVALID_INPUT'])
})
