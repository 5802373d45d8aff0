import { expect, test } from 'vitest'
import type { StreamingQueryListener } from '../../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, gate, rejection, rememberingLogger, testSession } from './test-session.ts'

test('active queries are listed and found by their id until they end', async () => {
  const session = testSession()
  const writer = session
    .memoryStream('n INT')
    .toDF()
    .writeStream.foreachBatch(() => {})
  const [first, second] = [writer.start(), writer.start()]
  expect(session.streams.active).toEqual([first, second])
  const id = await first.whenStarted()
  expect(session.streams.get(id)).toBe(first)
  expect(session.streams.get('another')).toBeNull()
  await first.stop()
  expect(session.streams.active).toEqual([second])
  expect(session.streams.get(id)).toBeNull()
})

test('awaitAnyTermination resolves when the first query ends, and remembers it until it is reset', async () => {
  const session = testSession()
  const writer = session
    .memoryStream('n INT')
    .toDF()
    .writeStream.foreachBatch(() => {})
  const [first, second] = [writer.start(), writer.start()]
  expect(await session.streams.awaitAnyTermination(1)).toBe(false)
  const any = session.streams.awaitAnyTermination()
  await first.stop()
  expect(await any).toBeUndefined()
  expect(await session.streams.awaitAnyTermination(60_000)).toBe(true)
  session.streams.resetTerminated()
  expect(await session.streams.awaitAnyTermination(1)).toBe(false)
  await second.stop()
  expect(await session.streams.awaitAnyTermination(60_000)).toBe(true)
})

test('awaitAnyTermination rejects with the failure of a query that failed', async () => {
  const session = testSession()
  const input = session.memoryStream('n INT')
  const query = input
    .toDF()
    .writeStream.foreachBatch(() => {
      throw new Error('no')
    })
    .start()
  input.addData({ n: 1 })
  expect(await rejection(session.streams.awaitAnyTermination())).toBe(query.exception)
})

test('a listener hears of start, progress and end, in this order', async () => {
  const session = testSession()
  const heard: string[] = []
  session.streams.addListener({
    onQueryStarted: ({ id, name }) => heard.push(`started ${name} ${id.length}`),
    onQueryProgress: ({ progress }) => heard.push(`progress ${progress.batchId}`),
    onQueryTerminated: ({ exception, errorClassOnException }) =>
      heard.push(`ended ${exception} ${errorClassOnException}`),
  })
  const input = session.memoryStream('n INT')
  const query = input.toDF().writeStream.queryName('q').format('noop').start()
  input.addData({ n: 1 })
  await query.processAllAvailable()
  await query.stop()
  expect(heard).toEqual(['started q 36', 'progress 0', 'ended null null'])
})

test('a listener is told the condition that began a failure', async () => {
  const session = testSession()
  const conditions: unknown[] = []
  session.streams.addListener({
    onQueryTerminated: (event) => conditions.push(event.errorClassOnException, event.exception?.slice(0, 15)),
  })
  const input = session.memoryStream('k STRING')
  const query = input
    .toDF()
    .select(($) => ({ n: $.k.cast('int') }))
    .writeStream.format('noop')
    .start()
  input.addData({ k: 'x' })
  expect(conditionsOf(await rejection(query.awaitTermination()))).toEqual(['STREAM_FAILED', 'CAST_INVALID_INPUT'])
  expect(conditions).toEqual(['CAST_INVALID_INPUT', '[STREAM_FAILED]'])
})

test('a listener that is removed hears nothing more', async () => {
  const session = testSession()
  const heard: number[] = []
  const listener: StreamingQueryListener = { onQueryProgress: ({ progress }) => void heard.push(progress.batchId) }
  session.streams.addListener(listener)
  const input = session.memoryStream('n INT')
  const query = input.toDF().writeStream.format('noop').start()
  input.addData({ n: 1 })
  await query.processAllAvailable()
  session.streams.removeListener(listener)
  input.addData({ n: 2 })
  await query.processAllAvailable()
  expect(heard).toEqual([0])
})

test('what listeners throw or reject with is logged, and neither query nor other listeners notice', async () => {
  const logger = rememberingLogger()
  const session = testSession({ logger })
  const heard: number[] = []
  session.streams.addListener({
    onQueryStarted() {
      throw new Error('from onQueryStarted')
    },
    async onQueryProgress() {
      throw new Error('from onQueryProgress')
    },
    onQueryTerminated() {
      throw new Error('from onQueryTerminated')
    },
  })
  session.streams.addListener({ onQueryProgress: ({ progress }) => void heard.push(progress.batchId) })
  const input = session.memoryStream('n INT')
  const query = input.toDF().writeStream.format('noop').start()
  for (const n of [1, 2]) {
    input.addData({ n })
    await query.processAllAvailable()
  }
  await query.stop()
  expect(query.exception).toBeNull()
  expect(heard).toEqual([0, 1])
  const errors = logger.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields.error)
  expect(errors).toEqual([
    'from onQueryStarted',
    'from onQueryProgress',
    'from onQueryProgress',
    'from onQueryTerminated',
  ])
})

test('a name may be used by one running query at a time', async () => {
  const session = testSession()
  const writer = session
    .memoryStream('n INT')
    .toDF()
    .writeStream.queryName('totals')
    .foreachBatch(() => {})
  const first = writer.start()
  expect(() => writer.start()).toThrow(
    '[QUERY_ALREADY_RUNNING] A query named totals is already active in this session.',
  )
  await first.stop()
  expect(writer.start().isActive).toBe(true)
})

test('stopping the session lets the running batches end, actions on them included, and starts nothing more', async () => {
  const session = testSession()
  const input = session.memoryStream('n INT')
  const [inside, release] = [gate(), gate()]
  const rows: unknown[] = []
  const writer = input.toDF().writeStream.foreachBatch(async (batch) => {
    inside.open()
    await release.opened
    rows.push(...(await batch.filter(($) => $.n.gt(0)).collect()))
  })
  const query = writer.start()
  input.addData({ n: 1 })
  await inside.opened
  const stopping = session.stop()
  expect(() => writer.start()).toThrow('SESSION_STOPPED')
  release.open()
  await stopping
  expect(query.exception).toBeNull()
  expect(rows).toEqual([{ n: 1 }])
  await expect(session.createDataFrame([{ n: 1 }], 'n INT').collect()).rejects.toThrow('SESSION_STOPPED')
})

test('two queries over one frame each have all of its rows', async () => {
  const session = testSession()
  const input = session.memoryStream('n INT')
  const doubled = input.toDF().select(($) => ({ n: $.n.mul(2) }))
  const queries = ['a', 'b'].map((name) => doubled.writeStream.queryName(name).format('memory').start())
  input.addData({ n: 1 }, { n: 2 })
  for (const query of queries) await query.processAllAvailable()
  for (const name of ['a', 'b']) expect(await session.table(name).collect()).toEqual([{ n: 2 }, { n: 4 }])
})

test('the checkpoint folder of a session holds one checkpoint a query name', async () => {
  const checkpointLocation = temporaryFolder()
  const session = testSession({ checkpointLocation })
  const input = session.memoryStream('n INT')
  input.addData({ n: 1 })
  const batches: number[] = []
  const run = async () => {
    const writer = input.toDF().writeStream.queryName('totals').trigger({ availableNow: true })
    await writer
      .foreachBatch((_, id) => void batches.push(id))
      .start()
      .awaitTermination()
  }
  await run()
  await run()
  input.addData({ n: 2 })
  await run()
  expect(batches).toEqual([0, 1])
})
