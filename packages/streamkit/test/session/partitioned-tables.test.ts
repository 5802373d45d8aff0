import { mkdirSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { createSession } from '../../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { rememberingLogger } from './test-session.ts'

const ddl = 'n INT, k STRING, d DATE'
const rows = [
  { n: 1, k: 'a/b', d: '2024-01-02' },
  { n: 2, k: null, d: '2024-01-03' },
  { n: 3, k: 'c', d: null },
]

function sessionWith(warehouse: string) {
  const session = createSession({ logger: rememberingLogger(), warehouse })
  onTestFinished(() => session.stop())
  return session
}

const formats = ['csv', 'json'] as const

test.each(formats)('what the file sink has written by partitions as %s is read with them', async (format) => {
  const folder = temporaryFolder()
  const session = sessionWith(folder)
  const input = session.memoryStream(ddl)
  const query = input
    .toDF()
    .writeStream.format(format)
    .partitionBy('d', 'k')
    .option('checkpointLocation', `${folder}/checkpoint`)
    .start(`${folder}/out`)
  input.addData(...rows)
  await query.processAllAvailable()
  // neither an attempt that nobody committed, nor files on their way, nor the log itself
  for (const name of ['d=2030-01-01/k=lost', '_temporary/x=1', 'e=strange']) {
    mkdirSync(`${folder}/out/${name}`, { recursive: true })
    writeFileSync(`${folder}/out/${name}/part-0.${format}`, format === 'csv' ? '99\n' : '{"n":99}\n')
  }
  const read = session.read().schema('n INT, k STRING, d DATE').format(format).load(`${folder}/out`)
  expect(await read.orderBy('n').collect()).toEqual(rows)
  const inferred = await session.read().format(format).loadAsync(`${folder}/out`)
  expect(inferred.columns).toEqual([format === 'csv' ? '_c0' : 'n', 'd', 'k'])
  expect(await inferred.count()).toBe(3)
  const seen: { readonly n: number }[] = []
  const reading = session
    .readStream()
    .schema('n INT, d DATE, k STRING')
    .format(format)
    .load(`${folder}/out`)
    .writeStream.foreach((row) => void seen.push(row as { n: number }))
    .start()
  await reading.processAllAvailable()
  input.addData({ n: 4, k: 'd', d: '2024-01-02' })
  await query.processAllAvailable()
  await reading.processAllAvailable()
  expect(seen.sort((a, b) => a.n - b.n)).toEqual([...rows, { n: 4, k: 'd', d: '2024-01-02' }])
})

test.each(formats)('a table saved by partitions as %s', async (format) => {
  const session = sessionWith(temporaryFolder())
  const frame = session.createDataFrame(rows, ddl)
  await frame.write.format(format).partitionBy('k').saveAsTable('t')
  expect(await session.table('t').orderBy('n').collect()).toEqual(rows)
  await frame.write.format(format).mode('append').saveAsTable('t')
  expect(
    await session
      .table('t')
      .filter(($) => $.k.eq('a/b'))
      .collect(),
  ).toEqual([rows[0], rows[0]])
})

test.each(formats)('a table streamed by partitions as %s', async (format) => {
  const folder = temporaryFolder()
  const session = sessionWith(folder)
  const input = session.memoryStream(ddl)
  const query = input
    .toDF()
    .writeStream.format(format)
    .partitionBy('k')
    .option('checkpointLocation', `${folder}/checkpoint`)
    .toTable('t')
  input.addData(...rows)
  await query.processAllAvailable()
  expect(await session.table('t').orderBy('n').collect()).toEqual(rows)
  const seen: unknown[] = []
  const reading = session
    .readStream()
    .table('t')
    .writeStream.foreach((row) => void seen.push(row))
    .start()
  await reading.processAllAvailable()
  expect(seen).toHaveLength(3)
})
