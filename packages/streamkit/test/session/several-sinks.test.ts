import { expect, test } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, gate, rejection, testSession } from './test-session.ts'

const ddl = 'n INT, k STRING'

test('good and bad rows of one query go to two sinks, with the columns of each', async () => {
  const folder = temporaryFolder()
  const session = testSession()
  const input = session.memoryStream(ddl)
  let computed = 0
  const query = input
    .toDF()
    .filterRows(() => ++computed > 0)
    .writeStream.option('checkpointLocation', `${folder}/checkpoint`)
    .toSinks((rows) => [
      rows
        .where(($) => $.n.isNotNull())
        .writeStream.format('csv')
        .option('path', `${folder}/good`),
      rows
        .where(($) => $.n.isNull())
        .select('k')
        .writeStream.format('json')
        .option('path', `${folder}/bad`),
      rows.writeStream.format('memory').queryName('all'),
    ])
    .start()
  input.addData({ n: 1, k: 'a' }, { n: null, k: 'b' })
  await query.processAllAvailable()
  input.addData({ n: 2, k: 'c' })
  await query.processAllAvailable()
  expect(computed).toBe(3)
  expect(await session.read().schema(ddl).csv(`${folder}/good`).collect()).toEqual([
    { n: 1, k: 'a' },
    { n: 2, k: 'c' },
  ])
  expect(await session.table('all').count()).toBe(3)
  expect(query.lastProgress?.sink.description).toBe(
    `FileSink[file:${folder}/good] + FileSink[file:${folder}/bad] + MemorySink`,
  )
})

test('a batch is committed when all sinks have it; one that has it already is not given it twice', async () => {
  const folder = temporaryFolder()
  const session = testSession()
  const input = session.memoryStream(ddl)
  const seen: number[] = []
  const start = (fails: boolean) =>
    input
      .toDF()
      .writeStream.option('checkpointLocation', `${folder}/checkpoint`)
      .toSinks((rows) => [
        rows.writeStream.format('csv').option('path', `${folder}/out`),
        rows.writeStream.foreachBatch(async (batch, batchId) => {
          const rows = await batch.collect()
          if (fails) throw new Error('no')
          seen.push(batchId, rows.length)
        }),
      ])
      .start()
  input.addData({ n: 1, k: 'a' })
  const failed = start(true)
  expect(conditionsOf(await rejection(failed.awaitTermination()))).toContain('FOREACH_BATCH_USER_FUNCTION_ERROR')
  const query = start(false)
  await query.processAllAvailable()
  expect(seen).toEqual([0, 1])
  expect(await session.read().schema(ddl).csv(`${folder}/out`).count()).toBe(1)
})

test('a slow sink holds the fast one back, and one that reads nothing holds nobody', async () => {
  const session = testSession()
  const input = session.memoryStream(ddl)
  const { opened, open } = gate()
  let fast = 0
  let slow = 0
  const query = input
    .toDF()
    .writeStream.toSinks((rows) => [
      rows.writeStream.foreach({ process: () => void fast++ }),
      rows.writeStream.foreach(async () => {
        await opened
        slow++
      }),
      rows.writeStream.foreachBatch(() => {}),
    ])
    .start()
  for (let n = 0; n < 20; n++) input.addData({ n, k: 'x' })
  const done = query.processAllAvailable()
  open()
  await done
  expect([fast, slow]).toEqual([20, 20])
})

test('what a sink cannot have is refused', () => {
  const session = testSession()
  const frame = session.memoryStream(ddl).toDF()
  const other = session.memoryStream(ddl).toDF()
  const condition = expect.objectContaining({ condition: 'INVALID_SINK_BRANCH' })
  const { writeStream } = frame
  expect(() => writeStream.toSinks(() => []).start()).toThrow(condition)
  expect(() => writeStream.toSinks((rows) => [rows.writeStream])).toThrow(condition)
  expect(() => writeStream.toSinks((rows) => [rows.dropDuplicates('n').writeStream.format('noop')]).start()).toThrow(
    condition,
  )
  expect(() => writeStream.toSinks(() => [other.writeStream.format('noop')]).start()).toThrow(condition)
  expect(() => writeStream.toSinks((rows) => [rows.union(rows).writeStream.format('noop')]).start()).toThrow(condition)
  expect(() =>
    writeStream.toSinks((rows) => [rows.writeStream.format('noop').trigger({ once: true })]).start(),
  ).toThrow(condition)
  const folder = temporaryFolder()
  const toFolder = (rows: typeof frame) => rows.writeStream.format('csv').option('path', `${folder}/out`)
  expect(() => writeStream.toSinks((rows) => [toFolder(rows), toFolder(rows)]).start()).toThrow(condition)
})
