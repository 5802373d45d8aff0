import { expect, onTestFinished, test } from 'vitest'
import { createSession } from '../../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, rejection, rememberingLogger } from './test-session.ts'

function sessionWith(warehouse: string) {
  const session = createSession({ logger: rememberingLogger(), warehouse })
  onTestFinished(() => session.stop())
  return session
}

const ddl = 'n INT, k STRING'
const rows = [
  { n: 1, k: 'a' },
  { n: 2, k: null },
]
const condition = (name: string) => expect.objectContaining({ condition: name })

test('a frame is saved as a table, which other sessions find', async () => {
  const folder = temporaryFolder()
  const session = sessionWith(folder)
  const { write } = session.createDataFrame(rows, ddl)
  await write.format('csv').option('header', true).option('compression', 'none').saveAsTable('Daily')
  expect(await session.table('daily').collect()).toEqual(rows)
  const other = sessionWith(folder)
  expect(() => other.table('daily')).toThrow(condition('TABLE_OR_VIEW_NOT_FOUND'))
  expect(await (await other.tableAsync('DAILY')).collect()).toEqual(rows)
  expect(await other.table('daily').count()).toBe(2)
  await expect(other.tableAsync('none')).rejects.toEqual(condition('TABLE_OR_VIEW_NOT_FOUND'))
})

test('the save modes of tables', async () => {
  const session = sessionWith(temporaryFolder())
  const frame = session.createDataFrame(rows, ddl)
  const csv = frame.write.format('csv')
  await csv.saveAsTable('t')
  await expect(csv.saveAsTable('t')).rejects.toEqual(condition('TABLE_OR_VIEW_ALREADY_EXISTS'))
  await csv.mode('ignore').saveAsTable('t')
  // by name, whatever the order
  await frame.select('k', 'n').write.format('csv').mode('append').saveAsTable('t')
  expect(await session.table('t').collect()).toEqual([...rows, ...rows])
  await csv.mode('overwrite').saveAsTable('t')
  expect(await session.table('t').count()).toBe(2)
  const misfits = [
    frame.select('n').write.format('csv'),
    frame.withColumn('n', ($) => $.n.cast('string')).write.format('csv'),
    frame.withColumnRenamed('n', 'm').write.format('csv'),
    frame.write.format('json'),
    frame.write.format('csv').partitionBy('k'),
  ]
  for (const misfit of misfits)
    await expect(misfit.mode('append').saveAsTable('t')).rejects.toEqual(condition('INCOMPATIBLE_DATA_FOR_TABLE'))
  await expect(csv.saveAsTable('../t')).rejects.toEqual(condition('INVALID_IDENTIFIER'))
})

test('a stream writes a table, and another reads it as it grows', async () => {
  const folder = temporaryFolder()
  const session = sessionWith(folder)
  const input = session.memoryStream(ddl)
  const { writeStream } = input.toDF()
  const csv = writeStream.format('csv').option('checkpointLocation', `${folder}/checkpoint`)
  const query = csv.toTable('events')
  input.addData(...rows)
  await query.processAllAvailable()
  const seen: unknown[] = []
  const reading = session
    .readStream()
    .table<{ n: number }>('events')
    .writeStream.foreach((row) => void seen.push(row.n))
    .start()
  await reading.processAllAvailable()
  input.addData({ n: 3, k: 'c' })
  await query.processAllAvailable()
  await reading.processAllAvailable()
  expect(seen).toEqual([1, 2, 3])
  expect(await session.table('events').count()).toBe(3)
  const other = sessionWith(folder)
  expect((await other.readStream().tableAsync('events')).isStreaming).toBe(true)
  const misfit = input
    .toDF()
    .select('n')
    .writeStream.format('csv')
    .option('checkpointLocation', `${folder}/other`)
    .toTable('events')
  expect(conditionsOf(await rejection(misfit.awaitTermination()))).toContain('INCOMPATIBLE_DATA_FOR_TABLE')
})

test('a stream does not hide rows that were saved into a table before', async () => {
  const folder = temporaryFolder()
  const session = sessionWith(folder)
  const input = session.memoryStream(ddl)
  await session.createDataFrame(rows, ddl).write.format('csv').saveAsTable('t')
  const query = input.toDF().writeStream.format('csv').option('checkpointLocation', `${folder}/checkpoint`).toTable('t')
  expect(conditionsOf(await rejection(query.awaitTermination()))).toContain('SINK_FOLDER_NOT_EMPTY')
})

test('tables need a warehouse, and a format of files', () => {
  const session = createSession({ logger: rememberingLogger() })
  onTestFinished(() => session.stop())
  const { writeStream } = session.memoryStream(ddl).toDF()
  expect(() => writeStream.format('csv').toTable('t')).toThrow(condition('WAREHOUSE_REQUIRED'))
  expect(() => writeStream.foreach(() => {}).toTable('t')).toThrow(condition('UNSUPPORTED_FEATURE'))
})
