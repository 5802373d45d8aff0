import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { memoryStream, testStream } from '../../src/testing.ts'
import { temporaryFolder } from './temporary-folder.ts'

const ddl = 'id STRING NOT NULL, at TIMESTAMP NOT NULL'
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)
const row = (id: string, second: number) => ({ id, at: at(second) })
const watermark = (second: number) => ({ eventTime: { watermark: at(second).toISOString() } })

/** Two streams of events, de-duplicated together; the right one may fall silent. */
function twoStreams(idleTimeout?: string) {
  const [left, right] = [memoryStream(ddl), memoryStream(ddl)]
  const options = idleTimeout === undefined ? {} : { idleTimeout }
  const both = left
    .toDF()
    .withWatermark('at', '10 seconds')
    .union(right.toDF().withWatermark('at', '10 seconds', options))
    .dropDuplicates('id', 'at')
  return { left, right, both }
}

test('a stream that falls silent holds the watermark back for ever, unless it has a time-out', async () => {
  for (const [idleTimeout, expected] of [
    [undefined, 40],
    ['1 minute', 190],
  ] as const) {
    const { left, right, both } = twoStreams(idleTimeout)
    await testStream(both)
      .addData(left, row('a', 100))
      .addData(right, row('b', 50))
      .advanceClock('30 seconds')
      .addData(left, row('c', 200))
      .checkProgress(watermark(40))
      .advanceClock('29 seconds')
      .checkProgress(watermark(40))
      .advanceClock('1 second')
      .checkProgress(watermark(expected))
      .checkStateRows(idleTimeout === undefined ? 3 : 1, 3)
  }
})

test('the batch that follows has no data, and none follows where it would do nothing', async () => {
  const { left, right, both } = twoStreams('1 minute')
  const ids: number[] = []
  const steps = (stream: ReturnType<typeof both.filter>) =>
    testStream(stream)
      .addData(left, row('a', 100))
      .addData(right, row('b', 50))
      .advanceClock('61 seconds')
      .assertOnQuery((query) => void ids.push(query.lastProgress?.batchId ?? -1))
      .advanceClock('10 minutes')
      .assertOnQuery((query) => void ids.push(query.lastProgress?.batchId ?? -1))
  await steps(both)
  // 0: the data, 1: the watermark of both, 2: that of the left one alone
  expect(ids).toEqual([2, 2])
})

test('no batch follows where no state is kept', async () => {
  const [left, right] = [memoryStream(ddl), memoryStream(ddl)]
  const side = (stream: typeof left) => stream.toDF().withWatermark('at', '10 seconds', { idleTimeout: '1 minute' })
  await testStream(side(left).union(side(right)))
    .addData(left, row('a', 100))
    .advanceClock('10 minutes')
    .assertOnQuery((query) => query.lastProgress?.batchId === 0)
})

test('with its next row it counts again; the watermark does not go back, and what it gives may be late', async () => {
  const { left, right, both } = twoStreams('1 minute')
  await testStream(both)
    .addData(left, row('a', 100))
    .addData(right, row('b', 50))
    .advanceClock('30 seconds')
    .addData(left, row('c', 200))
    .advanceClock('30 seconds')
    .checkProgress(watermark(190))
    .checkAnswer(row('a', 100), row('b', 50), row('c', 200))
    .addData(right, row('late', 120), row('d', 195))
    .checkNewAnswer(row('d', 195))
    .checkStateRows(2, 4, 1)
    .addData(left, row('e', 300))
    .checkProgress(watermark(190))
    .addData(right, row('f', 400))
    .checkProgress(watermark(290))
})

test('a stream that never had a row is idle when the time has passed since the first batch', async () => {
  const { left, both } = twoStreams('1 minute')
  await testStream(both)
    .advanceClock('1 hour')
    .addData(left, row('a', 100))
    .advanceClock('59 seconds')
    .checkProgress({ eventTime: { watermark: '1970-01-01T00:00:00.000Z' } })
    .advanceClock('1 second')
    .checkProgress(watermark(90))
})

