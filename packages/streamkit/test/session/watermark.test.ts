import { expect, test } from 'vitest'
import type { MemoryStream, StreamingQuery } from '../../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { testSession } from './test-session.ts'

const ddl = 'id STRING, at TIMESTAMP, n INT'
type Events = MemoryStream<{ id: string | null; at: Date | null; n: number | null }, never>

/** Seconds after the first of the year. */
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)
const second = (instant: string | undefined) => (Date.parse(instant ?? '') - at(0).getTime()) / 1000

async function feed(query: StreamingQuery, input: Events, ...seconds: readonly number[]): Promise<void> {
  input.addData(...seconds.map((s) => ({ id: `e${s}`, at: at(s), n: s })))
  await query.processAllAvailable()
}

/** The watermark of the last batch, in seconds after the first of the year. */
const watermarkOf = (query: StreamingQuery) => second(query.lastProgress?.eventTime?.watermark)
const lateOf = (query: StreamingQuery) =>
  query.recentProgress.reduce((sum, p) => sum + (p.stateOperators[0]?.numRowsDroppedByWatermark ?? 0), 0)

test('late rows are judged by the watermark of the batch before, state is closed by that of this one', async () => {
  const session = testSession({ noDataMicroBatches: false })
  const input = session.memoryStream(ddl)
  const query = input
    .toDF()
    .withWatermark('at', '10 seconds')
    .dropDuplicates('id', 'at')
    .writeStream.format('noop')
    .start()
  await feed(query, input, 100)
  // The watermark is 90 from here on, but 95 and 80 are judged by that of the batch before, which was 1970.
  await feed(query, input, 80)
  expect(query.lastProgress?.stateOperators[0]).toMatchObject({
    numRowsDroppedByWatermark: 0,
    numRowsUpdated: 1,
    numRowsRemoved: 1,
    numRowsTotal: 1,
  })
  await feed(query, input, 85)
  expect(query.lastProgress?.stateOperators[0]).toMatchObject({ numRowsDroppedByWatermark: 1, numRowsUpdated: 0 })
})

test('a batch without data follows when the watermark has moved, unless the session says otherwise', async () => {
  for (const noDataMicroBatches of [true, false]) {
    const input = testSession({ noDataMicroBatches }).memoryStream(ddl)
    const query = input
      .toDF()
      .withWatermark('at', '1 second')
      .dropDuplicates('id', 'at')
      .writeStream.format('noop')
      .start()
    await feed(query, input, 10)
    await feed(query, input, 20)
    const rows = query.recentProgress.map((p) => p.numInputRows)
    expect(rows).toEqual(noDataMicroBatches ? [1, 0, 1, 0] : [1, 1])
  }
})

test('no batch without data follows where no state is kept', async () => {
  const input = testSession().memoryStream(ddl)
  const query = input.toDF().withWatermark('at', '1 second').writeStream.format('noop').start()
  await feed(query, input, 10)
  await feed(query, input, 20)
  expect(query.recentProgress.map((p) => p.numInputRows)).toEqual([1, 1])
  expect(watermarkOf(query)).toBe(9)
})

test('rows from before 1970 are late in the first batch', async () => {
  const input = testSession().memoryStream(ddl)
  const query = input.toDF().withWatermark('at', '1 second').dropDuplicates('at').writeStream.format('noop').start()
  input.addData({ id: 'old', at: new Date(-1), n: 1 }, { id: 'new', at: new Date(1), n: 2 })
  await query.processAllAvailable()
  expect(lateOf(query)).toBe(1)
})

test.each([
  ['min', 40],
  ['max', 90],
] as const)('of two watermarks the policy %s takes the one at %d', async (multipleWatermarkPolicy, expected) => {
  const session = testSession({ multipleWatermarkPolicy })
  const [left, right] = [session.memoryStream(ddl), session.memoryStream(ddl)]
  const query = left
    .toDF()
    .withWatermark('at', '10 seconds')
    .union(right.toDF().withWatermark('at', '10 seconds'))
    .dropDuplicates('id', 'at')
    .writeStream.format('noop')
    .start()
  await feed(query, left, 100)
  expect(watermarkOf(query)).toBe(multipleWatermarkPolicy === 'max' ? 90 : second('1970-01-01T00:00:00Z'))
  await feed(query, right, 50)
  expect(watermarkOf(query)).toBe(expected)
})

test('the policy of a checkpoint stays what it was, whatever a later session says', async () => {
  const checkpoint = temporaryFolder()
  const run = async (multipleWatermarkPolicy: 'min' | 'max') => {
    const session = testSession({ multipleWatermarkPolicy })
    const [left, right] = [session.memoryStream(ddl), session.memoryStream(ddl)]
    const query = left
      .toDF()
      .withWatermark('at', '10 seconds')
      .union(right.toDF().withWatermark('at', '10 seconds'))
      .dropDuplicates('id', 'at')
      .writeStream.option('checkpointLocation', checkpoint)
      .format('noop')
      .start()
    return { query, left, right }
  }
  const first = await run('max')
  await feed(first.query, first.left, 100)
  await first.query.stop()
  const again = await run('min')
  // The blocks of a memory stream are those of its session: the checkpoint has read one.
  again.left.addData({ id: 'read', at: at(0), n: 0 })
  await feed(again.query, again.left, 200)
  expect(watermarkOf(again.query)).toBe(190)
})

