import { expect, test } from 'vitest'
import { createSession } from '../../session/session.ts'
import { memoryStream } from '../../testing/memory-stream.ts'

const ddl = 'id STRING, at TIMESTAMP, other TIMESTAMP, n INT'

/** The condition with which a query is refused at start, null if it starts. */
function refusal(start: () => { stop(): Promise<void> }): string | null {
  try {
    void start().stop()
    return null
  } catch (error) {
    return (error as { condition?: string }).condition ?? String(error)
  }
}

test.each([
  ['next to the first', (frame: never) => frame],
  ['behind a projection that drops its column', (frame: never) => (frame as { drop(name: string): never }).drop('at')],
  [
    'behind a plain function',
    (frame: never) => (frame as { map(fn: (row: object) => object): never }).map((row) => row),
  ],
  ['behind de-duplication', (frame: never) => (frame as { dropDuplicates(name: string): never }).dropDuplicates('id')],
])('a second watermark %s is refused at start', (_, between) => {
  const first = memoryStream(ddl).toDF().withWatermark('at', '10 seconds')
  const second = between(first as never) as typeof first
  const twice = second.withWatermark('other' as never, '5 seconds') as unknown as typeof first
  expect(refusal(() => twice.writeStream.format('noop').start())).toBe('UNSUPPORTED_STREAMING_OPERATION')
})

test('each side of a union may have a watermark', () => {
  const session = createSession()
  const side = () => session.memoryStream(ddl).toDF().withWatermark('at', '10 seconds')
  expect(refusal(() => side().union(side()).writeStream.format('noop').start())).toBeNull()
})

test('de-duplication within the watermark needs one', () => {
  const frame = memoryStream(ddl).toDF() as unknown as { dropDuplicatesWithinWatermark(name: string): typeof stream }
  const stream = memoryStream(ddl).toDF()
  expect(refusal(() => frame.dropDuplicatesWithinWatermark('id').writeStream.format('noop').start())).toBe(
    'UNSUPPORTED_STREAMING_OPERATION',
  )
})

test.each([
  ['a text', 'at STRING'],
  ['a date', 'at DATE'],
  ['a timestamp without time zone', 'at TIMESTAMP_NTZ'],
  ['a number', 'at BIGINT'],
])('%s is no event time', (_, schema) => {
  const frame = memoryStream(schema as 'at STRING').toDF()
  expect(() => frame.withWatermark('at' as never, '1 second')).toThrow('EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE')
})