test('a stream with data in the batch that is planned is not idle, however long it was silent', async () => {
  const { left, right, both } = twoStreams('1 minute')
  await testStream(both)
    .addData(left, row('a', 100))
    .addData(right, row('b', 50))
    .stopStream()
    .advanceClock('1 hour')
    .addData(right, row('c', 60))
    .startStream()
    .checkAnswer(row('a', 100), row('b', 50), row('c', 60))
    .checkStateRows(3)
    .checkProgress(watermark(40))
})

test('when all are idle nobody waits for anybody', async () => {
  const [left, right] = [memoryStream(ddl), memoryStream(ddl)]
  const side = (stream: typeof left) => stream.toDF().withWatermark('at', '10 seconds', { idleTimeout: 60_000 })
  await testStream(side(left).union(side(right)).dropDuplicates('id', 'at'))
    .addData(left, row('a', 100))
    .advanceClock('10 seconds')
    .addData(right, row('b', 50))
    .checkProgress(watermark(40))
    .advanceClock('10 minutes')
    .checkProgress(watermark(90))
})

test('the policy max knows no idle stream', async () => {
  const { left, right, both } = twoStreams('1 minute')
  await testStream(both, { session: { multipleWatermarkPolicy: 'max' } })
    .addData(left, row('a', 50))
    .addData(right, row('b', 100))
    .checkProgress(watermark(90))
    .advanceClock('10 minutes')
    .checkProgress(watermark(90))
})

test('who is idle survives a restart, and a crash at any change of a file', async () => {
  for (const crash of ['restart', 'commit', 1, 2, 3, 4, 5, 8, 13, 21, 34] as const) {
    const { left, right, both } = twoStreams('1 minute')
    const before = testStream(both)
      .addData(left, row('a', 100))
      .addData(right, row('b', 50))
      .advanceClock('30 seconds')
      .addData(left, row('c', 200))
      .advanceClock('30 seconds')
      .checkProgress(watermark(190))
      .addData(left, row('d', 210))
    await (crash === 'restart' ? before.restart() : before.crash(crash))
      .addData(left, row('e', 500))
      .checkAnswer(row('a', 100), row('b', 50), row('c', 200), row('d', 210), row('e', 500))
      // Without the record, the right stream would hold it back again.
      .checkProgress(watermark(490))
  }
})

test('a stream that had rows in the last batch before a restart is not idle after it', async () => {
  const { left, right, both } = twoStreams('1 minute')
  await testStream(both, { session: { noDataMicroBatches: false } })
    .addData(left, row('a', 100))
    .addData(right, row('b', 50))
    .advanceClock('2 minutes')
    .addData(left, row('c', 200))
    .checkProgress(watermark(90))
    .addData(right, row('d', 195))
    .restart()
    .addData(left, row('e', 500))
    .processAllAvailable()
    .addData(left, row('f', 501))
    .checkProgress(watermark(190))
})

test('the offset log tells who was idle in a setting of its own, and only where somebody can be', async () => {
  const settings = async (idleTimeout?: string) => {
    const checkpointLocation = temporaryFolder()
    const { left, right, both } = twoStreams(idleTimeout)
    await testStream(both, { checkpointLocation })
      .addData(left, row('a', 100))
      .addData(right, row('b', 50))
      .advanceClock('59 seconds')
      .addData(left, row('c', 200))
      .advanceClock('1 second')
      .processAllAvailable()
    const [, metadata] = (await readFile(`${checkpointLocation}/offsets/3`, 'utf8').catch(() => '\n{}')).split('\n')
    return (JSON.parse(metadata ?? '{}') as { conf?: Record<string, string> }).conf?.['streamkit.watermark.idle']
  }
  expect(await settings()).toBeUndefined()
  expect(JSON.parse((await settings('1 minute')) ?? 'null')).toEqual({
    lastRowMs: [at(59).getTime(), at(0).getTime()],
    idle: [1],
  })
})
