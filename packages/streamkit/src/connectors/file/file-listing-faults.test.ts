import { utimesSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { faultyFileSystem } from '../../../test/files/faulty-file-system.ts'
import { namesFormat } from '../../../test/files/lines-format.ts'
import { epochMs, SourceHarness, SourceRun } from '../../../test/files/source-harness.ts'
import type { Offset } from '../../contracts/offset.ts'
import { nodeFileSystem } from '../../platform/node-file-system.ts'

// Rows of the reliability table: what may happen to folders and listings.

const dayS = 24 * 60 * 60
const numbered = (i: number) => String(i).padStart(5, '0')

let harness: SourceHarness
beforeEach(async () => {
  harness = await SourceHarness.create()
})
afterEach(() => harness.remove())

describe('F01: a file that no watcher told of', () => {
  test('is found by the next trigger', async () => {
    const run = await harness.start()
    expect(await run.batch()).toBeNull()
    await harness.put('a', 'a\n', 1)
    expect(await run.batch()).toEqual(['a'])
  })

  test('is found although it came within the same tick as the last listing', async () => {
    await harness.put('a', 'a\n', 1)
    const { mtimeMs } = await nodeFileSystem.stat(harness.input)
    // a file system whose folder never shows a second change of that tick
    const frozen = faultyFileSystem(nodeFileSystem, () => null)
    const stat = frozen.stat
    frozen.stat = async (path) => {
      const status = await stat(path)
      return path === harness.input ? { ...status, mtimeMs } : status
    }
    harness.fileSystem = frozen
    const run = await harness.start()
    expect(await run.batch()).toEqual(['a'])
    await harness.put('b', 'b\n', 2)
    expect(await run.batch()).toEqual(['b'])
  })

  test('is found within a minute even where folders never show a change', async () => {
    const deaf = faultyFileSystem(nodeFileSystem, () => null)
    const stat = deaf.stat
    deaf.stat = async (path) => {
      const status = await stat(path)
      return path === harness.input ? { ...status, mtimeMs: 5 } : status
    }
    harness.fileSystem = deaf
    const run = await harness.start()
    await run.batch()
    harness.clock.advance(5_000)
    await run.batch()
    await harness.put('a', 'a\n', 1)
    expect(await run.batch()).toBeNull()
    harness.clock.advance(60_001)
    expect(await run.batch()).toEqual(['a'])
  })

  test('an idle trigger costs one look at the folder', async () => {
    for (let i = 0; i < 50; i++) await harness.put(`f${i}`, 'x\n', i)
    const observed = faultyFileSystem(nodeFileSystem, () => null)
    harness.fileSystem = observed
    const run = await harness.start()
    await run.batch()
    harness.clock.advance(3_000)
    await run.batch()
    const before = observed.calls.length
    for (let i = 0; i < 10; i++) expect(await run.batch()).toBeNull()
    expect(observed.calls.slice(before)).toEqual(Array(10).fill(`stat ${harness.input}`))
  })

  test('the watcher of the folder is asked to wake the trigger, and released', async () => {
    const watched: string[] = []
    let isReleased = false
    let ring = () => {}
    harness.fileSystem = {
      ...nodeFileSystem,
      watch(path, onChange) {
        watched.push(path)
        ring = onChange
        return () => {
          isReleased = true
        }
      },
    }
    const run = await harness.start({}, { paths: [`${harness.input}/*.csv`] })
    let rung = 0
    const release = run.source.onDataAvailable?.(() => void rung++)
    ring()
    release?.()
    expect([watched, rung, isReleased]).toEqual([[harness.input], 1, true])
  })
})

test('F02: 10 000 files of one modification time are each read once, by name, in batches', async () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `f${numbered((i * 7919) % 10_000)}`)
  for (const name of names) {
    writeFileSync(`${harness.input}/${name}`, `${name}\n`)
    utimesSync(`${harness.input}/${name}`, epochMs / 1000, epochMs / 1000)
  }
  const start = async (committed: Offset | null) => {
    const source = harness.sourceOf(namesFormat, { maxFilesPerTrigger: 3000 })
    await source.initialize(committed)
    return new SourceRun(harness, source, committed)
  }
  const first = await start(null)
  const batches = [await first.batch(), await first.batch()]
  const second = await start(first.committed)
  batches.push(...(await second.drain()))
  expect(batches.map((lines) => lines?.length)).toEqual([3000, 3000, 3000, 1000])
  expect(batches.flat()).toEqual([...names].sort())
})