test('the watermark survives a restart, after which nothing runs before there is data', async () => {
  const checkpoint = temporaryFolder()
  const input = testSession().memoryStream(ddl)
  const start = () =>
    input
      .toDF()
      .withWatermark('at', '10 seconds')
      .dropDuplicates('id', 'at')
      .writeStream.option('checkpointLocation', checkpoint)
      .format('noop')
      .start()
  const first = start()
  await feed(first, input, 100)
  await first.stop()
  const second = start()
  await second.processAllAvailable()
  expect(second.recentProgress).toEqual([])
  await feed(second, input, 50, 95)
  expect(watermarkOf(second)).toBe(90)
  expect(lateOf(second)).toBe(1)
})

test('the watermark never goes back', async () => {
  const input = testSession().memoryStream(ddl)
  const query = input
    .toDF()
    .withWatermark('at', '10 seconds')
    .dropDuplicates('id', 'at')
    .writeStream.format('noop')
    .start()
  for (const s of [100, 20, 30]) await feed(query, input, s)
  expect(watermarkOf(query)).toBe(90)
})

test('rows that are filtered away do not move the watermark, unless by their event time', async () => {
  const session = testSession()
  const input = session.memoryStream(ddl)
  const watermarked = input.toDF().withWatermark('at', '10 seconds')
  const byNumber = watermarked
    .filter(($) => $.n.lt(60))
    .writeStream.format('noop')
    .start()
  const renamed = watermarked
    .select(($) => ({ when: $.at, number: $.n }))
    .filter(($) => $.number.lt(60))
    .writeStream.format('noop')
    .start()
  const byTime = watermarked
    .filter(($) => $.at.lt(at(60)))
    .writeStream.format('noop')
    .start()
  for (const seconds of [[50, 100], [51]]) {
    input.addData(...seconds.map((s) => ({ id: `e${s}`, at: at(s), n: s })))
    for (const query of [byNumber, renamed, byTime]) await query.processAllAvailable()
  }
  expect(watermarkOf(byNumber)).toBe(40)
  expect(watermarkOf(renamed)).toBe(40)
  expect(watermarkOf(byTime)).toBe(90)
})

test('a computed column is no event time any more, a renamed one still is', async () => {
  const watermarked = testSession().memoryStream(ddl).toDF().withWatermark('at', '10 seconds')
  const renamed = watermarked.withColumnRenamed('at', 'when')
  expect(renamed.schema.fields[1]?.metadata).toEqual({ watermarkDelayMs: 10_000 })
  const computed = watermarked.withColumn('at', ($) => $.at.cast('string').cast('timestamp'))
  expect(computed.schema.fields[1]?.metadata).toBeUndefined()
})

test('an event time in the far future moves the watermark, and everything after it is late', async () => {
  const input = testSession().memoryStream(ddl)
  const query = input
    .toDF()
    .withWatermark('at', '10 seconds')
    .dropDuplicates('id', 'at')
    .writeStream.format('noop')
    .start()
  input.addData({ id: 'clock', at: new Date('2126-01-01T00:00:00Z'), n: 1 })
  await query.processAllAvailable()
  await feed(query, input, 100, 101)
  expect(lateOf(query)).toBe(2)
})

test('late rows are counted by each operator that drops them: behind another one there are none left', async () => {
  const session = testSession()
  const input = session.memoryStream(ddl)
  const query = input
    .toDF()
    .withWatermark('at', '10 seconds')
    .dropDuplicates('id', 'at')
    .dropDuplicates('n', 'at')
    .writeStream.format('noop')
    .start()
  await feed(query, input, 100)
  await feed(query, input, 20, 30, 95)
  const dropped = query.recentProgress.map((p) => p.stateOperators.map((o) => o.numRowsDroppedByWatermark))
  // From the top of the plan: the operator that reads the input comes last.
  expect(dropped).toEqual([
    [0, 0],
    [0, 0],
    [0, 2],
  ])
})

test('after a restart the watermark of each stream is unknown until it has rows again; that of the query stays', async () => {
  const checkpoint = temporaryFolder()
  const session = testSession()
  const [left, right] = [session.memoryStream(ddl), session.memoryStream(ddl)]
  const start = () =>
    left
      .toDF()
      .withWatermark('at', '10 seconds')
      .union(right.toDF().withWatermark('at', '10 seconds'))
      .dropDuplicates('id', 'at')
      .writeStream.option('checkpointLocation', checkpoint)
      .format('noop')
      .start()
  const first = start()
  await feed(first, left, 100)
  await feed(first, right, 60)
  await first.stop()
  const second = start()
  await feed(second, left, 200)
  expect(watermarkOf(second)).toBe(50)
  await feed(second, right, 80)
  expect(watermarkOf(second)).toBe(70)
})
