import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/analysis/analyzer.ts'
import { checkStreaming } from '../../src/analysis/unsupported-operation-checker.ts'
import { Column, call } from '../../src/api/column.ts'
import type { OutputMode } from '../../src/contracts/sink.ts'
import { type AnalysisException, col } from '../../src/index.ts'
import { countDistinct, max, sum, windowOf } from '../support/aggregate-columns.ts'
import { testSession } from './test-session.ts'

/** Of each query shape and output mode, what Spark answers when the query starts: `ok`, a condition, or `refused` where its condition has no public name. */
const matrix: Readonly<Record<string, Readonly<Record<OutputMode, string>>>> = JSON.parse(
  readFileSync(new URL('../spark-corpus/legality-matrix.json', import.meta.url), 'utf8'),
)

/** As plain JavaScript calls it: with nothing checked by the compiler. */
// biome-ignore lint/suspicious/noExplicitAny: what the compiler would refuse is what is tested
type Anything = any

const stream = (): Anything => testSession().memoryStream('id STRING, k STRING, v INT, ts TIMESTAMP').toDF()
const marked = (): Anything => stream().withWatermark('ts', '10 seconds')
const minute = (time: Column<Date> = col('ts')) => windowOf(time, '1 minute')
const session = () =>
  new Column({ kind: 'call', name: 'session_window', args: [col('ts').expression, lit('5 minutes')] })
const lit = (value: string) => ({ kind: 'literal', value, dataType: { kind: 'string' } }) as const
const windowTime = () => call<Date>('window_time', col('window'))
const latest = () =>
  stream()
    .groupBy('k')
    .agg(max(col('ts')).as('ts'))
    .withWatermark('ts', '1 minute')

const shapes: Readonly<Record<string, () => Anything>> = {
  'select/filter': () => stream().select('k'),
  'groupBy no watermark': () => stream().groupBy('k').count(),
  'global agg no key': () => stream().agg(sum(col('v'))),
  'groupBy key, watermark not in key': () => marked().groupBy('k').count(),
  'tumbling window + wm': () => marked().groupBy(minute()).count(),
  'tumbling window no wm': () => stream().groupBy(minute()).count(),
  'sliding window + wm': () =>
    marked()
      .groupBy(
        new Column({ kind: 'call', name: 'window', args: [col('ts').expression, lit('1 minute'), lit('10 seconds')] }),
        'k',
      )
      .count(),
  'groupBy event-time col + wm': () => marked().groupBy('ts').count(),
  'session window + wm + key': () => marked().groupBy(session(), 'k').count(),
  'session window no wm': () => stream().groupBy(session(), 'k').count(),
  'count distinct': () =>
    marked()
      .groupBy(minute())
      .agg(countDistinct(col('k'))),
  rollup: () => marked().rollup('k', 'id').count(),
  cube: () => marked().cube('k', 'id').count(),
  'pivot with values': () =>
    marked()
      .groupBy(minute())
      .pivot('k', ['a', 'b'])
      .agg(sum(col('v'))),
  'pivot without values': () =>
    marked()
      .groupBy('id')
      .pivot('k')
      .agg(sum(col('v'))),
  'window on window (window_time)': () =>
    marked().groupBy(minute()).count().groupBy(windowOf(windowTime(), '5 minutes')).count(),
  'agg after agg, no window_time': () => marked().groupBy(minute(), 'k').count().groupBy('window').count(),
  'agg of agg, plain keys': () => stream().groupBy('k', 'id').count().groupBy('k').count(),
  'dedup then window agg': () => marked().dropDuplicates('id', 'ts').groupBy(minute()).count(),
  'window agg then dedup on window_time': () =>
    marked().groupBy(minute(), 'k').count().select('k', windowTime().as('t')).dropDuplicates('k', 't'),
  'dropDuplicates after agg (no wm)': () => stream().groupBy('k').count().dropDuplicates('k'),
  'dropDuplicates before agg (no wm)': () => stream().dropDuplicates('id').groupBy('k').count(),
  'withWatermark on agg result': latest,
  'withWatermark after agg + window': () => latest().groupBy(minute()).count(),
}

const conf = { timeZone: 'UTC', ansi: true }

function answer(shape: () => Anything, mode: OutputMode): string {
  try {
    checkStreaming(analyze(shape().logicalPlan, conf), mode)
    return 'ok'
  } catch (error) {
    const { condition } = error as AnalysisException
    return condition === 'UNSUPPORTED_STREAMING_OPERATION' ? 'refused' : condition
  }
}

describe.each(Object.entries(shapes))('%s', (name, shape) => {
  test.each(['append', 'update', 'complete'] as const)('%s is answered as Spark answers it', (mode) => {
    expect(answer(shape, mode)).toBe(matrix[name]?.[mode])
  })
})