describe('F03: a file that comes with an old modification time', () => {
  test('is read while it is within maxFileAge', async () => {
    const run = await harness.start()
    await harness.put('new', 'new\n', 6 * dayS)
    await run.batch()
    await harness.put('old', 'old\n', 0)
    expect(await run.batch()).toEqual(['old'])
  })

  test('is counted and told of when it is older, once', async () => {
    const run = await harness.start({ maxFileAge: '1 day' })
    await harness.put('new', 'new\n', 10 * dayS)
    await harness.put('first', 'first\n', 0)
    // the first batch takes all
    expect(await run.batch()).toEqual(['first', 'new'])
    await harness.put('late', 'late\n', 1)
    expect(await run.batch()).toBeNull()
    expect(await run.batch()).toBeNull()
    expect(harness.warnings.filter((text) => text.includes('maxFileAge')).length).toBe(1)
    expect(run.source.metrics?.(null)).toMatchObject({ numFilesTooOld: '1' })
    const next = await harness.start({ maxFileAge: '1 day' }, { committed: run.committed })
    expect(await next.batch()).toBeNull()
    expect(next.source.metrics?.(null)).toMatchObject({ numFilesTooOld: '1' })
  })
})

describe('F06: the newest files first', () => {
  test('the old ones are read all the same when batches are limited, however old they are', async () => {
    for (let i = 0; i < 5; i++) await harness.put(`f${i}`, `${i}\n`, i * 30 * dayS)
    const run = await harness.start({ latestFirst: true, maxFilesPerTrigger: 2 })
    expect(await run.batch()).toEqual(['4', '3'])
    await harness.put('f9', '9\n', 200 * dayS)
    expect(await run.drain()).toEqual([
      ['9', '2'],
      ['1', '0'],
    ])
    const next = await harness.start({ latestFirst: true, maxFilesPerTrigger: 2 }, { committed: run.committed })
    expect(await next.batch()).toBeNull()
  })

  test('without a limit maxFileAge counts as ever', async () => {
    const run = await harness.start({ latestFirst: true, maxFileAge: '1d' })
    await harness.put('a', 'a\n', 0)
    await harness.put('b', 'b\n', 5 * dayS)
    expect(await run.batch()).toEqual(['b', 'a'])
    await harness.put('c', 'c\n', 1)
    expect(await run.batch()).toBeNull()
    expect(run.source.metrics?.(null)).toMatchObject({ numFilesTooOld: '1' })
  })

  test('bytes limit batches likewise', async () => {
    for (let i = 0; i < 4; i++) await harness.put(`f${i}`, `${i}\n`, i * 30 * dayS)
    const run = await harness.start({ latestFirst: true, maxBytesPerTrigger: 5, maxFileAge: '1d' })
    expect(await run.drain()).toEqual([
      ['3', '2'],
      ['1', '0'],
    ])
  })
})

