import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { count } from '../../src/index.ts'
import type { PageEvent, QueryDetail, QuerySummary } from '../../src/ui/page-state.ts'
import { temporaryFolder } from '../session/temporary-folder.ts'
import { rejection, testSession } from '../session/test-session.ts'
import { openEvents, visit } from './http-visitor.ts'

async function json<T>(port: number, path: string): Promise<T> {
  return JSON.parse((await visit(port, { path })).text) as T
}

test('the queries of the session and what they have done are there as JSON', async () => {
  const session = testSession({ appName: 'shop' })
  const page = await session.ui({ port: 0 })
  const input = session.memoryStream('user STRING, n INT')
  const query = input
    .toDF()
    .filter(($) => $.n.gt(1))
    .groupBy('user')
    .agg(count().as('n'))
    .writeStream.outputMode('update')
    .queryName('counts')
    .format('memory')
    .start()
  input.addData({ user: 'a', n: 1 }, { user: 'a', n: 2 }, { user: 'b', n: 3 })
  await query.processAllAvailable()
  const { appName, queries } = await json<{ appName: string; queries: QuerySummary[] }>(page.port, '/api/queries')
  expect(appName).toBe('shop')
  expect(queries).toMatchObject([
    { runId: query.runId, id: query.id, name: 'counts', state: 'running', batches: 1, inputRows: 3, deadLetters: 0 },
  ])
  const detail = await json<QueryDetail>(page.port, `/api/queries/${query.id}`)
  expect(detail.samples).toMatchObject([{ batchId: 0, inputRows: 3, stateRows: 2, watermarkLagMs: null }])
  expect(detail.samples[0]?.phasesMs).toHaveProperty('addBatch')
  expect(detail.progress).toEqual(JSON.parse(JSON.stringify(query.lastProgress)))
  expect(detail.plan).toMatchObject({
    name: 'StateStoreSave',
    stateIndex: 0,
    lastBatch: { rows: 2 },
    total: { rows: 2 },
  })
  expect(detail.errors).toEqual([])
  const { text } = await json<{ text: string }>(page.port, `/api/queries/${query.runId}/plan`)
  expect(text).toBe(query.explain('extended'))
})

test('a query that began before the page was opened, and one that has ended, are there', async () => {
  const session = testSession()
  const input = session.memoryStream('n INT')
  const start = (name: string) => input.toDF().writeStream.queryName(name).format('noop').start()
  const [ended, running] = [start('ended'), start('running')]
  input.addData({ n: 1 })
  await Promise.all([ended.processAllAvailable(), running.processAllAvailable()])
  await ended.stop()
  const { port } = await session.ui({ port: 0 })
  input.addData({ n: 2 })
  await running.processAllAvailable()
  const { queries } = await json<{ queries: QuerySummary[] }>(port, '/api/queries')
  expect(queries).toMatchObject([
    { name: 'running', state: 'running', batches: 2, endedAtMs: null },
    { name: 'ended', state: 'stopped', batches: 1, endedAtMs: expect.any(Number) },
  ])
})

test('a visitor hears of every batch once, and of the end', async () => {
  const session = testSession()
  const { port } = await session.ui({ port: 0, samples: 2 })
  const input = session.memoryStream('n INT')
  const query = input.toDF().writeStream.queryName('heard').format('noop').start()
  input.addData({ n: 1 })
  await query.processAllAvailable()
  using events = await openEvents(port, `/events?run=${query.runId}`)
  const first = await events.next<PageEvent>(({ detail }) => detail !== null)
  expect([first.order, first.detail?.firstSample, first.detail?.samples.length]).toEqual([[query.runId], 0, 1])
  input.addData({ n: 2 })
  const second = await events.next<PageEvent>(({ detail }) => (detail?.samples.length ?? 0) > 0)
  expect(second.detail?.firstSample).toBe(1)
  expect(second.detail?.samples).toMatchObject([{ batchId: 1, inputRows: 1 }])
  await query.stop()
  const last = await events.next<PageEvent>(({ changed }) => changed[0]?.state === 'stopped')
  expect(last.changed).toMatchObject([{ runId: query.runId, batches: 2 }])
})

