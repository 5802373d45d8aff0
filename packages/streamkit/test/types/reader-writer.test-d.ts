import { describe, expectTypeOf, test } from 'vitest'
import type { DataFrame } from '../../src/api/data-frame.ts'
import {
  type BatchDataFrame,
  createSession,
  type ForeachBatchFunction,
  type StateMetadataRow,
  type StreamingQuery,
  type UntypedRow,
} from '../../src/index.ts'
import { lmdbStateStore } from '../../src/state-lmdb.ts'
import { read, readStream } from './frames.ts'

const ddl = 'id STRING NOT NULL, n INT, at TIMESTAMP'
const stream = readStream().format('csv').schema(ddl).load('in')
interface Row {
  id: string
  n: number | null
  at: Date | null
}
// biome-ignore lint/suspicious/noExplicitAny: any traits
type RowOfFrame<F> = F extends DataFrame<infer R, any> ? R : never

describe('a reader', () => {
  test('takes the options of its format', () => {
    readStream().format('csv').option('header', true).option('header', 'true').option('maxFilesPerTrigger', 10)
    readStream().format('csv').options({ sep: ';', mode: 'FAILFAST' })
    readStream().format('kafka').option('subscribe', 'orders').option('kafka.bootstrap.servers', 'localhost:9092')
    read().format('postgres').option('table', 'orders')
    // @ts-expect-error an option of Kafka
    readStream().format('csv').option('subscribe', 'orders')
    // @ts-expect-error a flag is no number
    readStream().format('csv').option('header', 3)
    // @ts-expect-error only streams have triggers
    read().format('csv').option('maxFilesPerTrigger', 10)
    // @ts-expect-error no such mode
    readStream().format('csv').option('mode', 'SOMETIMES')
    // @ts-expect-error a misspelt name
    readStream().format('csv').options({ heeder: true })
    // @ts-expect-error call format(name) before option(name, value)
    readStream().option('header', true)
  })
  test('knows the formats of its session', () => {
    // @ts-expect-error no such format
    readStream().format('parquet')
    // @ts-expect-error postgres is no stream source
    readStream().format('postgres')
    // @ts-expect-error kafka is read as a stream here
    read().format('kafka')
  })
  test('needs a schema, unless the format has its own', () => {
    const kafka = readStream().format('kafka').option('subscribe', 'orders').load()
    expectTypeOf<RowOfFrame<typeof kafka>>().toEqualTypeOf<{
      readonly value: Uint8Array | null
      readonly timestamp: Date
    }>()
    const rate = readStream().format('rate').option('rowsPerSecond', 10).option('rampUpTime', '5s').load()
    expectTypeOf<RowOfFrame<typeof rate>>().toEqualTypeOf<{ timestamp: Date | null; value: bigint | null }>()
    readStream().format('rate-micro-batch').options({ rowsPerBatch: 5, startTimestamp: 0 }).load()
    // @ts-expect-error an option of the other one
    readStream().format('rate').option('rowsPerBatch', 5)
    // @ts-expect-error a port is a number
    readStream().format('socket').option('port', '9999')
    const guessed = read().format('csv').load('in')
    expectTypeOf<RowOfFrame<typeof guessed>>().toEqualTypeOf<UntypedRow>()
    const csv = readStream().schema(ddl).csv('in')
    expectTypeOf<RowOfFrame<typeof csv>>().toEqualTypeOf<Row>()
    // @ts-expect-error call schema(...) before load()
    readStream().format('csv').load('in').filter
    // @ts-expect-error column a: unknown type FOO
    readStream().format('csv').schema('a FOO')
  })
})

