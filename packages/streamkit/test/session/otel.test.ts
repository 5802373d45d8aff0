import { trace } from '@opentelemetry/api'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { expect, test } from 'vitest'
import { batchSpans } from '../../src/otel.ts'
import { testSession } from './test-session.ts'

function recorder() {
  const exporter = new InMemorySpanExporter()
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  return { tracerProvider, spans: () => exporter.getFinishedSpans() }
}

const ms = ([seconds, nanoseconds]: readonly [number, number]) => seconds * 1000 + nanoseconds / 1e6
const named = (spans: readonly ReadableSpan[], name: string) => spans.filter((span) => span.name === name)

test('a batch is a span, its phases are within it, one after the other', async () => {
  const { tracerProvider, spans } = recorder()
  const session = testSession()
  session.streams.addListener(batchSpans({ tracerProvider }))
  const input = session.memoryStream('id STRING')
  const before = Date.now()
  const query = input.toDF().dropDuplicates('id').writeStream.queryName('orders').format('noop').start()
  for (const id of ['a', 'b']) {
    input.addData({ id })
    await query.processAllAvailable()
  }
  await query.stop()
  const batches = named(spans(), 'streamkit.batch')
  expect(batches.map(({ attributes }) => attributes)).toMatchObject([
    { 'streamkit.query.name': 'orders', 'streamkit.batch.id': 0, 'streamkit.input.rows': 1, 'streamkit.state.rows': 1 },
    { 'streamkit.batch.id': 1, 'streamkit.output.rows': 1, 'streamkit.state.rows': 2 },
  ])
  for (const batch of batches) {
    const { spanId, traceId } = batch.spanContext()
    const phases = spans().filter((span) => span.parentSpanContext?.spanId === spanId)
    expect(phases.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['streamkit.addBatch', 'streamkit.walCommit', 'streamkit.commitOffsets']),
    )
    expect(phases.every((phase) => phase.spanContext().traceId === traceId)).toBe(true)
    let last = ms(batch.startTime) - 0.01
    expect(last).toBeGreaterThan(before - 1000)
    for (const phase of phases) {
      expect(ms(phase.startTime)).toBeGreaterThanOrEqual(last)
      last = ms(phase.endTime) - 0.01
      expect(last).toBeLessThanOrEqual(ms(batch.endTime))
    }
  }
})

test('a failure is a span with the error and its condition', async () => {
  const { tracerProvider, spans } = recorder()
  const session = testSession()
  session.streams.addListener(batchSpans({ tracerProvider }))
  const input = session.memoryStream('id STRING')
  input.addData({ id: 'x' })
  const query = input
    .toDF()
    .select(({ id }) => ({ n: id.cast('int') }))
    .writeStream.queryName('orders')
    .format('noop')
    .start()
  await query.awaitTermination().catch(() => {})
  const [failed] = named(spans(), 'streamkit.query.failed')
  expect(failed?.attributes).toMatchObject({ 'streamkit.query.name': 'orders', 'error.type': 'CAST_INVALID_INPUT' })
  expect(failed?.status.code).toBe(2)
  expect(failed?.events[0]?.name).toBe('exception')
})

test('without a provider nothing is recorded and nothing breaks', async () => {
  trace.disable()
  const session = testSession()
  session.streams.addListener(batchSpans())
  const input = session.memoryStream('id STRING')
  input.addData({ id: 'a' })
  const query = input.toDF().writeStream.format('noop').start()
  await query.processAllAvailable()
  await query.stop()
  expect(query.lastProgress?.numInputRows).toBe(1)
})
