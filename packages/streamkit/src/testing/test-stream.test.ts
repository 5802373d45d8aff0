import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nodeFileSystem } from '../platform/node-file-system.ts'
import { createSession } from '../session/session.ts'
import { Decimal } from '../types/decimal.ts'
import { memoryStream } from './memory-stream.ts'
import { addData, advanceClock, checkAnswer, checkNewAnswer, restart } from './stream-action.ts'
import { type StreamTest, testStream } from './test-stream.ts'

const ddl = 'id STRING NOT NULL, at TIMESTAMP NOT NULL'
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))
const row = (id: string, second: number) => ({ id, at: at(second) })

/** The same row with other objects in it. */
function structuredRow<R extends { readonly d: unknown }>(row: R): R {
  return { ...structuredClone({ ...row, d: null }), d: row.d }
}

/** The report of a test that must fail. */
async function reportOf(test: StreamTest<never>): Promise<string> {
  try {
    await test
  } catch (error) {
    expect(error).toMatchObject({ condition: 'STREAM_TEST_FAILED' })
    return (error as Error).message
  }
  throw new Error('the test did not fail')
}

describe('rows', () => {
  test('are checked as a whole, as what is new, and by the last batch', async () => {
    const input = memoryStream('id STRING NOT NULL, n INT')
    await testStream(input.toDF().filter(($) => $.n.gt(1)))
      .addData(input, { id: 'a', n: 1 }, { id: 'b', n: 2 })
      .checkAnswer({ id: 'b', n: 2 })
      .addData(input, { id: 'c', n: 3 })
      .checkNewAnswer({ id: 'c', n: 3 })
      .checkNewAnswer()
      .checkAnswer({ id: 'c', n: 3 }, { id: 'b', n: 2 })
      .checkLastBatch({ id: 'c', n: 3 })
  })

  test('that are added one after the other are one batch, those of several streams too', async () => {
    const [left, right] = [memoryStream(ddl), memoryStream(ddl)]
    await testStream(left.toDF().union(right.toDF()))
      .addData(left, row('a', 1))
      .addData(right, row('b', 2))
      .addData(left, row('c', 3))
      .checkLastBatch(row('a', 1), row('b', 2), row('c', 3))
      .assertOnQuery((query) => query.recentProgress.length === 1)
  })

  test('count as often as they come, in any order unless the test says otherwise', async () => {
    const input = memoryStream(ddl)
    const two = (inOrder: boolean) =>
      testStream(input.toDF(), { inOrder }).addData(input, row('a', 1), row('b', 2), row('a', 1))
    await two(false).checkAnswer(row('b', 2), row('a', 1), row('a', 1))
    const again = memoryStream(ddl)
    const ordered = testStream(again.toDF(), { inOrder: true })
      .addData(again, row('a', 1), row('b', 2))
      .checkAnswer(row('b', 2), row('a', 1))
    expect(await reportOf(ordered as StreamTest<never>)).toContain('! ')
  })

  test('of every type are compared by value', async () => {
    const input = memoryStream(
      'b BINARY, d DECIMAL(10, 2), l BIGINT, a ARRAY<INT>, m MAP<STRING, INT>, s STRUCT<x: INT, y: DOUBLE>',
    )
    const given = {
      b: new Uint8Array([1, 255]),
      d: Decimal.from('1.50'),
      l: 12345678901234567890n % 1000n,
      a: [1, null],
      m: new Map([['k', 1]]),
      s: { x: 1, y: Number.NaN },
    }
    const test = testStream(input.toDF())
    await test.addData(input, given).checkAnswer(structuredRow(given))
    const report = await reportOf(test.addData(input, given).checkAnswer() as StreamTest<never>)
    expect(report).toContain(
      "{a: [1, null], b: 0x01ff, d: Decimal(1.50), l: 890n, m: Map{'k' => 1}, s: {x: 1, y: NaN}}",
    )
  })
})

