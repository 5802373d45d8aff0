import { expect, test } from 'vitest'
import type { StreamingQueryProgress } from '../../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, gate, rejection, rememberingLogger, testSession } from './test-session.ts'

function counting(session = testSession()) {
  const input = session.memoryStream('n INT')
  return { session, input, writer: input.toDF().writeStream }
}

test('a query keeps its id over a restart and gets another run id', async () => {
  const checkpoint = temporaryFolder()
  const { input, writer } = counting()
  const start = () =>
    writer
      .option('checkpointLocation', checkpoint)
      .foreachBatch(() => {})
      .start()
  const first = start()
  expect(first.id).toBe('')
  const id = await first.whenStarted()
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  input.addData({ n: 1 })
  await first.processAllAvailable()
  await first.stop()
  const second = start()
  expect(await second.whenStarted()).toBe(id)
  expect(second.id).toBe(id)
  expect(second.runId).not.toBe(first.runId)
  input.addData({ n: 2 })
  await second.processAllAvailable()
  expect(second.lastProgress?.batchId).toBe(1)
})

test('a name is what it was given, or null', () => {
  const { writer } = counting()
  expect(writer.foreachBatch(() => {}).start().name).toBeNull()
  expect(
    writer
      .queryName('totals')
      .foreachBatch(() => {})
      .start().name,
  ).toBe('totals')
})

test('progress is told as it is made, and the last of it kept', async () => {
  const { input, writer } = counting()
  const query = writer.foreachBatch(() => {}).start()
  const seen: StreamingQueryProgress[] = []
  let completed = false
  query.progress$.subscribe({ next: (p) => seen.push(p), complete: () => (completed = true) })
  expect(query.lastProgress).toBeNull()
  expect(query.recentProgress).toEqual([])
  for (const n of [1, 2]) {
    input.addData({ n }, { n })
    await query.processAllAvailable()
  }
  expect(seen.map((p) => [p.batchId, p.numInputRows])).toEqual([
    [0, 2],
    [1, 2],
  ])
  expect(query.recentProgress).toEqual(seen)
  expect(query.lastProgress).toBe(seen[1])
  expect(completed).toBe(false)
  await query.stop()
  expect(completed).toBe(true)
})

test('of the progress the last 100 are kept', async () => {
  const { input, writer } = counting()
  const query = writer.format('noop').start()
  for (let n = 0; n < 103; n++) {
    input.addData({ n })
    await query.processAllAvailable()
  }
  expect(query.recentProgress).toHaveLength(100)
  expect(query.recentProgress[0]?.batchId).toBe(3)
})

test("the phases of a batch are told by Spark's names", async () => {
  const { input, writer } = counting()
  const query = writer.format('noop').start()
  input.addData({ n: 1 })
  await query.processAllAvailable()
  const phases = [
    'addBatch',
    'commitOffsets',
    'getBatch',
    'latestOffset',
    'queryPlanning',
    'triggerExecution',
    'walCommit',
  ]
  expect(Object.keys(query.lastProgress?.durationMs ?? {})).toEqual(phases)
})

test('the status says what the query is doing', async () => {
  const { input, writer } = counting()
  const [inside, release] = [gate(), gate()]
  const query = writer
    .foreachBatch(async () => {
      inside.open()
      await release.opened
    })
    .start()
  expect(query.status).toEqual({ message: 'Initializing sources', isDataAvailable: false, isTriggerActive: false })
  input.addData({ n: 1 })
  await inside.opened
  expect(query.status.isTriggerActive).toBe(true)
  release.open()
  await query.processAllAvailable()
  expect(query.status).toEqual({
    message: 'Waiting for data to arrive',
    isDataAvailable: false,
    isTriggerActive: false,
  })
  await query.stop()
  expect(query.status).toEqual({ message: 'Stopped', isDataAvailable: false, isTriggerActive: false })
  expect(query.isActive).toBe(false)
})