test('only as many batches are kept as the charts show', async () => {
  const session = testSession()
  const { port } = await session.ui({ port: 0, samples: 2 })
  const input = session.memoryStream('n INT')
  const query = input.toDF().writeStream.format('noop').start()
  for (const n of [1, 2, 3, 4]) {
    input.addData({ n })
    await query.processAllAvailable()
  }
  const { firstSample, samples, summary } = await json<QueryDetail>(port, `/api/queries/${query.runId}`)
  expect([firstSample, samples.map(({ batchId }) => batchId)]).toEqual([2, [2, 3]])
  expect([summary.batches, summary.inputRows]).toEqual([4, 4])
})

test('B23: why a query failed is told by condition, without the password in its message', async () => {
  const session = testSession()
  const { port } = await session.ui({ port: 0 })
  const input = session.memoryStream('n INT')
  const query = input
    .toDF()
    .writeStream.queryName('broken')
    .foreachBatch(async () => {
      throw new Error('no way to postgres://shop:correct-horse@db/shop, password=battery-staple')
    })
    .start()
  input.addData({ n: 1 })
  await rejection(query.awaitTermination())
  const { text } = await visit(port, { path: `/api/queries/${query.runId}` })
  expect(text).toContain('postgres://shop:***@db/shop')
  expect(text).not.toMatch(/correct-horse|battery-staple/)
  const { summary, errors } = JSON.parse(text) as QueryDetail
  expect(summary).toMatchObject({ state: 'failed', condition: 'FOREACH_BATCH_USER_FUNCTION_ERROR' })
  expect(errors).toHaveLength(1)
  expect(errors[0]?.chain.map(({ condition }) => condition)).toEqual([
    'STREAM_FAILED',
    'FOREACH_BATCH_USER_FUNCTION_ERROR',
    null,
  ])
})

test('dead letters are counted by reason over all batches', async () => {
  const folder = temporaryFolder()
  const session = testSession()
  const { port } = await session.ui({ port: 0 })
  mkdirSync(join(folder, 'in'))
  writeFileSync(join(folder, 'in', 'a.csv'), '1\nx\n')
  const query = session
    .readStream()
    .format('csv')
    .schema('n INT')
    .option('badRecordsPath', join(folder, 'bad'))
    .load(join(folder, 'in'))
    .writeStream.format('noop')
    .start()
  await query.processAllAvailable()
  writeFileSync(join(folder, 'in', 'b.csv'), 'y\nz\n')
  await query.processAllAvailable()
  const { deadLetters, summary } = await json<QueryDetail>(port, `/api/queries/${query.runId}`)
  expect(summary.deadLetters).toBe(3)
  expect(deadLetters).toMatchObject([{ source: query.lastProgress?.sources[0]?.description, count: 3 }])
})

test('B22: a stream whose visitor takes nothing is dropped, and the query goes on', async () => {
  const session = testSession()
  const { port } = await session.ui({ port: 0 })
  const input = session.memoryStream('n INT')
  // Each event is large by the name of the column in the plan.
  const query = input
    .toDF()
    .withColumn('x'.repeat(400_000), ($) => $.n)
    .writeStream.format('noop')
    .start()
  const slow = connect(port, '127.0.0.1')
  onTestFinished(() => void slow.destroy())
  slow.on('error', () => {})
  slow.write(`GET /events?run=${query.runId} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
  await new Promise((resolve) => slow.once('data', resolve))
  slow.pause()
  const others = await Promise.all(Array.from({ length: 15 }, () => openEvents(port)))
  onTestFinished(() => others.forEach((other) => void other[Symbol.dispose]()))
  const isRoom = async () => (await visit(port, { path: '/events', method: 'HEAD' })).status === 200
  expect(await isRoom()).toBe(false)
  let n = 0
  await expect
    .poll(
      async () => {
        input.addData({ n: n++ })
        await query.processAllAvailable()
        return isRoom()
      },
      { timeout: 50_000, interval: 100 },
    )
    .toBe(true)
  expect(query.isActive).toBe(true)
})
