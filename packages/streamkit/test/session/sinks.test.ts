import { existsSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'
import { rememberingLogger, testSession } from './test-session.ts'

/** Everything that is printed while `work` runs. */
async function printed(work: () => Promise<void>): Promise<string> {
  const lines: string[] = []
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text))
    return true
  })
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void lines.push(`${text}\n`))
  try {
    await work()
  } finally {
    write.mockRestore()
    log.mockRestore()
  }
  return lines.join('')
}

test('the console sink shows each batch under its id, as Spark does', async () => {
  const input = testSession().memoryStream('id STRING, n INT')
  const text = await printed(async () => {
    const query = input.toDF().writeStream.format('console').option('numRows', 2).option('truncate', false).start()
    input.addData({ id: 'a name of more than twenty letters', n: 1 }, { id: 'b', n: null }, { id: 'c', n: 3 })
    await query.processAllAvailable()
    input.addData({ id: 'd', n: 4 })
    await query.processAllAvailable()
    expect(query.lastProgress?.sink.description).toBe('ConsoleSink[numRows=2, truncate=false]')
  })
  expect(text).toBe(`-------------------------------------------
Batch: 0
-------------------------------------------
+----------------------------------+----+
|id                                |n   |
+----------------------------------+----+
|a name of more than twenty letters|1   |
|b                                 |NULL|
+----------------------------------+----+
only showing top 2 rows

-------------------------------------------
Batch: 1
-------------------------------------------
+---+---+
|id |n  |
+---+---+
|d  |4  |
+---+---+

`)
})

test('the console sink cuts long values unless told otherwise', async () => {
  const input = testSession().memoryStream('id STRING')
  const text = await printed(async () => {
    const query = input.toDF().writeStream.format('console').start()
    input.addData({ id: 'a name of more than twenty letters' })
    await query.processAllAvailable()
  })
  expect(text).toContain('|a name of more th...|')
})

test('the memory sink makes a table of the name of the query', async () => {
  const session = testSession()
  const input = session.memoryStream('id STRING, n INT')
  const query = input.toDF().writeStream.queryName('out').format('memory').start()
  await query.processAllAvailable()
  expect(await session.table('out').collect()).toEqual([])
  input.addData({ id: 'a', n: 1 })
  await query.processAllAvailable()
  input.addData({ id: 'b', n: 2 })
  await query.processAllAvailable()
  const table = session.table('out')
  expect(await table.collect()).toEqual([
    { id: 'a', n: 1 },
    { id: 'b', n: 2 },
  ])
  expect(await table.filter(($) => $.n.gt(1)).count()).toBe(1)
  expect(query.lastProgress?.sink).toEqual({ description: 'MemorySink', numOutputRows: 1 })
  await query.stop()
  expect(await session.table('out').count()).toBe(2)
  expect(() => session.table('nowhere')).toThrow('TABLE_OR_VIEW_NOT_FOUND')
})

test('a batch that runs again is in the memory table once', async () => {
  const session = testSession()
  const checkpoint = temporaryFolder()
  const input = session.memoryStream('n INT')
  const run = () =>
    input
      .toDF()
      .writeStream.queryName('out')
      .option('checkpointLocation', checkpoint)
      .format('memory')
      .trigger({ availableNow: true })
      .start()
      .awaitTermination()
  input.addData({ n: 1 })
  await run()
  input.addData({ n: 2 })
  await run()
  // A table lives as long as its query: the second run has a table of its own.
  expect(await session.table('out').collect()).toEqual([{ n: 2 }])
})

test('the noop sink computes everything and keeps nothing', async () => {
  const seen: unknown[] = []
  const input = testSession().memoryStream('n INT')
  const query = input
    .toDF()
    .filterRows((row) => {
      seen.push(row.n)
      return true
    })
    .writeStream.format('noop')
    .start()
  input.addData({ n: 1 })
  await query.processAllAvailable()
  expect(seen).toEqual([1])
})

test('a query for looking may go without a checkpoint, which is removed when it ends', async () => {
  const logger = rememberingLogger()
  const input = testSession({ logger }).memoryStream('n INT')
  const query = input
    .toDF()
    .writeStream.foreachBatch(() => {})
    .start()
  input.addData({ n: 1 })
  await query.processAllAvailable()
  const [warning] = logger.lines.filter(({ level }) => level === 'warn')
  expect(warning?.message).toContain('the query has no checkpointLocation')
  const checkpoint = String(warning?.fields.checkpoint)
  expect(existsSync(checkpoint)).toBe(true)
  await query.stop()
  await vi.waitFor(() => expect(existsSync(checkpoint)).toBe(false))
})
