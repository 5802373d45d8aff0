import { utimesSync, writeFileSync } from 'node:fs'
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Fault, faultyFileSystem } from '../../../test/files/faulty-file-system.ts'
import { epochMs, SourceHarness, type SourceRun } from '../../../test/files/source-harness.ts'
import { nodeFileSystem } from '../../platform/node-file-system.ts'

// The rows F01 to F16 of the reliability table that are about reading files.

const dayS = 24 * 60 * 60

let harness: SourceHarness
beforeEach(async () => {
  harness = await SourceHarness.create()
})
afterEach(() => harness.remove())

const numbered = (i: number) => String(i).padStart(5, '0')

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
  const first = await harness.start({ maxFilesPerTrigger: 3000 })
  const batches = [await first.batch(), await first.batch()]
  const second = await harness.start({ maxFilesPerTrigger: 3000 }, { committed: first.committed })
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
    expect(run.source.metrics?.()).toMatchObject({ numFilesTooOld: '1' })
    const next = await harness.start({ maxFileAge: '1 day' }, { committed: run.committed })
    expect(await next.batch()).toBeNull()
    expect(next.source.metrics?.()).toMatchObject({ numFilesTooOld: '1' })
  })
})

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
    expect(run.source.metrics?.()).toMatchObject({ numFilesTooOld: '1' })
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

test('F11: an empty file makes a batch of no rows, and is not planned twice', async () => {
  await harness.put('a', '', 1)
  const run = await harness.start()
  expect(await run.batch()).toEqual([])
  expect(await run.batch()).toBeNull()
})

describe('F12: a file that may not be read', () => {
  test('ends the batch with FILE_UNREADABLE that names it; made readable, the batch is run again', async () => {
    for (let i = 0; i < 100; i++) await harness.put(`f${numbered(i)}`, `${i}\n`, i)
    const denied = `${harness.input}/f00042`
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

describe('F14: cleaning the sources', () => {
  const archive = () => `${harness.root}/archive`
  const optionsOf = (kind: 'archive' | 'delete') => ({
    cleanSource: kind,
    maxFilesPerTrigger: 2,
    ...(kind === 'archive' ? { sourceArchiveDir: archive() } : {}),
  })
  const inputs = async () => (await readdir(harness.input)).sort()
  const archived = async () => (await readdir(archive() + harness.input).catch(() => [])).sort()

  test('files of a batch are deleted when it is committed', async () => {
    for (let i = 0; i < 4; i++) await harness.put(`f${i}`, `${i}\n`, i)
    const run = await harness.start(optionsOf('delete'))
    await run.batch()
    expect(await inputs()).toEqual(['f0', 'f1', 'f2', 'f3'])
    await run.source.commit(run.committed as never)
    await run.source.stop()
    expect(await inputs()).toEqual(['f2', 'f3'])
  })

  test('files are archived below their own path', async () => {
    for (let i = 0; i < 2; i++) await harness.put(`f${i}`, `${i}\n`, i)
    const run = await harness.start(optionsOf('archive'))
    await run.batch()
    await run.source.commit(run.committed as never)
    await run.source.stop()
    expect(await inputs()).toEqual([])
    expect(await archived()).toEqual(['f0', 'f1'])
    expect(await readFile(`${archive()}${harness.input}/f1`, 'utf8')).toBe('1\n')
  })

  test('a file that came later under the same name is not touched', async () => {
    await harness.put('f', 'read\n', 1)
    const run = await harness.start(optionsOf('delete'))
    await run.batch()
    await harness.put('f', 'not read\n', 2)
    await run.source.commit(run.committed as never)
    await run.source.stop()
    expect(await inputs()).toEqual(['f'])
    expect(harness.warnings.join()).toContain('changed after it was read')
  })

  test('a file in the archive is never overwritten', async () => {
    await mkdir(archive() + harness.input, { recursive: true })
    await writeFile(`${archive()}${harness.input}/f`, 'from before\n')
    await harness.put('f', 'new\n', 1)
    const run = await harness.start(optionsOf('archive'))
    await run.batch()
    await run.source.commit(run.committed as never)
    await run.source.stop()
    expect(await readFile(`${archive()}${harness.input}/f`, 'utf8')).toBe('from before\n')
    expect(await inputs()).toEqual(['f'])
  })

  test.each(['archive', 'delete'] as const)(
    '%s killed at any step: each file is processed once and none is lost',
    async (kind) => {
      const content = ['0', '1', '2', '3', '4', '5']
      const arrange = async () => {
        await harness.remove()
        await mkdir(harness.input, { recursive: true })
        for (const [i, text] of content.entries()) await harness.put(`f${i}`, `${text}\n`, i)
      }
      const process = async (): Promise<SourceRun> => {
        const run = await harness.start(optionsOf(kind))
        await run.batch()
        await run.batch()
        await run.source.stop()
        return run
      }
      const observed = faultyFileSystem(nodeFileSystem, () => null)
      const cleans = (call: string) => call.startsWith('unlink') || call.startsWith('link') || call.includes('archive')
      await arrange()
      harness.fileSystem = observed
      await process()
      const steps = observed.calls.flatMap((call, step) => (cleans(call) && !call.includes('checkpoint') ? [step] : []))
      expect(steps.length).toBeGreaterThan(1)
      for (const step of steps) {
        for (const fault of ['kill', 'killAfter'] as const satisfies readonly Fault[]) {
          await arrange()
          harness.fileSystem = faultyFileSystem(nodeFileSystem, (_, index) => (index === step ? fault : null))
          const lines: string[] = []
          const run = await harness.start(optionsOf(kind)).catch(() => null)
          for (let i = 0; run !== null && i < 2; i++) lines.push(...((await run.batch().catch(() => null)) ?? []))
          await run?.source.stop()
          harness.fileSystem = nodeFileSystem
          const next = await harness.start(optionsOf(kind), { committed: run?.committed ?? null })
          const rest = (await next.drain()).flat()
          expect([...lines, ...rest]).toEqual(content)
          await next.source.commit(next.committed as never)
          await next.source.stop()
          expect(await inputs()).toEqual([])
          if (kind === 'archive') expect(await archived()).toEqual(content.map((i) => `f${i}`))
        }
      }
    },
  )

  test('an archive that would be read as input is refused', () => {
    const refused = (paths: readonly string[], sourceArchiveDir: string) => {
      expect(() => harness.source({ cleanSource: 'archive', sourceArchiveDir }, paths)).toThrowError(/sourceArchiveDir/)
    }
    refused(['/data/in'], '/data/in')
    refused(['/data/in'], '/data/in/archive')
    refused(['/data/in'], '/data')
    refused(['/data/*/x'], '/data/archive')
    refused(['/data/{in,archive}'], '/data/archive/2026')
    expect(() =>
      harness.source({ cleanSource: 'archive', sourceArchiveDir: '/data/archive' }, ['/data/in']),
    ).not.toThrow()
    expect(() =>
      harness.source({ cleanSource: 'archive', sourceArchiveDir: '/data/archive' }, ['/data/i*']),
    ).not.toThrow()
    expect(() => harness.source({ cleanSource: 'archive' })).toThrowError(/sourceArchiveDir/)
    expect(() => harness.source({ cleanSource: 'shred' })).toThrowError(/cleanSource/)
  })
})

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
