import { describe, expectTypeOf, test } from 'vitest'
import type { OutputExplanation, StreamingQuery } from '../../src/index.ts'
import {
  addData,
  advanceClock,
  assertOnQuery,
  checkAnswer,
  checkLastBatch,
  checkNewAnswer,
  checkProgress,
  checkStateRows,
  crash,
  expectFailure,
  manualClock,
  memoryFileSystem,
  memoryStream,
  processAllAvailable,
  restart,
  startStream,
  stopStream,
  testStream,
} from '../../src/testing.ts'
import { readStream } from './frames.ts'

const input = memoryStream('id STRING NOT NULL, n INT, at TIMESTAMP NOT NULL')
const row = { id: 'a', n: 1, at: new Date(0) }
const ids = input.toDF().select('id')
const stream = readStream().format('csv').schema('id STRING, at TIMESTAMP, n INT').load('in')

describe('a memory stream', () => {
  test('takes the rows of its schema', () => {
    input.addData(row, { ...row, n: null })
    // @ts-expect-error id is NOT NULL
    input.addData({ ...row, id: null })
    // @ts-expect-error a column is missing
    input.addData({ id: 'a' })
    // @ts-expect-error no such type
    memoryStream('id STRINK')
  })
})

describe('a test of a stream', () => {
  test('takes the rows of its input and those that come out', () => {
    testStream(ids).addData(input, row).checkAnswer({ id: 'a' }).checkNewAnswer().checkLastBatch({ id: 'b' })
    // @ts-expect-error the input has more columns
    testStream(ids).addData(input, { id: 'a' })
    // @ts-expect-error what comes out has only the id
    testStream(ids).checkAnswer({ id: 1 })
    // @ts-expect-error what comes out has an id
    testStream(ids).checkNewAnswer({ n: 1 })
    // @ts-expect-error what comes out has an id that is not null
    testStream(ids).checkLastBatch({ id: null })
  })
  test('takes its actions as a list too', () => {
    testStream(ids, [addData(input, row), checkAnswer({ id: 'a' }), checkNewAnswer(), checkLastBatch({ id: 'a' })])
    testStream(ids, [advanceClock(5), processAllAvailable(), startStream(), stopStream(), restart(), crash(3)])
    testStream(ids, [expectFailure('X', { isFatal: true }), checkProgress({}), checkStateRows(1, [2], 3)])
    testStream(ids, [assertOnQuery((query) => query.isActive)])
    // @ts-expect-error what comes out has only the id
    testStream(ids, [checkAnswer({ id: 1 })])
    // @ts-expect-error no action
    testStream(ids, ['checkAnswer'])
  })
  test('takes a function of a session', () => {
    const made = testStream((session) => session.memoryStream('x INT').toDF())
    made.checkAnswer({ x: 1 })
    // @ts-expect-error x is a number
    made.checkAnswer({ x: '1' })
    // @ts-expect-error a row is no frame
    testStream(row)
  })
  test('knows the output modes of its frame', () => {
    testStream(ids, { outputMode: 'update', inOrder: true, trigger: { processingTime: '1 second' } })
    // @ts-expect-error nothing is aggregated
    testStream(ids, { outputMode: 'complete' })
    // @ts-expect-error no such trigger
    testStream(ids, { trigger: { sometimes: true } })
    // @ts-expect-error no such option
    testStream(ids, { outputmode: 'append' })
  })
  test('has durations, crash points and expectations of their types', () => {
    testStream(ids).advanceClock('10 seconds').advanceClock(10).crash().crash('commit').crash(3)
    testStream(ids).startStream({ availableNow: true }).stopStream().restart().processAllAvailable()
    testStream(ids).expectFailure(/x/).expectFailure(RangeError).checkStateRows([1, 2], 3, [4])
    testStream(ids).checkProgress({ numInputRows: 1, eventTime: { watermark: 'x' }, sources: [{ description: 'y' }] })
    // @ts-expect-error no duration
    testStream(ids).advanceClock(true)
    // @ts-expect-error no such point
    testStream(ids).crash('sometimes')
    // @ts-expect-error no such part of a progress
    testStream(ids).checkProgress({ inputRows: 1 })
    // @ts-expect-error a count
    testStream(ids).checkStateRows('1')
    // @ts-expect-error a condition, a text or a class
    testStream(ids).expectFailure(5)
    // @ts-expect-error a trigger
    testStream(ids).startStream('now')
  })
  test('gives the query and the rows to an assertion', () => {
    testStream(ids).assertOnQuery((query, rows) => {
      expectTypeOf(query).toEqualTypeOf<StreamingQuery>()
      expectTypeOf(rows).toEqualTypeOf<readonly { id: string }[]>()
    })
    // @ts-expect-error no function
    testStream(ids).assertOnQuery(true)
  })
  test('is awaited', () => {
    expectTypeOf(testStream(ids)).toExtend<PromiseLike<undefined>>()
    expectTypeOf(testStream(ids).run()).toEqualTypeOf<Promise<void>>()
  })
})

describe('the world of a test', () => {
  test('is a clock and files', () => {
    manualClock('2026-01-01T00:00:00Z').advance('1 minute')
    manualClock(new Date(0)).setTime(5)
    memoryFileSystem(manualClock())
    // @ts-expect-error no time
    manualClock(true)
    // @ts-expect-error a duration
    manualClock().advance(new Date(0))
    // @ts-expect-error a clock
    memoryFileSystem('disk')
  })
})

describe('event time beyond Spark', () => {
  test('a watermark takes an idle time-out, and is declared once with it too', () => {
    const marked = stream.withWatermark('at', '1 minute', { idleTimeout: '10 seconds' })
    stream.withWatermark('at', '1 minute', { idleTimeout: 10_000 })
    stream.withWatermark('at', '1 minute', {})
    // @ts-expect-error a duration
    stream.withWatermark('at', '1 minute', { idleTimeout: true })
    // @ts-expect-error no such option
    stream.withWatermark('at', '1 minute', { idle: '10 seconds' })
    // @ts-expect-error there is a watermark already, on at
    marked.withWatermark('at', '1 minute')
  })
  test('late rows go to a function or a writer', () => {
    const writer = stream.writeStream.format('noop')
    writer.lateTo(async (late, { batchId, operatorId, operatorName, watermark }) => {
      expectTypeOf(await late.collect()).toExtend<readonly object[]>()
      expectTypeOf([batchId, operatorId]).toEqualTypeOf<number[]>()
      expectTypeOf(operatorName).toEqualTypeOf<string>()
      expectTypeOf(watermark).toEqualTypeOf<Date>()
    })
    expectTypeOf(writer.lateTo({ process: (row) => void row.anything })).toEqualTypeOf(writer)
    // @ts-expect-error no function and no writer
    writer.lateTo('late')
    // @ts-expect-error the context has no such part
    writer.lateTo((_, { offset }) => offset)
  })
  test('a query explains why it gives nothing', () => {
    const query = stream.writeStream.format('noop').start()
    expectTypeOf(query.whyNoOutput()).toEqualTypeOf<OutputExplanation>()
    expectTypeOf(query.whyNoOutput().watermark?.streams[0]?.needsEventAfter).toEqualTypeOf<Date | undefined>()
    // @ts-expect-error it takes nothing
    query.whyNoOutput('please')
  })
})