describe('the clock', () => {
  test('moves the ticks of a trigger', async () => {
    const input = memoryStream(ddl)
    await testStream(input.toDF(), { trigger: { processingTime: '10 seconds' } })
      .addData(input, row('a', 1))
      .checkAnswer(row('a', 1))
      .addData(input, row('b', 2))
      .checkNewAnswer()
      .advanceClock('9 seconds')
      .checkNewAnswer()
      .advanceClock(1000)
      .checkNewAnswer(row('b', 2))
  })

  test('is that of current_timestamp', async () => {
    const session = createSession()
    const input = session.memoryStream('id STRING NOT NULL')
    const { currentTimestamp } = await import('../api/functions/datetime.ts')
    await testStream(input.toDF().withColumn('now', currentTimestamp()))
      .addData(input, { id: 'a' })
      .advanceClock('1 minute')
      .addData(input, { id: 'b' })
      .checkAnswer({ id: 'a', now: at(0) }, { id: 'b', now: at(60) })
  })
})

describe('triggers that end', () => {
  test('take what was there at the start, and may be started again', async () => {
    const input = memoryStream(ddl)
    await testStream(input.toDF(), { trigger: { availableNow: true } })
      .addData(input, row('a', 1))
      .startStream()
      .checkAnswer(row('a', 1))
      .assertOnQuery((query) => !query.isActive)
      .addData(input, row('b', 2))
      .startStream({ once: true })
      .checkNewAnswer(row('b', 2))
  })
})

describe('restarts and crashes', () => {
  test('a duplicate is dropped after a restart and after a crash', async () => {
    const input = memoryStream(ddl)
    await testStream(input.toDF().withWatermark('at', '10 seconds').dropDuplicates('id', 'at'))
      .addData(input, row('a', 10))
      .checkAnswer(row('a', 10))
      .restart()
      .addData(input, row('a', 10))
      .checkNewAnswer()
      .addData(input, row('b', 11))
      .crash()
      .checkNewAnswer(row('b', 11))
      .addData(input, row('b', 11), row('c', 40))
      .checkNewAnswer(row('c', 40))
      .checkStateRows(1)
      .checkProgress({ eventTime: { watermark: '2026-01-01T00:00:30.000Z' } })
  })

  test('a crash before the commit runs the same batch again', async () => {
    const input = memoryStream(ddl)
    const written: number[] = []
    const counted = input.toDF().filterRows(({ id }) => written.push(id.length) > 0)
    await testStream(counted)
      .addData(input, row('a', 1))
      .crash()
      .checkAnswer(row('a', 1))
      .assertOnQuery((query) => query.recentProgress.map(({ batchId }) => batchId).join() === '0')
    expect(written).toEqual([1, 1])
  })

  test('a crash at any change of a file loses and repeats nothing', async () => {
    for (let change = 1; change <= 60; change++) {
      const input = memoryStream(ddl)
      await testStream(input.toDF().withWatermark('at', '10 seconds').dropDuplicates('id', 'at'))
        .addData(input, row('a', 10))
        .checkAnswer(row('a', 10))
        .addData(input, row('b', 30), row('a', 10))
        .crash(change)
        .addData(input, row('b', 30), row('c', 31))
        .checkAnswer(row('a', 10), row('b', 30), row('c', 31))
    }
  })

  test('a batch that gives other rows when it runs again fails the test', async () => {
    const input = memoryStream('n INT NOT NULL')
    let runs = 0
    const unsteady = input.toDF().map(({ n }) => ({ n: n + runs++ }))
    const report = await reportOf(
      testStream(unsteady).addData(input, { n: 1 }).crash().processAllAvailable() as StreamTest<never>,
    )
    expect(report).toContain('batch 0 gave other rows when it ran again')
  })

  test('what is added while the query is stopped is there when it starts', async () => {
    const input = memoryStream(ddl)
    await testStream(input.toDF())
      .addData(input, row('a', 1))
      .stopStream()
      .addData(input, row('b', 2))
      .startStream()
      .checkAnswer(row('a', 1), row('b', 2))
      .assertOnQuery((query) => query.lastProgress?.batchId === 1)
  })
})

