import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { createSession } from '../../src/index.ts'
import { nodeFileSystem } from '../../src/platform/node-file-system.ts'
import { rowsConnector } from '../files/rows-format.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { rememberingLogger } from './test-session.ts'

function rowsSession(fileSystem = nodeFileSystem) {
  const session = createSession({
    logger: rememberingLogger(),
    connectors: [rowsConnector()],
    environment: { fileSystem },
  })
  onTestFinished(() => session.stop())
  return session
}

const ddl = 'n INT, k STRING'
const rows = [
  { n: 1, k: 'a' },
  { n: 2, k: 'b' },
]
const names = (folder: string) => readdirSync(folder).map((name) => name.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID'))
const condition = (name: string) => expect.objectContaining({ condition: name })

test('a frame is written as files, and _SUCCESS says that they are all there', async () => {
  const folder = `${temporaryFolder()}/deep/out`
  const session = rowsSession()
  await session.createDataFrame(rows, ddl).write.format('rows').save(folder)
  expect(names(folder).sort()).toEqual(['_SUCCESS', 'part-00000-ID-c000.rows'])
  expect(await session.read().format('rows').schema(ddl).load(folder).collect()).toEqual(rows)
})

test('the modes do with what is there what they say', async () => {
  const folder = `${temporaryFolder()}/out`
  const session = rowsSession()
  const count = () => session.read().format('rows').schema(ddl).load(folder).count()
  const { write } = session.createDataFrame(rows, ddl)
  await write.format('rows').save(folder)
  await expect(write.format('rows').save(folder)).rejects.toEqual(condition('PATH_ALREADY_EXISTS'))
  await write.format('rows').mode('ignore').save(folder)
  expect(await count()).toBe(2)
  await write.format('rows').mode('append').save(folder)
  expect(await count()).toBe(4)
  await write.format('rows').mode('overwrite').option('path', folder).save()
  expect(await count()).toBe(2)
  expect(names(folder).sort()).toEqual(['_SUCCESS', 'part-00000-ID-c000.rows'])
})

test('overwriting replaces all partitions, or only those that get rows', async () => {
  const folder = `${temporaryFolder()}/out`
  const session = rowsSession()
  const { write } = session.createDataFrame(rows, ddl)
  await write.format('rows').partitionBy('k').save(folder)
  expect(names(folder).sort()).toEqual(['_SUCCESS', 'k=a', 'k=b'])
  const other = session
    .createDataFrame([{ n: 3, k: 'b' }], ddl)
    .write.format('rows')
    .partitionBy('k')
    .mode('overwrite')
  await other.option('partitionOverwriteMode', 'dynamic').save(folder)
  expect(names(`${folder}/k=a`)).toHaveLength(1)
  expect(readFileSync(`${folder}/k=b/${readdirSync(`${folder}/k=b`)[0]}`, 'utf8')).toBe('{"n":3}\n')
  await other.save(folder)
  expect(names(folder).sort()).toEqual(['_SUCCESS', 'k=b'])
  await expect(other.option('partitionOverwriteMode', 'other' as never).save(folder)).rejects.toEqual(
    condition('INVALID_OPTION_VALUE'),
  )
})

test('a frame without rows is one file, and none where there are partitions', async () => {
  const folder = temporaryFolder()
  const none = rowsSession().createDataFrame([], ddl).write.format('rows')
  await none.save(`${folder}/a`)
  expect(names(`${folder}/a`).sort()).toEqual(['_SUCCESS', 'part-00000-ID-c000.rows'])
  await none.partitionBy('k').save(`${folder}/b`)
  expect(names(`${folder}/b`)).toEqual(['_SUCCESS'])
})

test('a folder cannot be overwritten while it is read', async () => {
  const folder = `${temporaryFolder()}/out`
  const session = rowsSession()
  await session.createDataFrame(rows, ddl).write.format('rows').save(folder)
  const read = session.read().format('rows').schema(ddl).load(folder)
  await expect(read.write.format('rows').mode('overwrite').save(`${folder}/`)).rejects.toEqual(
    condition('UNSUPPORTED_OVERWRITE.PATH'),
  )
  await read.write.format('rows').mode('append').save(folder)
  expect(await read.count()).toBe(4)
})

test('rows are not added to a folder whose log would hide them; overwriting takes the log away', async () => {
  const folder = `${temporaryFolder()}/out`
  mkdirSync(`${folder}/_spark_metadata`, { recursive: true })
  writeFileSync(`${folder}/_spark_metadata/0`, 'v1')
  const { write } = rowsSession().createDataFrame(rows, ddl)
  await expect(write.format('rows').mode('append').save(folder)).rejects.toEqual(condition('SINK_LOG_IN_FOLDER'))
  await write.format('rows').mode('overwrite').save(folder)
  expect(existsSync(`${folder}/_spark_metadata`)).toBe(false)
})

test('the old rows are there as long as the new ones are not complete, whatever call fails', async () => {
  const folder = `${temporaryFolder()}/out`
  await rowsSession()
    .createDataFrame([{ n: 0, k: 'old' }], ddl)
    .write.format('rows')
    .partitionBy('k')
    .save(folder)
  const read = async () => {
    const files = readdirSync(folder).filter((name) => name.startsWith('k='))
    return files.map((name) => name.slice(2)).sort()
  }
  for (let at = 0, failed = true; failed; at++) {
    let calls = 0
    failed = false
    const changing = ['open', 'rename', 'unlink', 'mkdir', 'syncDirectory'] as const
    const faulty = { ...nodeFileSystem }
    for (const name of changing) {
      faulty[name] = (async (...args: readonly never[]) => {
        if (calls++ !== at) return (nodeFileSystem[name] as (...all: readonly never[]) => Promise<unknown>)(...args)
        failed = true
        throw Object.assign(new Error('EIO'), { code: 'EIO' })
      }) as never
    }
    const writing = rowsSession(faulty).createDataFrame(rows, ddl).write.format('rows').partitionBy('k')
    const error = await writing
      .mode('overwrite')
      .save(folder)
      .then(() => null, String)
    const there = await read()
    const [isOld, isNew] = [there.includes('old'), there.includes('a') && there.includes('b')]
    expect(isOld || isNew, `call ${at}: ${there.join()}`).toBe(true)
    if (error === null) expect(there).toEqual(['a', 'b'])
    if (isNew)
      await rowsSession()
        .createDataFrame([{ n: 0, k: 'old' }], ddl)
        .write.format('rows')
        .partitionBy('k')
        .mode('overwrite')
        .save(folder)
  }
})