test('explain shows the physical plan, and extended every plan on the way to it', () => {
  const { input } = counting()
  const query = input
    .toDF()
    .filter(($) => $.n.gt(1))
    .writeStream.foreachBatch(() => {})
    .start()
  expect(query.explain()).toMatch(/^== Physical Plan ==\nStage Filter \(n > 1\)\n\+- StreamingScan memory/)
  for (const name of ['Parsed Logical', 'Analyzed Logical', 'Optimized Logical', 'Physical'])
    expect(query.explain('extended')).toContain(`== ${name} Plan ==`)
})

test('awaitTermination with a time-out says whether the query has ended', async () => {
  const { writer } = counting()
  const query = writer.foreachBatch(() => {}).start()
  expect(await query.awaitTermination(1)).toBe(false)
  expect(await query.awaitTermination({ timeoutMs: 1 })).toBe(false)
  await query.stop()
  expect(await query.awaitTermination(60_000)).toBe(true)
  await query.awaitTermination()
})

test('awaitTermination is given up with the reason of its signal, and the query goes on', async () => {
  const { input, writer } = counting()
  const query = writer.foreachBatch(() => {}).start()
  const giveUp = new AbortController()
  const waiting = query.awaitTermination({ signal: giveUp.signal })
  giveUp.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await expect(query.awaitTermination({ signal: giveUp.signal })).rejects.toThrow('enough')
  expect(query.isActive).toBe(true)
  input.addData({ n: 1 })
  await query.processAllAvailable()
  expect(query.lastProgress?.numInputRows).toBe(1)
})

test('a failed query tells its failure in every way, and can be started again', async () => {
  const checkpoint = temporaryFolder()
  const logger = rememberingLogger()
  const { input, writer } = counting(testSession({ logger }))
  let healthy = false
  const batches: number[] = []
  const start = () =>
    writer
      .queryName('shaky')
      .option('checkpointLocation', checkpoint)
      .foreachBatch((_, batchId) => {
        batches.push(batchId)
        if (!healthy) throw new Error('no')
      })
      .start()
  const query = start()
  let completed = false
  query.progress$.subscribe({ complete: () => (completed = true) })
  input.addData({ n: 1 })
  const failure = await rejection(query.awaitTermination())
  expect(conditionsOf(failure)).toEqual(['STREAM_FAILED', 'FOREACH_BATCH_USER_FUNCTION_ERROR', 'no'])
  expect(failure).toMatchObject({
    name: 'StreamingQueryException',
    query: { id: query.id, runId: query.runId, name: 'shaky', batchId: 0, startOffset: '[-]', endOffset: '[0]' },
  })
  expect(failure.message).toBe(
    `[STREAM_FAILED] Query shaky [id = ${query.id}, runId = ${query.runId}] terminated in batch 0 with offsets from [-] to [0]: ` +
      '[FOREACH_BATCH_USER_FUNCTION_ERROR] The function of foreachBatch threw in batch 0: no. The batch was not committed and runs again at the next start. SQLSTATE: 39000 SQLSTATE: XXKST',
  )
  expect(query.exception).toBe(failure)
  expect(await rejection(query.processAllAvailable())).toBe(failure)
  expect(query.isActive).toBe(false)
  expect(query.status.message).toContain('Terminated with exception: [FOREACH_BATCH_USER_FUNCTION_ERROR]')
  expect(completed).toBe(true)
  expect(logger.lines.filter(({ level }) => level === 'error')).toMatchObject([
    { message: 'the query has failed', fields: { query: 'shaky', condition: 'FOREACH_BATCH_USER_FUNCTION_ERROR' } },
  ])
  await query.stop()
  healthy = true
  await start().processAllAvailable()
  expect(batches).toEqual([0, 0])
})

test('stop lets the running batch commit and starts no other', async () => {
  const checkpoint = temporaryFolder()
  const { input, writer } = counting()
  const [inside, release] = [gate(), gate()]
  const rows: number[][] = []
  const start = () =>
    writer
      .option('checkpointLocation', checkpoint)
      .foreachBatch(async (batch) => {
        inside.open()
        await release.opened
        rows.push((await batch.collect()).map((row) => row.n as number))
      })
      .start()
  const query = start()
  input.addData({ n: 1 })
  await inside.opened
  input.addData({ n: 2 })
  const stopping = query.stop()
  expect(query.isActive).toBe(true)
  release.open()
  await stopping
  expect(query.isActive).toBe(false)
  expect(query.exception).toBeNull()
  expect(query.recentProgress.map((p) => p.batchId)).toEqual([0])
  await start().processAllAvailable()
  expect(rows).toEqual([[1], [2]])
})