describe('failures', () => {
  const failing = (input: ReturnType<typeof numbers>) =>
    input.toDF().map(({ n }) => {
      if (n === 13) throw new RangeError('thirteen')
      return { n }
    })
  const numbers = () => memoryStream('n INT NOT NULL')

  test('are expected by condition, text or class, and once or for ever', async () => {
    for (const expected of ['STREAM_FAILED', 'thirteen', /thirt/, RangeError]) {
      const input = numbers()
      await testStream(failing(input)).addData(input, { n: 13 }).expectFailure(expected, { isFatal: true })
    }
  })

  test('that pass let the test go on', async () => {
    const input = numbers()
    let isBroken = true
    const frame = input.toDF().map((given) => {
      if (isBroken) throw new Error('broken')
      return given
    })
    await testStream(frame)
      .addData(input, { n: 1 })
      .expectFailure('broken')
      .assertOnQuery(() => {
        isBroken = false
      })
      .startStream()
      .checkAnswer({ n: 1 })
  })

  test('that do not come, are others, or do not last fail the test', async () => {
    const input = numbers()
    const sound = testStream(input.toDF()).addData(input, { n: 1 }).expectFailure('thirteen')
    expect(await reportOf(sound as StreamTest<never>)).toContain('the query did not fail')
    const other = numbers()
    const wrong = testStream(failing(other)).addData(other, { n: 13 }).expectFailure('fourteen')
    expect(await reportOf(wrong as StreamTest<never>)).toContain('the query failed with something else')
    const third = numbers()
    let times = 0
    const once = third.toDF().map((given) => {
      if (times++ === 0) throw new Error('broken')
      return given
    })
    const passing = testStream(once).addData(third, { n: 1 }).expectFailure('broken', { isFatal: true })
    expect(await reportOf(passing as StreamTest<never>)).toContain('did not fail when it was started again')
  })

  test('that nobody expected fail the test, at the end too', async () => {
    const input = numbers()
    const report = await reportOf(testStream(failing(input)).addData(input, { n: 13 }) as StreamTest<never>)
    expect(report).toContain('=> (the end of the test)')
    expect(report).toContain('thirteen')
  })

  test('of the plan are found at the start', async () => {
    const input = memoryStream(ddl)
    await testStream(input.toDF(), { outputMode: 'complete' as never }).expectFailure(
      'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
    )
  })
})

