import { expect, test } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'
import { testSession } from './test-session.ts'

test('a limit on a stream counts over its batches, and over restarts', async () => {
  const session = testSession()
  const input = session.memoryStream('n INT')
  const seen: (number | null)[] = []
  const writer = input
    .toDF()
    .limit(4)
    .writeStream.option('checkpointLocation', temporaryFolder())
    .foreachBatch(async (batch) => void seen.push(...(await batch.collect()).map((row) => row.n)))
  const first = writer.start()
  input.addData({ n: 1 }, { n: 2 }, { n: 3 })
  await first.processAllAvailable()
  expect(first.lastProgress?.stateOperators).toMatchObject([
    { operatorName: 'globalLimit', numRowsTotal: 1, numRowsUpdated: 1, numRowsRemoved: 0 },
  ])
  await first.stop()
  const second = writer.start()
  input.addData({ n: 4 }, { n: 5 })
  await second.processAllAvailable()
  input.addData({ n: 6 })
  await second.processAllAvailable()
  expect(seen).toEqual([1, 2, 3, 4])
  expect(second.lastProgress?.stateOperators[0]).toMatchObject({ numRowsTotal: 1, numRowsUpdated: 0 })
  await second.stop()
})

test('a limit of nothing lets nothing through', async () => {
  const session = testSession()
  const input = session.memoryStream('n INT')
  const query = input.toDF().limit(0).writeStream.queryName('none').format('memory').start()
  input.addData({ n: 1 })
  await query.processAllAvailable()
  expect(await session.table('none').count()).toBe(0)
})

test('what is below a limit sees every row, those too that the limit leaves out', async () => {
  const session = testSession()
  const input = session.memoryStream('at TIMESTAMP')
  const query = input
    .toDF()
    .withWatermark('at', '1 second')
    .dropDuplicates('at')
    .limit(1)
    .writeStream.queryName('one')
    .format('memory')
    .start()
  input.addData({ at: new Date(1_000) }, { at: new Date(100_000) })
  await query.processAllAvailable()
  input.addData({ at: new Date(50_000) })
  await query.processAllAvailable()
  expect(query.lastProgress?.eventTime).toMatchObject({ watermark: '1970-01-01T00:01:39.000Z' })
  expect(query.lastProgress?.stateOperators.map((o) => [o.operatorName, o.numRowsDroppedByWatermark])).toEqual([
    ['globalLimit', 0],
    ['dedupe', 1],
  ])
  expect(await session.table('one').count()).toBe(1)
})

test('a limit in update mode is refused', () => {
  // biome-ignore lint/suspicious/noExplicitAny: what the compiler refuses
  const limited = testSession().memoryStream('n INT').toDF().limit(1) as any
  expect(() => limited.writeStream.outputMode('update').format('noop').start()).toThrow(
    expect.objectContaining({ condition: 'UNSUPPORTED_STREAMING_OPERATION' }),
  )
})