test('stop with a time-out returns though a function of the user never settles, and the batch runs again later', async () => {
  const checkpoint = temporaryFolder()
  const logger = rememberingLogger()
  const { input, writer } = counting(testSession({ logger }))
  const inside = gate()
  let aborted = false
  const release = gate()
  const query = writer
    .option('checkpointLocation', checkpoint)
    .foreachBatch(async (_batch, _id, { signal }) => {
      signal.addEventListener('abort', () => {
        aborted = true
      })
      inside.open()
      await release.opened
    })
    .start()
  input.addData({ n: 1 })
  await inside.opened
  await query.stop({ timeoutMs: 1 })
  expect(aborted).toBe(true)
  expect(logger.lines).toContainEqual(
    expect.objectContaining({ level: 'warn', message: expect.stringContaining('given up') }),
  )
  release.open()
  await query.awaitTermination()
  expect(query.recentProgress).toEqual([])
  const again: number[] = []
  const second = writer
    .option('checkpointLocation', checkpoint)
    .foreachBatch((_, batchId) => {
      again.push(batchId)
    })
    .start()
  await second.processAllAvailable()
  expect(again).toEqual([0])
})

test('a signal given to start stops the query gracefully', async () => {
  const { input, writer } = counting()
  const stop = new AbortController()
  const [inside, release] = [gate(), gate()]
  const query = writer
    .foreachBatch(async () => {
      inside.open()
      await release.opened
    })
    .start({ signal: stop.signal })
  input.addData({ n: 1 })
  await inside.opened
  stop.abort()
  release.open()
  await query.awaitTermination()
  expect(query.recentProgress).toHaveLength(1)
})

test('a signal that is aborted already keeps the query from running a batch', async () => {
  const { input, writer } = counting()
  input.addData({ n: 1 })
  const query = writer.foreachBatch(() => expect.unreachable()).start({ signal: AbortSignal.abort() })
  await query.awaitTermination()
  expect(query.recentProgress).toEqual([])
})

test('await using stops the query at the end of the block', async () => {
  const { writer } = counting()
  const stopped = await (async () => {
    await using query = writer.foreachBatch(() => {}).start()
    expect(query.isActive).toBe(true)
    return query
  })()
  expect(stopped.isActive).toBe(false)
})

test('processAllAvailable waits for what was there when it was called', async () => {
  const { input, writer } = counting()
  const sums: number[] = []
  const query = writer
    .foreachBatch(async (batch) => {
      sums.push((await batch.collect()).length)
    })
    .start()
  input.addData({ n: 1 }, { n: 2 })
  input.addData({ n: 3 })
  await query.processAllAvailable()
  expect(sums.reduce((a, b) => a + b, 0)).toBe(3)
  await query.stop()
  await query.processAllAvailable()
})

test('availableNow ends by itself with what was there at its start', async () => {
  const { input, writer } = counting()
  input.addData({ n: 1 })
  const rows: unknown[] = []
  const query = writer
    .trigger({ availableNow: true })
    .foreachBatch(async (batch) => {
      input.addData({ n: 2 })
      rows.push(...(await batch.collect()))
    })
    .start()
  await query.awaitTermination()
  expect(rows).toEqual([{ n: 1 }])
})

test('a query does not stop because nobody listens to its failure', async () => {
  const { input, writer } = counting()
  const query = writer
    .foreachBatch(() => {
      throw new Error('no')
    })
    .start()
  // A subscriber without an error handler: Rx would make it an uncaught exception.
  query.progress$.subscribe(() => {})
  input.addData({ n: 1 })
  expect(await rejection(query.awaitTermination())).toBe(query.exception)
})