describe('F07: the cache of listed files', () => {
  test.each([0, 1, 3, 100])('of %i files never makes an empty batch and loses nothing', async (maxCachedFiles) => {
    for (let i = 0; i < 23; i++) await harness.put(`f${numbered(i)}`, `${i}\n`, i)
    const run = await harness.start({ maxFilesPerTrigger: 2, maxCachedFiles, discardCachedInputRatio: 0 })
    const batches = await run.drain()
    expect(batches.flat()).toEqual(Array.from({ length: 23 }, (_, i) => String(i)))
    expect(batches.every((lines) => lines.length > 0)).toBe(true)
    expect(batches.length).toBeLessThanOrEqual(23)
  })

  test('saves listings, and is listed anew when less than a share of a batch is left', async () => {
    for (let i = 0; i < 11; i++) await harness.put(`f${numbered(i)}`, `${i}\n`, 10 + i)
    const observed = faultyFileSystem(nodeFileSystem, () => null)
    harness.fileSystem = observed
    const run = await harness.start({ maxFilesPerTrigger: 5, discardCachedInputRatio: 0.5 })
    const listings = () => observed.calls.filter((call) => call === `readdir ${harness.input}`).length
    await run.batch()
    expect(listings()).toBe(1)
    // one file is left of the cache: it is not worth a batch, so an older one that has come meanwhile is read before it
    expect(await run.batch()).toEqual(['5', '6', '7', '8', '9'])
    expect(listings()).toBe(1)
    await harness.put('older', 'older\n', 1)
    expect(await run.batch()).toEqual(['older', '10'])
    expect(listings()).toBe(2)
  })

  test('forgets files that are gone, and goes on with the rest', async () => {
    for (let i = 0; i < 9; i++) await harness.put(`f${i}`, `${i}\n`, i)
    const run = await harness.start({ maxFilesPerTrigger: 2 })
    await run.batch()
    for (const i of [2, 3, 4, 6]) await unlink(`${harness.input}/f${i}`)
    await harness.put('g', 'g\n', 20)
    expect((await run.drain()).flat()).toEqual(['5', '7', '8', 'g'])
  })
})

describe('F10: names and links', () => {
  test('files of one name in two folders, and names with anything in them, are each read once', async () => {
    const names = [
      'one/same.csv',
      'two/same.csv',
      'caf\u00e9.csv',
      'cafe\u0301.csv',
      'line\nend.csv',
      '100%.csv',
      '%41.csv',
      'A.csv',
      'a#b?c.csv',
      'c:d.csv',
      'sp ace+plus.csv',
      'back\\slash"quote.csv',
      '[x]{y}*.csv',
    ]
    for (const [i, name] of names.entries()) await harness.put(name, `${i}\n`, i)
    const run = await harness.start({ recursiveFileLookup: true, maxFilesPerTrigger: 4 })
    const lines = [await run.batch(), await run.batch()].flat()
    const next = await harness.start({ recursiveFileLookup: true }, { committed: run.committed })
    expect([...lines, ...(await next.drain()).flat()].map(Number)).toEqual(names.map((_, i) => i))
    const again = await harness.start({ recursiveFileLookup: true })
    expect((await again.batch())?.length).toBe(names.length)
  })

  test('a loop of links ends, and a folder is read by one way only', async () => {
    await harness.put('one/a', 'a\n', 1)
    await symlink(harness.input, `${harness.input}/one/loop`)
    await symlink(`${harness.input}/one`, `${harness.input}/again`)
    await symlink(`${harness.input}/self`, `${harness.input}/self`)
    await symlink('/nowhere/at/all', `${harness.input}/dangling`)
    const run = await harness.start({ recursiveFileLookup: true })
    expect(await run.batch()).toEqual(['a'])
    expect(harness.warnings.length).toBe(2)
  })

  test('a linked file and a linked folder elsewhere are read', async () => {
    const elsewhere = await mkdtemp(`${tmpdir()}/streamkit-elsewhere-`)
    await writeFile(`${elsewhere}/x`, 'x\n')
    await symlink(elsewhere, `${harness.input}/folder`)
    await symlink(`${elsewhere}/x`, `${harness.input}/link`)
    expect(await (await harness.start()).batch()).toEqual(['x'])
    expect(await (await harness.start({ recursiveFileLookup: true }, { committed: null })).batch()).toEqual(['x', 'x'])
    await rm(elsewhere, { recursive: true })
  })

  test('with fileNameOnly the first file of a name is the only one', async () => {
    await harness.put('two/same', '2\n', 2)
    await harness.put('one/same', '1\n', 1)
    const options = { fileNameOnly: true, recursiveFileLookup: true }
    const run = await harness.start(options)
    expect(await run.batch()).toEqual(['1'])
    await harness.put('three/same', '3\n', 3)
    expect(await run.batch()).toBeNull()
    expect(await (await harness.start(options, { committed: run.committed })).batch()).toBeNull()
  })
})
