import { chmod, rename, unlink, utimes, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { faultyFileSystem } from '../../../test/files/faulty-file-system.ts'
import { epochMs, SourceHarness, type SourceRun } from '../../../test/files/source-harness.ts'
import { nodeFileSystem } from '../../platform/node-file-system.ts'

// Rows of the reliability table: what may happen to files between the listing and their last row.

let harness: SourceHarness
beforeEach(async () => {
  harness = await SourceHarness.create()
})
afterEach(() => harness.remove())

describe('F04: a file that is still being written', () => {
  test('is passed over while its name says so', async () => {
    for (const name of ['.a.csv', '_a.csv', 'a.csv.tmp', 'a.csv._COPYING_']) await harness.put(name, `${name}\n`, 1)
    const run = await harness.start()
    expect(await run.batch()).toBeNull()
    await rename(`${harness.input}/a.csv.tmp`, `${harness.input}/a.csv`)
    expect(await run.batch()).toEqual(['a.csv.tmp'])
  })

  test('waits until it is minFileAge old', async () => {
    const run = await harness.start({ minFileAge: '30 seconds' })
    const path = await harness.put('a', 'a\n', 1)
    await utimes(path, harness.clock.now() / 1000 - 5, harness.clock.now() / 1000 - 5)
    expect(await run.batch()).toBeNull()
    harness.clock.advance(24_000)
    expect(await run.batch()).toBeNull()
    harness.clock.advance(1_000)
    expect(await run.batch()).toEqual(['a'])
  })

  test('has its last line read without a newline', async () => {
    await harness.put('a', 'a\nb', 1)
    expect(await (await harness.start()).batch()).toEqual(['a', 'b'])
  })
})

describe('F05: a file that is changed after it was planned', () => {
  const planned = async (options = {}): Promise<readonly [SourceRun, string]> => {
    const path = await harness.put('a', 'a1\na2\n', 1)
    const run = await harness.start(options)
    await run.source.latestOffset(null, { kind: 'options' })
    return [run, path]
  }
  const grow = async (path: string, second: number) => {
    await writeFile(path, 'a1\na2\na3\n')
    await utimes(path, epochMs / 1000 + second, epochMs / 1000 + second)
  }

  test('ends the batch with FILE_CHANGED that names it', async () => {
    const [run, path] = await planned()
    await grow(path, 2)
    const failure = await run.batch().catch((error: unknown) => error)
    expect(failure).toMatchObject({ condition: 'FILE_CHANGED', messageParameters: { path } })
  })

  test('ends it also in a later run', async () => {
    const [, path] = await planned()
    await grow(path, 2)
    const next = await harness.start()
    await expect(next.batch()).rejects.toMatchObject({ condition: 'FILE_CHANGED' })
  })

  test('is found by its size if its time was put back', async () => {
    const [run, path] = await planned()
    await grow(path, 1)
    await expect(run.batch()).rejects.toMatchObject({ condition: 'FILE_CHANGED' })
  })

  test('is found when it is changed while it is read', async () => {
    const [run, path] = await planned()
    const end = await run.source.latestOffset(null, { kind: 'options' })
    const chunks = run.source.read({ start: null, end: end as never }, harness.request(0))
    const iterator = chunks[Symbol.asyncIterator]()
    await iterator.next()
    await grow(path, 2)
    await expect(iterator.next()).rejects.toMatchObject({ condition: 'FILE_CHANGED' })
  })

  test('is read as it is, and counted, with ignoreChangedFiles', async () => {
    const [run, path] = await planned({ ignoreChangedFiles: true })
    await grow(path, 2)
    expect(await run.batch()).toEqual(['a1', 'a2', 'a3'])
    expect(harness.events).toMatchObject([{ kind: 'dataLoss', count: 1 }])
  })

  test('is taken as it is when it changes before it is planned', async () => {
    await harness.put('a', 'a\n', 1)
    const path = await harness.put('b', 'b\n', 2)
    await harness.put('c', 'c\n', 3)
    const run = await harness.start({ maxFilesPerTrigger: 1 })
    await run.batch()
    await grow(path, 4)
    expect(await run.batch()).toEqual(['a1', 'a2', 'a3'])
  })

  test('is not read again when it changes after its batch', async () => {
    const path = await harness.put('a', 'a\n', 1)
    const run = await harness.start()
    await run.batch()
    await grow(path, 9)
    await harness.put('b', 'b\n', 10)
    expect(await run.batch()).toEqual(['b'])
  })
})

describe('F09: a file that is gone when it is to be read', () => {
  test('ends the batch with FILE_MISSING, also when it is run again', async () => {
    const path = await harness.put('a', 'a\n', 1)
    const run = await harness.start()
    const end = await run.source.latestOffset(null, { kind: 'options' })
    await unlink(path)
    await expect(run.batch()).rejects.toMatchObject({ condition: 'FILE_MISSING', messageParameters: { path } })
    const next = await harness.start({}, { committed: end })
    await expect(next.read(null, end as never)).rejects.toMatchObject({ condition: 'FILE_MISSING' })
  })

  test('is a counted loss with ignoreMissingFiles', async () => {
    const path = await harness.put('a', 'a\n', 1)
    await harness.put('b', 'b\n', 2)
    const run = await harness.start({ ignoreMissingFiles: true })
    await run.source.latestOffset(null, { kind: 'options' })
    await unlink(path)
    expect(await run.batch()).toEqual(['b'])
    expect(harness.events).toEqual([{ kind: 'missingFile', count: 1, reason: `${path} is gone` }])
  })
})

test('F11: an empty file makes a batch of no rows, and is not planned twice', async () => {
  await harness.put('a', '', 1)
  const run = await harness.start()
  expect(await run.batch()).toEqual([])
  expect(await run.batch()).toBeNull()
})

describe('F12: a file that may not be read', () => {
  test('ends the batch with FILE_UNREADABLE that names it; made readable, the batch is run again', async () => {
    for (let i = 0; i < 100; i++) await harness.put(`f${i}`, `${i}\n`, i)
    const denied = `${harness.input}/f42`
    harness.fileSystem = faultyFileSystem(nodeFileSystem, (call) => (call === `open:r ${denied}` ? 'EACCES' : null))
    const run = await harness.start()
    const end = await run.source.latestOffset(null, { kind: 'options' })
    await expect(run.batch()).rejects.toMatchObject({
      condition: 'FILE_UNREADABLE',
      messageParameters: { path: denied },
    })
    harness.fileSystem = nodeFileSystem
    const next = await harness.start({}, { committed: end })
    expect((await next.read(null, end as never)).length).toBe(100)
  })

  test.runIf(process.getuid?.() !== 0)('is so on the real file system', async () => {
    const path = await harness.put('a', 'a\n', 1)
    await chmod(path, 0)
    await expect((await harness.start()).batch()).rejects.toMatchObject({ condition: 'FILE_UNREADABLE' })
  })
})
