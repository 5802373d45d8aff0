import { expect, test } from 'vitest'
import { conditionsOf, gate, rejection, testSession } from './test-session.ts'

const keysOf = (rows: readonly unknown[]) => rows.map((row) => (row as { key: { id: string } }).key.id).sort()

test('the state of a running query is a frame of the last committed batch', async () => {
  const input = testSession().memoryStream('id STRING NOT NULL')
  const query = input.toDF().dropDuplicates('id').writeStream.format('memory').queryName('out').start()
  input.addData({ id: 'a' }, { id: 'b' })
  await query.processAllAvailable()
  const seen = await query.state('dedupe')
  expect(seen.isStreaming).toBe(false)
  expect(seen.schema.fields.map(({ name }) => name)).toEqual(['key', 'value', 'partition_id'])
  expect(keysOf(await seen.collect())).toEqual(['a', 'b'])
  input.addData({ id: 'c' })
  await query.processAllAvailable()
  expect(keysOf(await seen.collect())).toEqual(['a', 'b', 'c'])
  expect(await (await query.state(0, { batchId: 0 })).count()).toBe(2)
})

test('a batch that runs is not seen until it is committed', async () => {
  const input = testSession().memoryStream('id STRING NOT NULL')
  const [running, goOn] = [gate(), gate()]
  const query = input
    .toDF()
    .dropDuplicates('id')
    .writeStream.foreachBatch(async (batch, batchId) => {
      await batch.collect()
      if (batchId < 1) return
      running.open()
      await goOn.opened
    })
    .start()
  input.addData({ id: 'a' })
  await query.processAllAvailable()
  input.addData({ id: 'b' })
  await running.opened
  const seen = await query.state()
  expect(keysOf(await seen.collect())).toEqual(['a'])
  goOn.open()
  await query.processAllAvailable()
  expect(keysOf(await seen.collect())).toEqual(['a', 'b'])
})

test('an operator is chosen by its id where several have its name, and one that is not there is refused', async () => {
  const input = testSession().memoryStream('id STRING NOT NULL, v INT')
  const once = input.toDF().dropDuplicates('id', 'v').dropDuplicates('id')
  const query = once.writeStream.format('memory').queryName('out').start()
  expect((await rejection(query.state('dedupe'))).message).toMatch(
    /several of dedupe: choose one of 0 \(dedupe\), 1 \(dedupe\)/,
  )
  expect(conditionsOf(await rejection(query.state('globalLimit')))).toContain('STDS_INVALID_OPTION_VALUE.WITH_MESSAGE')
  input.addData({ id: 'a', v: 1 }, { id: 'a', v: 2 })
  await query.processAllAvailable()
  expect(await (await query.state(0)).count()).toBe(1)
  expect(await (await query.state(1)).count()).toBe(2)
})

test('a query without state has none to show', async () => {
  const input = testSession().memoryStream('id STRING NOT NULL')
  const query = input.toDF().writeStream.format('memory').queryName('out').start()
  expect((await rejection(query.state())).message).toMatch(/no operator of the query keeps state/)
})