describe('the report', () => {
  test('tells the actions with an arrow, both lists of rows, offsets, watermark, state and plan', async () => {
    const input = memoryStream(ddl)
    const report = await reportOf(
      testStream(input.toDF().withWatermark('at', '10 seconds').dropDuplicates('id', 'at'))
        .addData(input, row('a', 20), row('b', 21))
        .checkAnswer(row('b', 21), row('c', 22))
        .stopStream() as StreamTest<never>,
    )
    expect(
      report.replace(/runId = \S+/, 'runId'),
    ).toBe(`[STREAM_TEST_FAILED] The test of a stream has failed: checkAnswer

== Actions ==
   addData({at: 2026-01-01T00:00:20.000Z, id: 'a'}, {at: 2026-01-01T00:00:21.000Z, id: 'b'})
=> checkAnswer({at: 2026-01-01T00:00:21.000Z, id: 'b'}, {at: 2026-01-01T00:00:22.000Z, id: 'c'})
   stopStream()

== Problem ==
  expected, 2 rows                        | actual, 2 rows
!                                         | {at: 2026-01-01T00:00:20.000Z, id: 'a'}
  {at: 2026-01-01T00:00:21.000Z, id: 'b'} | {at: 2026-01-01T00:00:21.000Z, id: 'b'}
! {at: 2026-01-01T00:00:22.000Z, id: 'c'} |

== Query ==
running: Waiting for data to arrive

== Last batch ==
batch 1, 0 rows in
watermark: 2026-01-01T00:00:11.000Z
source 0 MemoryStream: 0 to 0
state 0 dedupe: 2 rows, 0 updated, 0 removed, 0 dropped as late

== Plan ==
== Physical Plan ==
StreamingDeduplicate id, at
+- EventTimeWatermark at, delay 10000 ms
   +- StreamingScan memory  [id, at]
 SQLSTATE: XXKST`)
  })

  test('tells which part of the progress, the state or an assertion was wrong', async () => {
    const input = memoryStream(ddl)
    const begun = testStream(input.toDF().dropDuplicates('id')).addData(input, row('a', 1))
    const problem = async (test: unknown) => /== Problem ==\n([\s\S]*?)\n\n==/.exec(await reportOf(test as never))?.[1]
    expect(await problem(begun.checkProgress({ numInputRows: 2, sources: [{ description: 'MemoryStream' }] }))).toBe(
      'progress.numInputRows: expected 2, actual 1',
    )
    const other = memoryStream(ddl)
    const again = testStream(other.toDF().dropDuplicates('id')).addData(other, row('a', 1))
    expect(await problem(again.checkStateRows(1, 2, 0))).toContain('{dropped: [0], total: [1], updated: [2]}')
    const third = memoryStream(ddl)
    const asserted = testStream(third.toDF()).assertOnQuery(() => {
      throw new Error('not so')
    })
    expect(await problem(asserted)).toBe('not so')
    expect(await problem(testStream(memoryStream(ddl).toDF()).assertOnQuery(() => false))).toBe(
      'the assertion gave false',
    )
  })

  test('tells of a query that does not come to rest', async () => {
    const fileSystem = { ...nodeFileSystem, mkdir: () => new Promise<never>(() => {}) }
    const input = createSession({ environment: { fileSystem } }).memoryStream(ddl)
    const stuck = testStream(input.toDF(), { checkpointLocation: '/never/made', timeoutMs: 20 }).processAllAvailable()
    expect(await reportOf(stuck as StreamTest<never>)).toContain('STREAM_TEST_TIMEOUT')
  })
})

describe('forms', () => {
  test('the actions may be a list, and the frame made of a session', async () => {
    const input = memoryStream(ddl)
    await testStream(input.toDF().dropDuplicates('id'), [
      addData(input, row('a', 1)),
      checkAnswer(row('a', 1)),
      restart(),
      advanceClock(5),
      addData(input, row('a', 2)),
      checkNewAnswer(),
    ])
    const folder = await mkdtemp(join(tmpdir(), 'streamkit-'))
    try {
      await writeFile(join(folder, '1.csv'), 'a,1\nb,2\n')
      await testStream((session) => session.readStream().format('csv').schema('id STRING, n INT').load(folder))
        .checkAnswer({ id: 'a', n: 1 }, { id: 'b', n: 2 })
        .crash()
        .checkNewAnswer()
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test('a test runs in the settings of the session of its frame', async () => {
    const session = createSession({ timeZone: 'Asia/Tokyo' })
    const input = session.memoryStream('text STRING NOT NULL')
    await testStream(input.toDF().select(($) => ({ at: $.text.cast('timestamp') })))
      .addData(input, { text: '2026-01-01 09:00:10' })
      .checkAnswer({ at: at(10) })
  })

  test('a frame that no session made is refused', async () => {
    const { DataFrame } = await import('../api/data-frame.ts')
    const real = memoryStream(ddl).toDF()
    const foreign = new DataFrame(
      { ...real.runtime, conf: real.runtime.conf, analyze: (plan) => real.runtime.analyze(plan) },
      real.logicalPlan,
    )
    await expect(testStream(foreign as never).run()).rejects.toMatchObject({ condition: 'STREAM_TEST_FRAME' })
  })
})
