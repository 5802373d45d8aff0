import { expect, test } from 'vitest'
import { col, createSession, lit } from '../../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { rejection, testSession } from './test-session.ts'

/** As plain JavaScript calls it: with nothing checked by the compiler. */
// biome-ignore lint/suspicious/noExplicitAny: what the compiler would refuse is what is tested
type Anything = any

const untyped = (value: unknown): Anything => value

function stream() {
  return untyped(testSession().memoryStream('id STRING, at TIMESTAMP, price DECIMAL(10, 2)').toDF())
}

test.each([
  [
    'an unknown column',
    () => stream().select('prise'),
    '[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column named `prise` cannot be resolved. Did you mean one of these: `price`, `id`, `at`? SQLSTATE: 42703',
  ],
  [
    'an unknown column in a filter',
    () => stream().filter(col('idd').eq('a')),
    'A column named `idd` cannot be resolved. Did you mean one of these: `id`, `at`, `price`?',
  ],
  ['a filter that is no condition', () => stream().filter(col('id')), '[DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN]'],
  ['a watermark on text', () => stream().withWatermark('id', '1 minute'), '[EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE]'],
  ['an unknown key', () => stream().dropDuplicates('idd'), '[UNRESOLVED_COLUMN_AMONG_FIELD_NAMES]'],
  ['collecting a stream', () => rejection(stream().collect()), '[CALL_ON_STREAMING_DATASET_UNSUPPORTED]'],
  [
    'an unknown format to read',
    () =>
      testSession()
        .readStream()
        .format('cvs' as 'csv')
        .schema('a INT')
        .load('x'),
    '[UNKNOWN_FORMAT] There is no format cvs for readStream. Known are: csv, json, rate, rate-micro-batch, socket, text. Formats of other packages are handed to createSession({ connectors: [...] }). SQLSTATE: 42K02',
  ],
  [
    'an unknown format to write',
    () => stream().writeStream.format('postgress').option('checkpointLocation', '/nowhere').start(),
    '[UNKNOWN_FORMAT] There is no format postgress for writeStream. Known are: console, csv, json, memory, noop, text. Formats',
  ],
  [
    'an unknown option of a reader',
    () =>
      untyped(testSession().readStream())
        .format('csv')
        .schema('a INT')
        .option('heder', true)
        .load(temporaryFolder())
        .writeStream.format('noop')
        .start(),
    '[UNKNOWN_OPTION] csv has no option heder. Did you mean header',
  ],
  [
    'an unknown option of a query',
    () => stream().writeStream.option('checkpointLocaton', '/x').format('noop').start(),
    '[UNKNOWN_OPTION] The query has no option checkpointLocaton. Did you mean checkpointLocation',
  ],
  [
    'a value that an option cannot have',
    () =>
      untyped(testSession().readStream())
        .format('csv')
        .schema('a INT')
        .option('maxFilesPerTrigger', 0)
        .load(temporaryFolder())
        .writeStream.format('noop')
        .start(),
    '[INVALID_OPTION_VALUE]',
  ],
  ['a reader without a schema', () => untyped(testSession().readStream()).format('csv').load('x'), '[SCHEMA_REQUIRED]'],
  ['a writer without a sink', () => stream().writeStream.start(), '[SINK_NOT_CHOSEN]'],
  ['a memory sink without a name', () => stream().writeStream.format('memory').start(), '[QUERY_NAME_REQUIRED]'],
  [
    'complete output without an aggregation',
    () => stream().writeStream.outputMode('complete').format('noop').start(),
    '[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION]',
  ],
  [
    'a trigger of two kinds',
    () => stream().writeStream.trigger({ once: true, availableNow: true }),
    '[INVALID_TRIGGER]',
  ],
  [
    'writeStream of a bounded frame',
    () => untyped(testSession().createDataFrame([], 'a INT')).writeStream,
    '[WRITE_STREAM_NOT_ALLOWED]',
  ],
  ['write of a stream', () => stream().write, '[CALL_ON_STREAMING_DATASET_UNSUPPORTED]'],
  [
    'a union of a stream and a bounded frame',
    () => {
      const session = testSession()
      const bounded = session.createDataFrame([{ n: 1 }], 'n INT')
      return untyped(session.memoryStream('n INT').toDF()).union(bounded).writeStream.format('noop').start()
    },
    '[UNSUPPORTED_STREAMING_OPERATION] A union of a stream with a batch frame',
  ],
  [
    'a second watermark on one stream',
    () => stream().withWatermark('at', '1 s').withWatermark('at', '2 s').writeStream.format('noop').start(),
    '[UNSUPPORTED_STREAMING_OPERATION] A second withWatermark',
  ],
  ['a row that does not fit', () => testSession().createDataFrame([{ n: 1.5 }], 'n INT'), 'n'],
  ['a zone that is none', () => createSession({ timeZone: 'Mars/Olympus' }), '[INVALID_TIMEZONE]'],
])('%s is refused with words that help', async (_, attempt, message) => {
  const error = await rejection(
    (async () => {
      const result = await attempt()
      if (result instanceof Error) throw result
    })(),
  )
  expect(error).toHaveProperty('condition')
  expect(error.message).toContain(message)
})

test('what is refused at the start leaves no query behind, and its name free', () => {
  const session = testSession()
  const input = session.memoryStream('n INT')
  const writer = untyped(input.toDF().writeStream.queryName('q'))
  expect(() => writer.outputMode('complete').format('noop').start()).toThrow('STREAMING_OUTPUT_MODE')
  expect(session.streams.active).toEqual([])
  expect(writer.format('noop').start().isActive).toBe(true)
})

test('a folder that is not there is found before the first batch', async () => {
  const query = testSession()
    .readStream()
    .format('csv')
    .schema('a INT')
    .load(`${temporaryFolder()}/none`)
    .select(lit(1).as('one'))
    .writeStream.format('noop')
    .start()
  const error = await rejection(query.awaitTermination())
  expect((error.cause as Error).message).toContain('[PATH_NOT_FOUND]')
})
