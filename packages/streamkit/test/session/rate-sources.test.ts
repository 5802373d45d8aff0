import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { valueAtSecond } from '../../src/connectors/rate/value-at-second.ts'
import type { StreamingQuery } from '../../src/index.ts'
import { manualClock } from '../../src/testing.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { rejection, testSession } from './test-session.ts'

type Row = { timestamp: Date | null; value: bigint | null }

/** Collects the batches of a query. */
function collector(): {
  readonly batches: Row[][]
  readonly take: (batch: { collect(): Promise<Row[]> }) => Promise<void>
} {
  const batches: Row[][] = []
  return { batches, take: async (batch) => void batches.push(await batch.collect()) }
}
const valuesOf = (batches: readonly (readonly Row[])[]) => batches.map((rows) => rows.map(({ value }) => Number(value)))
const timesOf = (batches: readonly (readonly Row[])[]) =>
  batches.map((rows) => rows.map(({ timestamp }) => timestamp?.getTime()))
const logged = (checkpoint: string, log: string, id: number) =>
  readFileSync(`${checkpoint}/${log}/${id}`, 'utf8').split('\n')

test('rows speed up as in Spark', () => {
  const rate = { rowsPerSecond: 10, rampUpTimeSeconds: 4 }
  expect([0, 1, 2, 3, 4, 5, 6].map((second) => Number(valueAtSecond(second, rate)))).toEqual([0, 2, 6, 12, 20, 30, 40])
  expect(Number(valueAtSecond(7, { rowsPerSecond: 3, rampUpTimeSeconds: 0 }))).toBe(21)
  // Slower than one row more each second: nothing comes until the time is over.
  expect(
    [1, 5, 6, 7].map((second) => Number(valueAtSecond(second, { rowsPerSecond: 3, rampUpTimeSeconds: 5 }))),
  ).toEqual([0, 0, 3, 6])
  const most = { rowsPerSecond: 1, rampUpTimeSeconds: 0 }
  expect(valueAtSecond(Number.MAX_SAFE_INTEGER, most)).toBe(9_007_199_254_740_991n)
})

test('a rate stream counts by the clock, and goes on where it was after a restart', async () => {
  const checkpoint = temporaryFolder()
  const start = Date.parse('2026-01-01T00:00:00.250Z')
  const clock = manualClock(start)
  const { batches, take } = collector()
  const run = async (...seconds: readonly number[]): Promise<void> => {
    const session = testSession({ environment: { clock } })
    const query: StreamingQuery = session
      .readStream()
      .format('rate')
      .option('rowsPerSecond', 10)
      .option('rampUpTime', '4s')
      .option('numPartitions', 2)
      .load()
      .writeStream.option('checkpointLocation', checkpoint)
      .foreachBatch(take)
      .start()
    await query.processAllAvailable()
    for (const second of seconds) {
      clock.advance(second * 1000)
      await query.processAllAvailable()
    }
    await query.stop()
  }
  await run(1, 1)
  expect(valuesOf(batches)).toEqual([[], [0, 1], [2, 4, 3, 5]])
  expect(
    timesOf(batches)
      .slice(1)
      .map((times) => times.map((ms) => (ms as number) - start)),
  ).toEqual([
    [0, 500],
    [1000, 1500, 1250, 1750],
  ])
  clock.advance(2000)
  await run()
  expect(valuesOf(batches)[3]).toEqual([6, 8, 10, 12, 14, 16, 18, 7, 9, 11, 13, 15, 17, 19])
  expect(readFileSync(`${checkpoint}/sources/0/0`, 'utf8')).toBe(`v1\n${start}`)
  expect(logged(checkpoint, 'offsets', 3)[2]).toBe('4')
})