describe('a stream writer', () => {
  test('takes the options of its sink and of the query', () => {
    stream.writeStream.format('console').option('numRows', 5).option('checkpointLocation', 'c').start()
    stream.writeStream.format('postgres').options({ table: 'orders', mode: 'upsert' }).start()
    stream.writeStream.option('checkpointLocation', 'c').format('memory').queryName('q').start()
    // @ts-expect-error an option of postgres
    stream.writeStream.format('console').option('table', 'orders')
    // @ts-expect-error no such mode
    stream.writeStream.format('postgres').option('mode', 'replace')
    // @ts-expect-error the state reader only reads
    stream.writeStream.format('statestore')
  })
  test('has the output modes that its stream allows', () => {
    stream.writeStream.outputMode('append').outputMode('update')
    stream.limit(3).writeStream.outputMode('append')
    // @ts-expect-error complete needs an aggregation
    stream.writeStream.outputMode('complete')
    // @ts-expect-error a limit is for append
    stream.limit(3).writeStream.outputMode('update')
  })
  test('has triggers', () => {
    stream.writeStream.trigger({ processingTime: '1 second' }).trigger({ once: true }).trigger({ availableNow: true })
    // @ts-expect-error no such trigger
    stream.writeStream.trigger({ sometimes: true })
    // @ts-expect-error once is on or left out
    stream.writeStream.trigger({ once: false })
  })
  test('gives batches to functions', () => {
    const query = stream.writeStream
      .foreachBatch(async (batch, batchId, context) => {
        expectTypeOf(batch).toExtend<BatchDataFrame<Row>>()
        expectTypeOf(await batch.collect()).toEqualTypeOf<Row[]>()
        expectTypeOf(batchId).toEqualTypeOf<number>()
        expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>()
        await batch
          .filter(($) => $.n.gt(1))
          .write.format('postgres')
          .option('table', 'x')
          .mode('append')
          .save()
      })
      .start({ signal: new AbortController().signal })
    expectTypeOf(query).toEqualTypeOf<StreamingQuery>()
    const sink: ForeachBatchFunction<{ id: string }> = async (batch) => {
      await batch.count()
    }
    stream.writeStream.foreachBatch(sink)
    stream.writeStream.foreachBatch(Object.assign(async () => {}, { description: 'x', singlePass: true }))
    const upsert = <R>(_options: { readonly key: readonly (keyof R & string)[] }): ForeachBatchFunction<R> =>
      null as never
    stream.writeStream.foreachBatch(upsert({ key: ['id'] }))
    // @ts-expect-error no such column
    stream.writeStream.foreachBatch(upsert({ key: ['nope'] }))
    // @ts-expect-error a sink of other rows
    stream.writeStream.foreachBatch(null as unknown as ForeachBatchFunction<{ other: string }>)
  })
  test('gives rows to writers', () => {
    stream.writeStream.foreach((row) => {
      expectTypeOf(row).toEqualTypeOf<Row>()
    })
    stream.writeStream.foreach({
      open: (_partition, epoch) => epoch > 0,
      process: async (row) => {
        expectTypeOf(row.id).toEqualTypeOf<string>()
      },
      close: () => {},
    })
    // @ts-expect-error a writer processes rows
    stream.writeStream.foreach({ open: () => true })
  })
})

test('the state store is memory or a provider, and state is read with options of its own', () => {
  createSession({ stateStore: 'memory' })
  createSession({ stateStore: lmdbStateStore({ writeBufferBytes: 1024 }) })
  // @ts-expect-error: a store is handed in, not named
  createSession({ stateStore: 'lmdb' })
  const session = createSession()
  session.read().format('statestore').option('joinSide', 'left').option('batchId', 3)
  // @ts-expect-error: a join has two sides
  session.read().format('statestore').option('joinSide', 'both')
  // @ts-expect-error: state is no stream
  session.readStream().format('statestore')
  const operators = session.read().format('state-metadata').load('checkpoint')
  expectTypeOf<RowOfFrame<typeof operators>>().toEqualTypeOf<StateMetadataRow>()
})

test('the state of a query is a bounded frame of untyped rows', async () => {
  const query = {} as StreamingQuery
  const state = await query.state('symmetricHashJoin', { joinSide: 'left', batchId: 3 })
  expectTypeOf(state).toEqualTypeOf<DataFrame<UntypedRow>>()
  expectTypeOf(state.isStreaming).toEqualTypeOf<false>()
  // @ts-expect-error: the query knows its checkpoint
  await query.state(0, { path: 'checkpoint' })
})
