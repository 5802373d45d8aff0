import { describe, expect, test } from 'vitest'
import { frame, recordingRuntime, stream } from '../../test/api/recording-runtime.ts'
import { dataFrameReader } from './data-frame-reader.ts'
import { dataStreamReader } from './data-stream-reader.ts'
import type { BuiltInFormats } from './formats.ts'
import { triggerPlan } from './trigger.ts'

describe('a reader', () => {
  test('asks the session for the columns and builds a relation', () => {
    const { runtime, asked } = recordingRuntime()
    const df = dataStreamReader<BuiltInFormats>(runtime)
      .format('csv')
      .schema('id STRING NOT NULL')
      .option('header', true)
      .options({ sep: ';' })
      .load('a', 'b')
    const spec = { format: 'csv', paths: ['a', 'b'], userSchema: df.schema, options: { header: true, sep: ';' } }
    expect(asked.reads).toEqual([{ ...spec, streaming: true }])
    expect(df.logicalPlan).toEqual({ kind: 'streamingRelation', ...spec, schema: df.schema })
    expect(df.isStreaming).toBe(true)
  })
  test('is not changed by its methods', () => {
    const { runtime, asked } = recordingRuntime()
    const csv = dataFrameReader<BuiltInFormats>(runtime).format('csv').schema('id INT')
    csv.option('header', true)
    csv.load('x')
    expect(asked.reads[0]?.options).toEqual({})
  })
  test('knows an option in any case once', () => {
    const { runtime, asked } = recordingRuntime()
    dataFrameReader<BuiltInFormats>(runtime)
      .format('csv')
      .options({ HEADER: true } as never)
      .option('header', false)
      .load()
    expect(asked.reads[0]?.options).toEqual({ header: false })
  })
  test('says when its columns need a wait, and waits if asked to', async () => {
    const reader = dataFrameReader<BuiltInFormats>(recordingRuntime().runtime).format('slow' as never)
    expect(() => reader.load()).toThrow('SCHEMA_NEEDS_IO')
    expect((await reader.loadAsync()).columns).toEqual(['id'])
  })
  test('needs a format', () => {
    expect(() => dataFrameReader<BuiltInFormats>(recordingRuntime().runtime).load('x')).toThrow('SOURCE_NOT_CHOSEN')
    expect(dataFrameReader<BuiltInFormats>(recordingRuntime().runtime).csv('x').columns).toEqual(['_c0'])
  })
})

describe('a stream writer', () => {
  const writer = () => {
    const { runtime, asked } = recordingRuntime()
    const df = stream('id STRING', runtime)
    return { writer: df.writeStream, asked, plan: df.logicalPlan }
  }
  test('starts what it was told', () => {
    const { writer: w, asked, plan } = writer()
    const { signal } = new AbortController()
    w.queryName('q')
      .outputMode('update')
      .trigger({ processingTime: '1 second' })
      .option('checkpointLocation', 'c')
      .format('console')
      .option('numRows', 5)
      .start({ signal })
    expect(asked.started).toEqual([
      {
        plan,
        queryName: 'q',
        outputMode: 'update',
        trigger: { kind: 'processingTime', intervalMs: 1000 },
        options: { checkpointLocation: 'c', numRows: 5 },
        sink: { kind: 'format', format: 'console', path: null },
        partitionBy: [],
        lateSink: null,
        signal,
      },
    ])
  })
  test('hands functions on as they are', () => {
    const { writer: w, asked } = writer()
    const fn = Object.assign(async () => {}, { description: 'mine' })
    w.foreachBatch(fn).start()
    expect(asked.started[0]?.sink).toEqual({ kind: 'foreachBatch', fn })
    const process = () => {}
    w.foreach(process).start()
    expect(asked.started[1]?.sink).toEqual({ kind: 'foreach', writer: { process } })
    expect(asked.started[1]).toMatchObject({ queryName: null, outputMode: 'append', trigger: { kind: 'default' } })
  })
  test('needs somewhere to write to', () => {
    expect(() => writer().writer.start()).toThrow('SINK_NOT_CHOSEN')
  })
})

test('a batch writer writes what it was told', async () => {
  const { runtime, asked } = recordingRuntime()
  const df = frame('id STRING', runtime)
  await df.write.format('noop').mode('overwrite').options({}).save('there')
  expect(asked.written).toEqual([
    { plan: df.logicalPlan, format: 'noop', path: 'there', partitionBy: [], options: {}, mode: 'overwrite' },
  ])
  await expect(df.write.save()).rejects.toThrow('SINK_NOT_CHOSEN')
})

test.each([
  [{ processingTime: '10 seconds' }, { kind: 'processingTime', intervalMs: 10_000 }],
  [{ processingTime: 250 }, { kind: 'processingTime', intervalMs: 250 }],
  [{ once: true }, { kind: 'once' }],
  [{ availableNow: true }, { kind: 'availableNow' }],
] as const)('the trigger %j is understood', (trigger, plan) => {
  expect(triggerPlan(trigger)).toEqual(plan)
})

test.each([
  {},
  { sometimes: true },
  { once: false },
  { once: true, availableNow: true },
  null,
  { processingTime: undefined },
])('the trigger %j is refused', (trigger) => {
  expect(() => triggerPlan(trigger as never)).toThrow('INVALID_TRIGGER')
})

test.each([
  ['soon', 'CANNOT_PARSE_INTERVAL'],
  [Number.NaN, 'CANNOT_PARSE_INTERVAL'],
  ['1 month', 'CANNOT_PARSE_INTERVAL'],
  [-1, 'NEGATIVE_INTERVAL'],
  ['-1 second', 'NEGATIVE_INTERVAL'],
])('the interval %j is refused', (interval, condition) => {
  expect(() => triggerPlan({ processingTime: interval })).toThrow(condition)
})
