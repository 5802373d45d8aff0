import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Column, col, desc, explode, lit, monotonicallyIncreasingId, type OutputMode } from '../../src/index.ts'
import { testSession } from './test-session.ts'

// biome-ignore lint/suspicious/noExplicitAny: shapes that the compiler refuses too
type AnyFrame = any

/** By shape and mode: `ok`, a condition of Spark, or `refused` without one. */
const matrix: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
  readFileSync(new URL('../spark-corpus/legality-matrix.json', import.meta.url), 'utf8'),
)
const count = new Column<number>({ kind: 'call', name: 'count', args: [lit(1).expression] }).as('n')
const stream = (): AnyFrame => testSession().memoryStream('ts TIMESTAMP, k STRING, v INT, a ARRAY<INT>').toDF()

/** The shapes of the recorded matrix that these operators are in. */
const shapes: Readonly<Record<string, () => AnyFrame>> = {
  explode: () => stream().select(($: AnyFrame) => [explode($.a)]),
  sort: () => stream().orderBy('v'),
  'sort after agg': () => stream().groupBy('k').agg(count).orderBy('k'),
  sortWithinPartitions: () => stream().sortWithinPartitions('v'),
  limit: () => stream().limit(1),
  'limit after agg': () => stream().withWatermark('ts', '1 minute').groupBy('ts').agg(count).limit(1),
  'agg after limit': () => stream().limit(1).groupBy('k').agg(count),
  offset: () => stream().offset(1),
  sample: () => stream().sample(0.5),
  monotonically_increasing_id: () => stream().withColumn('id', monotonicallyIncreasingId()),
  'repartition/coalesce': () => stream().repartition(2).coalesce(1),
  observe: () => stream().observe('m', [count]),
  'na.fill/drop/replace': () => stream().na.fill(0).na.drop(['k']).na.replace('k', { a: 'b' }),
  'unionByName allowMissing': () => {
    const session = testSession()
    const frame = (ddl: string): AnyFrame => session.memoryStream(ddl).toDF()
    return frame('k STRING, v INT').unionByName(frame('k STRING'), { allowMissingColumns: true })
  },
}

describe('what Spark 4.3 refuses when a query starts', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    for (const [mode, answer] of Object.entries(matrix[name] ?? {})) {
      test(`${name} in ${mode} mode: ${answer}`, async () => {
        const start = () =>
          shape()
            .writeStream.outputMode(mode as OutputMode)
            .format('noop')
            .start()
        if (answer === 'ok') await start().stop()
        else {
          const condition = answer === 'refused' ? 'UNSUPPORTED_STREAMING_OPERATION' : answer
          expect(start).toThrow(expect.objectContaining({ condition }))
        }
      })
    }
  }
})

test('in complete mode the result of an aggregation is sorted and cut anew in each batch', async () => {
  const session = testSession()
  const input = session.memoryStream('k STRING')
  const seen: unknown[] = []
  const query = input
    .toDF()
    .groupBy('k')
    .agg(count)
    .orderBy(desc(col('n')), 'k')
    .limit(2)
    .writeStream.outputMode('complete')
    .foreachBatch(async (batch) => void seen.push((await batch.collect()).map((row) => `${row.k}${row.n}`)))
    .start()
  for (const keys of [
    ['a', 'b', 'b'],
    ['c', 'c', 'c'],
    ['a', 'a', 'a'],
  ]) {
    input.addData(...keys.map((k) => ({ k })))
    await query.processAllAvailable()
  }
  expect(seen).toEqual([
    ['b2', 'a1'],
    ['c3', 'b2'],
    ['a4', 'c3'],
  ])
})

test('a limit below an aggregation counts over the batches, in complete mode too', async () => {
  const session = testSession()
  const input = session.memoryStream('k STRING')
  const query = input
    .toDF()
    .limit(3)
    .groupBy('k')
    .agg(count)
    .writeStream.outputMode('complete')
    .queryName('counts')
    .format('memory')
    .start()
  for (const keys of [['a', 'b'], ['a', 'b', 'b'], ['a']]) {
    input.addData(...keys.map((k) => ({ k })))
    await query.processAllAvailable()
  }
  const rows = await session.table('counts').orderBy('k').collect()
  expect(rows).toEqual([
    { k: 'a', n: 2 },
    { k: 'b', n: 1 },
  ])
  expect(query.lastProgress?.stateOperators.map((o) => o.operatorName)).toEqual(['stateStoreSave', 'globalLimit'])
})

test('the first side of a union decides whether a column is an event time', () => {
  const session = testSession()
  const frame = (): AnyFrame => session.memoryStream('ts TIMESTAMP').toDF()
  const start = (frameToRun: AnyFrame) => frameToRun.groupBy('ts').agg(count).writeStream.format('noop').start()
  expect(() => start(frame().union(frame().withWatermark('ts', '1 minute')))).toThrow(
    expect.objectContaining({ condition: 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION' }),
  )
  expect(() => start(frame().withWatermark('ts', '1 minute').union(frame()))).not.toThrow()
})

test('three streams are one after two unions, with the types of all', async () => {
  const session = testSession()
  const [ints, longs, doubles] = [
    session.memoryStream('v INT'),
    session.memoryStream('v BIGINT'),
    session.memoryStream('v DOUBLE'),
  ]
  const query = (ints.toDF() as AnyFrame)
    .union(longs.toDF())
    .union(doubles.toDF())
    .writeStream.queryName('all')
    .format('memory')
    .start()
  ints.addData({ v: 1 })
  longs.addData({ v: 2n })
  doubles.addData({ v: 0.5 })
  await query.processAllAvailable()
  expect((await session.table('all').orderBy('v').collect()).map((row) => row.v)).toEqual([0.5, 1, 2])
})