test('a clock that is set back gives no row twice', async () => {
  const clock = manualClock(1_000_000)
  const { batches, take } = collector()
  const query = testSession({ environment: { clock } })
    .readStream()
    .format('rate')
    .load()
    .writeStream.option('checkpointLocation', temporaryFolder())
    .foreachBatch(take)
    .start()
  await query.processAllAvailable()
  for (const ms of [1_003_000, 1_001_000, 1_005_000]) {
    clock.setTime(ms)
    clock.advance(10)
    await query.processAllAvailable()
  }
  expect(valuesOf(batches).flat()).toEqual([0, 1, 2, 3, 4])
})

test('a stream by batches gives the rows that Spark gives, in one batch a run of availableNow', async () => {
  const checkpoint = temporaryFolder()
  const { batches, take } = collector()
  for (let run = 0; run < 2; run++) {
    const query = testSession()
      .readStream()
      .format('rate-micro-batch')
      .options({ rowsPerBatch: 7, numPartitions: 3, startTimestamp: 10_000, advanceMillisPerBatch: 50 })
      .load()
      .writeStream.option('checkpointLocation', checkpoint)
      .trigger({ availableNow: true })
      .foreachBatch(take)
      .start()
    await query.awaitTermination()
  }
  expect(valuesOf(batches)).toEqual([
    [0, 3, 6, 1, 4, 2, 5],
    [7, 10, 13, 8, 11, 9, 12],
  ])
  expect(timesOf(batches)).toEqual([Array(7).fill(10_000), Array(7).fill(10_050)])
  expect(logged(checkpoint, 'offsets', 1)[2]).toBe('{"offset":14,"timestamp":10100}')
  expect(readdirSync(`${checkpoint}/offsets`).filter((name) => /^\d+$/.test(name))).toEqual(['0', '1'])
})

test('a batch that was planned and not done runs again with the same rows', async () => {
  const checkpoint = temporaryFolder()
  const seen: number[][] = []
  const run = (fails: boolean) =>
    testSession()
      .readStream()
      .format('rate-micro-batch')
      .option('rowsPerBatch', 3)
      .load()
      .writeStream.option('checkpointLocation', checkpoint)
      .trigger({ availableNow: true })
      .foreachBatch(async (batch) => {
        seen.push((await batch.collect()).map(({ value }) => Number(value)))
        if (fails) throw new Error('not yet')
      })
      .start()
      .awaitTermination()
  await rejection(run(true))
  await run(false)
  expect(seen.slice(0, 2)).toEqual([
    [0, 1, 2],
    [0, 1, 2],
  ])
})

test('options that Spark refuses are refused when the stream is loaded', () => {
  const reader = testSession().readStream()
  const invalid = expect.objectContaining({ condition: 'INVALID_OPTION_VALUE' })
  expect(() => reader.format('rate').option('rowsPerSecond', 0).load()).toThrow(invalid)
  expect(() => reader.format('rate').option('rampUpTime', '-1s').load()).toThrow(invalid)
  expect(() => reader.format('rate').option('rampUpTime', 'x').load()).toThrow(invalid)
  expect(() => reader.format('rate').option('numPartitions', 0).load()).toThrow(invalid)
  expect(() => reader.format('rate-micro-batch').load()).toThrow(invalid)
  expect(() => reader.format('rate-micro-batch').options({ rowsPerBatch: 5, startTimestamp: -1 }).load()).toThrow(
    invalid,
  )
  expect(() =>
    reader.format('rate-micro-batch').options({ rowsPerBatch: 5, advanceMillisPerBatch: -1 }).load(),
  ).toThrow(invalid)
  expect(() => reader.format('rate').schema('a INT').load()).toThrow(
    expect.objectContaining({ condition: 'SCHEMA_NOT_ALLOWED' }),
  )
  expect(() =>
    reader.format('rate').options({ rowsPerSecond: 9_007_199_254_740_991, rampUpTime: '2000s' }).load(),
  ).toThrow(expect.objectContaining({ condition: 'INCORRECT_RAMP_UP_RATE' }))
})
