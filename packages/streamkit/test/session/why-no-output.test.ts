import { expect, test } from 'vitest'
import type { OutputExplanation, StreamingQuery } from '../../src/index.ts'
import { memoryStream, testStream } from '../../src/testing.ts'
import { gate, testSession } from './test-session.ts'

const ddl = 'id STRING NOT NULL, at TIMESTAMP NOT NULL'
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)
const row = (id: string, second: number) => ({ id, at: at(second) })

/** Explains at the end of a test. */
function explaining(check: (explanation: OutputExplanation) => void): (query: StreamingQuery) => void {
  return (query) => check(query.whyNoOutput())
}
const kinds = ({ reasons }: OutputExplanation) => reasons.map(({ kind }) => kind)

test('before the first row it waits for input', async () => {
  await testStream(memoryStream(ddl).toDF()).assertOnQuery(
    explaining((why) => {
      expect(kinds(why)).toEqual(['noInput'])
      expect(why.watermark).toBeNull()
      expect(why.summary).toContain('Needed: new input.')
    }),
  )
})

test('when all is done it says how much the last batch took and gave', async () => {
  const input = memoryStream(ddl)
  await testStream(input.toDF())
    .addData(input, row('a', 1), row('b', 2))
    .assertOnQuery(
      explaining((why) => {
        expect(kinds(why)).toEqual(['inputDone'])
        expect(why.summary).toContain('took 2 rows in and gave 2 out')
      }),
    )
})

test('rows that no condition let through are told', async () => {
  const input = memoryStream(ddl)
  await testStream(input.toDF().filter(($) => $.id.eq('nobody')))
    .addData(input, row('a', 1))
    .assertOnQuery(explaining((why) => expect(kinds(why)[0]).toBe('allFiltered')))
})

test('rows that were dropped as late and as duplicates are told', async () => {
  const input = memoryStream(ddl)
  await testStream(input.toDF().withWatermark('at', '10 seconds').dropDuplicates('id', 'at'), {
    session: { noDataMicroBatches: false },
  })
    .addData(input, row('a', 100), row('b', 99))
    .processAllAvailable()
    .addData(input, row('a', 100))
    .assertOnQuery(explaining((why) => expect(why.summary).toContain('1 as duplicates')))
    .addData(input, row('c', 5))
    .assertOnQuery(
      explaining((why) => {
        expect(kinds(why)[0]).toBe('allDropped')
        expect(why.summary).toContain('StreamingDeduplicate id, at dropped all rows of batch 2: 1 as late.')
        expect(why.summary).toContain('event times after 2026-01-01T00:01:30.000Z')
        expect(why.operators).toEqual([
          {
            operatorId: 0,
            operatorName: 'dedupe',
            description: 'StreamingDeduplicate id, at',
            stateRows: 2,
            droppedAsLate: 1,
            watermark: at(90),
          },
        ])
      }),
    )
})

test('it names the stream that holds the watermark back, and what would move it', async () => {
  const [left, right] = [memoryStream(ddl), memoryStream(ddl)]
  const both = left
    .toDF()
    .withWatermark('at', '10 seconds')
    .union(right.toDF().withWatermark('at', '20 seconds', { idleTimeout: '1 minute' }))
    .dropDuplicates('id', 'at')
  await testStream(both)
    .addData(left, row('a', 100))
    .assertOnQuery(
      explaining(({ watermark }) => {
        expect(watermark).toMatchObject({ current: new Date(0), next: new Date(0), policy: 'min' })
        expect(watermark?.streams).toMatchObject([
          { column: 'at', delayMs: 10_000, maxEventTime: at(100), watermark: at(90), holdsBack: false },
          { sources: ['MemoryStream'], maxEventTime: null, watermark: null, idleTimeoutMs: 60_000, holdsBack: true },
        ])
      }),
    )
    .addData(right, row('b', 50))
    .assertOnQuery(
      explaining((why) => {
        expect(why.watermark?.streams.map(({ holdsBack }) => holdsBack)).toEqual([false, true])
        expect(why.watermark?.streams[1]?.needsEventAfter).toEqual(at(50))
        expect(String(why)).toContain('Watermark: 2026-01-01T00:00:30.000Z, the least of 2 streams')
        expect(String(why)).toContain(
          'MemoryStream: at, delay 20000 ms, events up to 2026-01-01T00:00:50.000Z, decides',
        )
      }),
    )
    .advanceClock('1 minute')
    .assertOnQuery(
      explaining((why) => {
        expect(why.watermark?.streams.map(({ isIdle, holdsBack }) => [isIdle, holdsBack])).toEqual([
          [false, true],
          [true, false],
        ])
        expect(String(why)).toContain('idle: does not count')
      }),
    )
})

test('a watermark that has moved without a batch is told where such batches are switched off', async () => {
  const input = memoryStream(ddl)
  await testStream(input.toDF().withWatermark('at', '10 seconds').dropDuplicates('id', 'at'), {
    session: { noDataMicroBatches: false },
  })
    .addData(input, row('a', 100))
    .assertOnQuery(
      explaining((why) => {
        expect(kinds(why)).toContain('noDataBatchesOff')
        expect(why.watermark).toMatchObject({ current: new Date(0), next: at(90) })
      }),
    )
})

test('a query that runs a batch, has failed or has ended says so', async () => {
  const session = testSession()
  const input = session.memoryStream(ddl)
  const [entered, mayGo] = [gate(), gate()]
  const query = input
    .toDF()
    .writeStream.foreachBatch(async (batch) => {
      entered.open()
      await mayGo.opened
      if ((await batch.count()) > 1) throw new Error('two at once')
    })
    .start()
  input.addData(row('a', 1), row('b', 2))
  await entered.opened
  expect(kinds(query.whyNoOutput())[0]).toBe('running')
  mayGo.open()
  await query.awaitTermination().catch(() => {})
  expect(query.whyNoOutput().summary).toContain('two at once')
  const ended = input.toDF().writeStream.format('noop').trigger({ availableNow: true }).start()
  await ended.awaitTermination()
  expect(kinds(ended.whyNoOutput())[0]).toBe('stopped')
})

test('an explanation is plain data', async () => {
  const input = memoryStream(ddl)
  await testStream(input.toDF().withWatermark('at', '1 second').dropDuplicates('at'))
    .addData(input, row('a', 1))
    .assertOnQuery((query) => {
      const why = query.whyNoOutput()
      expect(Object.keys(why)).toEqual(['summary', 'reasons', 'watermark', 'operators'])
      expect(structuredClone({ ...why })).toEqual({ ...why })
    })
})
