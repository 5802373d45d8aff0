import { expect, test } from 'vitest'
import { count, sessionWindow, sum, window } from '../../src/index.ts'
import { conditionsOf, testSession } from './test-session.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)

const ddl = 'k STRING, at TIMESTAMP, v INT, gap STRING'
const input = () => testSession().memoryStream(ddl)

/** What `start` throws for it. */
function refused(start: () => unknown): readonly string[] {
  try {
    start()
  } catch (error) {
    return conditionsOf(error)
  }
  return []
}

test('a stream gives out a session when the watermark has reached its end, with a gap of each row', async () => {
  const events = input()
  const batches: unknown[] = []
  const query = events
    .toDF()
    .withWatermark('at', '10 seconds')
    .groupBy(($) => [$.k, sessionWindow($.at, $.gap).as('session')])
    .agg(($) => ({ n: count(), s: sum($.v) }))
    .writeStream.outputMode('append')
    .foreachBatch(async (batch) => {
      const rows = await batch.collect()
      batches.push(rows.map(({ k, session, n, s }) => [k, session.start, session.end, n, s]))
    })
    .start()
  events.addData(
    { k: 'a', at: at(0), v: 1, gap: '30 seconds' },
    { k: 'a', at: at(10), v: 2, gap: '2 seconds' },
    { k: 'a', at: at(12), v: 4, gap: '0 seconds' },
  )
  await query.processAllAvailable()
  events.addData({ k: 'b', at: at(40), v: 1, gap: '1 minute' })
  await query.processAllAvailable()
  expect(batches.flat()).toEqual([['a', at(0), at(30), 2, 3]])
  expect(query.lastProgress?.stateOperators[0]).toMatchObject({
    operatorName: 'sessionWindowStateStoreSaveExec',
    numRowsTotal: 1,
  })
})

test('a stream cannot be grouped by sessions in update mode, nor by sessions alone', () => {
  const events = input().toDF().withWatermark('at', '10 seconds')
  const update = events.groupBy('k', sessionWindow('at', '5 seconds')).agg({ n: count() })
  expect(
    refused(() =>
      update.writeStream
        // @ts-expect-error the compiler knows it too
        .outputMode('update')
        .foreach(() => {})
        .start(),
    ),
  ).toEqual(['STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION'])
  const alone = events.groupBy(sessionWindow('at', '5 seconds')).agg({ n: count() })
  const start = () =>
    alone.writeStream
      .outputMode('append')
      .foreach(() => {})
      .start()
  expect(refused(start)).toEqual(['UNSUPPORTED_STREAMING_OPERATION'])
})

test('windows of a time without a watermark cannot be appended', () => {
  const windows = input().toDF().groupBy(window('at', '5 seconds')).agg({ n: count() })
  expect(
    refused(() =>
      windows.writeStream
        // @ts-expect-error there is no watermark
        .outputMode('append')
        .foreach(() => {})
        .start(),
    ),
  ).toEqual(['STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION'])
})
