import { mkdir, rm, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { faultyFileSystem } from '../../../test/files/faulty-file-system.ts'
import { SourceHarness } from '../../../test/files/source-harness.ts'
import { nodeFileSystem } from '../../platform/node-file-system.ts'

// Row F16 of the reliability table: a folder that is not there is never "0 files, all fine".

let harness: SourceHarness
beforeEach(async () => {
  harness = await SourceHarness.create()
})
afterEach(() => harness.remove())

describe('F16: a folder that goes away', () => {
  test('is an error at the start if it was never there', async () => {
    await expect(harness.start({}, { paths: ['/nowhere/in'] })).rejects.toMatchObject({
      condition: 'PATH_NOT_FOUND',
      messageParameters: { path: '/nowhere/in' },
    })
  })

  test('is an error later, and not 0 files', async () => {
    await harness.put('a', 'a\n', 1)
    const run = await harness.start()
    await run.batch()
    harness.clock.advance(5_000)
    await run.batch()
    await rm(harness.input, { recursive: true })
    await expect(run.batch()).rejects.toMatchObject({ condition: 'SOURCE_UNAVAILABLE' })
  })

  test('is an error for a pattern too, once its folder was there', async () => {
    const paths = [`${harness.root}/later/*.csv`]
    const run = await harness.start({}, { paths })
    expect(await run.batch()).toBeNull()
    await mkdir(`${harness.root}/later`)
    await writeFile(`${harness.root}/later/a.csv`, 'a\n')
    expect(await run.batch()).toEqual(['a'])
    await rm(`${harness.root}/later`, { recursive: true })
    await expect(run.batch()).rejects.toMatchObject({ condition: 'SOURCE_UNAVAILABLE' })
  })

  test('is an error when another device is there in its place', async () => {
    await harness.put('a', 'a\n', 1)
    let device = 1
    const moving = faultyFileSystem(nodeFileSystem, () => null)
    const stat = moving.stat
    moving.stat = async (path) => ({ ...(await stat(path)), device })
    harness.fileSystem = moving
    const run = await harness.start()
    await run.batch()
    device = 2
    await expect(run.batch()).rejects.toMatchObject({ condition: 'SOURCE_UNAVAILABLE' })
  })

  test('is an error when it may not be listed or the disk fails', async () => {
    for (const fault of ['EACCES', 'EIO'] as const) {
      harness.fileSystem = faultyFileSystem(nodeFileSystem, (call) =>
        call.startsWith('readdir') && call.endsWith('/in') ? fault : null,
      )
      await expect((await harness.start()).batch()).rejects.toMatchObject({ condition: 'SOURCE_UNAVAILABLE' })
    }
  })

  test('a folder below it may go', async () => {
    await harness.put('one/a', 'a\n', 1)
    await harness.put('two/b', 'b\n', 2)
    const run = await harness.start({ recursiveFileLookup: true })
    await run.batch()
    await rm(`${harness.input}/one`, { recursive: true })
    await harness.put('two/c', 'c\n', 3)
    expect(await run.batch()).toEqual(['c'])
  })
})
