import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { linesFormat } from '../../../test/files/lines-format.ts'
import { epochMs, SourceHarness, SourceRun } from '../../../test/files/source-harness.ts'
import { columnBatch } from '../../columnar/column-batch.ts'
import type { FileFormat } from '../../contracts/file-format.ts'
import { type Offset, offset } from '../../contracts/offset.ts'
import { nodeFileSystem } from '../../platform/node-file-system.ts'

let harness: SourceHarness
beforeEach(async () => {
  harness = await SourceHarness.create()
})
afterEach(() => harness.remove())

test('files are read once, by modification time and then by path', async () => {
  await harness.put('b', 'b1\nb2\nb3\n', 2)
  await harness.put('c', 'c1\n', 1)
  await harness.put('a', 'a1\n', 2)
  const run = await harness.start()
  expect(await run.batch()).toEqual(['c1', 'a1', 'b1', 'b2', 'b3'])
  expect(run.committed).toBe('{"logOffset":0}')
  expect(await run.batch()).toBeNull()
  await harness.put('d', 'd1\n', 3)
  expect(await run.batch()).toEqual(['d1'])
  expect(run.committed).toBe('{"logOffset":1}')
})

test('the log has the bytes that Spark writes', async () => {
  await harness.put('b.csv', 'b\n', 2)
  await harness.put('a b.csv', 'a\n', 1)
  const run = await harness.start()
  await run.batch()
  expect(await readFile(`${harness.log}/0`, 'utf8')).toBe(
    [
      'v1',
      `{"path":"file://${harness.input}/a%20b.csv","timestamp":${epochMs + 1000},"batchId":0}`,
      `{"path":"file://${harness.input}/b.csv","timestamp":${epochMs + 2000},"batchId":0}`,
    ].join('\n'),
  )
  expect((await readdir(harness.log)).sort()).toEqual(['.0.crc', '0'])
})

test('maxFilesPerTrigger cuts batches, and a restart goes on behind the last', async () => {
  for (let i = 0; i < 7; i++) await harness.put(`f${i}`, `${i}\n`, i)
  const run = await harness.start({ maxFilesPerTrigger: 2 })
  expect(await run.batch()).toEqual(['0', '1'])
  expect(await run.batch()).toEqual(['2', '3'])
  const next = await harness.start({ maxFilesPerTrigger: 2 }, { committed: run.committed })
  expect(await next.drain()).toEqual([['4', '5'], ['6']])
})

test('a batch that was logged but never planned is found again after a crash', async () => {
  await harness.put('a', 'a\n', 1)
  const run = await harness.start({ maxFilesPerTrigger: 1 })
  await run.source.latestOffset(null, { kind: 'options' })
  await harness.put('b', 'b\n', 2)
  const next = await harness.start({ maxFilesPerTrigger: 1 })
  expect(await next.drain()).toEqual([['a'], ['b']])
})

describe('how much a batch takes', () => {
  test('maxBytesPerTrigger adds files up, and takes at least one', async () => {
    for (const [i, size] of [3, 3, 3, 50, 2, 2].entries()) await harness.put(`f${i}`, `${'x'.repeat(size - 1)}\n`, i)
    const run = await harness.start({ maxBytesPerTrigger: 6 })
    expect((await run.drain()).map((lines) => lines.length)).toEqual([2, 1, 1, 2])
  })

  test('a trigger of once takes all, whatever the options say, and what a crash left too', async () => {
    for (let i = 0; i < 5; i++) await harness.put(`f${i}`, `${i}\n`, i)
    const run = await harness.start({ maxFilesPerTrigger: 1 })
    await run.source.latestOffset(null, { kind: 'options' })
    const next = await harness.start({ maxFilesPerTrigger: 1 })
    expect(await next.batch('all')).toEqual(['0', '1', '2', '3', '4'])
  })

  test('availableNow takes in limited batches what was there when it began', async () => {
    for (let i = 0; i < 5; i++) await harness.put(`f${i}`, `${i}\n`, i)
    const run = await harness.start({ maxFilesPerTrigger: 2 })
    await run.source.prepareForAvailableNow?.()
    await harness.put('later', 'later\n', 3)
    expect(await run.drain()).toEqual([['0', '1'], ['2', '3'], ['4']])
    const next = await harness.start({}, { committed: run.committed })
    expect(await next.drain()).toEqual([['later']])
  })

  test('what waits for later batches is told', async () => {
    for (let i = 0; i < 5; i++) await harness.put(`f${i}`, `${i}\n`, i)
    const run = await harness.start({ maxFilesPerTrigger: 2 })
    await run.batch()
    expect(run.source.metrics?.(null)).toEqual({ numFilesOutstanding: '3', numBytesOutstanding: '6' })
    await run.drain()
    expect(run.source.metrics?.(null)).toEqual({ numFilesOutstanding: '0', numBytesOutstanding: '0' })
    expect(run.source.reportLatestOffset?.()).toBeNull()
  })
})

describe('which files are read', () => {
  const lay = async () => {
    for (const [i, name] of ['a.csv', 'b.txt', 'x/c.csv', 'x/y/d.csv', 'z/e.csv', '_hidden/f.csv'].entries()) {
      await harness.put(name, `${name}\n`, i)
    }
  }
  const read = async (paths: readonly string[], options = {}) =>
    (await (await harness.start(options, { paths })).batch()) ?? []

  test('those directly in the folder', async () => {
    await lay()
    expect(await read([harness.input])).toEqual(['a.csv', 'b.txt'])
  })

  test('those in all folders with recursiveFileLookup, but for hidden ones', async () => {
    await lay()
    expect(await read([harness.input], { recursiveFileLookup: true })).toEqual([
      'a.csv',
      'b.txt',
      'x/c.csv',
      'x/y/d.csv',
      'z/e.csv',
    ])
  })

  test('those that a pattern stands for', async () => {
    await lay()
    expect(await read([`${harness.input}/*.csv`])).toEqual(['a.csv'])
    await rm(`${harness.root}/checkpoint`, { recursive: true })
    expect(await read([`${harness.input}/{x,z}`])).toEqual(['x/c.csv', 'z/e.csv'])
    await rm(`${harness.root}/checkpoint`, { recursive: true })
    expect(await read([`${harness.input}/?/*.csv`, `${harness.input}/[xz]`])).toEqual(['x/c.csv', 'z/e.csv'])
    await rm(`${harness.root}/checkpoint`, { recursive: true })
    expect(await read([`${harness.input}/_h*/f.csv`])).toEqual(['_hidden/f.csv'])
  })

  test('those whose name fits pathGlobFilter', async () => {
    await lay()
    expect(await read([harness.input], { pathGlobFilter: '*.txt' })).toEqual(['b.txt'])
  })

  test('a single file that is named', async () => {
    await lay()
    expect(await read([`file://${harness.input}/x/c.csv`])).toEqual(['x/c.csv'])
  })

  test('files that are named by alternatives and come later', async () => {
    const run = await harness.start({}, { paths: [`${harness.input}/{one,two}.csv`] })
    expect(await run.batch()).toBeNull()
    harness.clock.advance(10_000)
    expect(await run.batch()).toBeNull()
    await harness.put('two.csv', '2\n', 1)
    expect(await run.batch()).toEqual(['2'])
  })

  test('partition folders are gone into, and have to agree', async () => {
    await harness.put('day=1/a', 'a\n', 1)
    expect(await read([harness.input])).toEqual(['a'])
    expect(await read([harness.input], { recursiveFileLookup: true })).toEqual(['a'])
    const run = await harness.start()
    expect(await run.batch()).toEqual(['a'])
    await harness.put('hour=1/b', 'b\n', 2)
    await expect(run.batch()).rejects.toMatchObject({ condition: 'CONFLICTING_PARTITION_COLUMN_NAMES' })
  })
})

test('the description is that of Spark', () => {
  expect(harness.source().description).toBe(`FileStreamSource[file:${harness.input}]`)
  expect(harness.source({}, ['/data/in/']).description).toBe('FileStreamSource[file:/data/in]')
})

test.each([
  [{ maxFilesPerTrigger: 1, maxBytesPerTrigger: 1 }, 'maxBytesPerTrigger'],
  [{ maxFilesPerTrigger: 0 }, 'maxFilesPerTrigger'],
  [{ maxFileAge: 'a week' }, 'maxFileAge'],
  [{ discardCachedInputRatio: '1.5' }, 'discardCachedInputRatio'],
  [{ maxCachedFiles: -1 }, 'maxCachedFiles'],
  [{ modifiedBefore: '2026-01-01T00:00:00' }, 'modifiedBefore'],
  [{ modifiedAfter: '2026-01-01T00:00:00' }, 'modifiedAfter'],
])('the options %o are refused before anything is read', (options, name) => {
  expect(() => harness.source(options)).toThrowError(new RegExp(`INVALID_OPTION_VALUE.*${name}`))
})

test('a query that has planned more than the log holds is told so', async () => {
  await expect(harness.start({}, { committed: offset('{"logOffset":3}') })).rejects.toMatchObject({
    condition: 'CHECKPOINT_CORRUPTED',
  })
  await expect(harness.start({}, { committed: offset('{"topic":{}}') })).rejects.toMatchObject({
    condition: 'CHECKPOINT_CORRUPTED',
  })
})

test('a log that another run writes at the same time ends this one', async () => {
  const run = await harness.start()
  const other = await harness.start()
  await harness.put('a', 'a\n', 1)
  await other.batch()
  await expect(run.batch()).rejects.toMatchObject({ condition: 'CONCURRENT_STREAM_LOG_UPDATE' })
})

test('a batch whose reader is left early closes its files', async () => {
  let open = 0
  harness.fileSystem = {
    ...nodeFileSystem,
    async open(path, flags) {
      const handle = await nodeFileSystem.open(path, flags)
      open++
      return { ...handle, close: () => handle.close().finally(() => open--) }
    },
  }
  for (let i = 0; i < 5; i++) await harness.put(`f${i}`, '1\n2\n3\n', i)
  const run = await harness.start()
  const end = (await run.source.latestOffset(null, { kind: 'options' })) as Offset
  for await (const chunk of run.source.read({ start: null, end }, harness.request(0))) {
    expect(chunk.length).toBe(2)
    break
  }
  expect(open).toBe(0)
})

test('a read ends when its signal says so', async () => {
  for (let i = 0; i < 3; i++) await harness.put(`f${i}`, '1\n', i)
  const run = await harness.start()
  const end = (await run.source.latestOffset(null, { kind: 'options' })) as Offset
  const stop = new AbortController()
  const reading = run.source
    .read({ start: null, end }, { ...harness.request(0), signal: stop.signal })
    [Symbol.asyncIterator]()
  await reading.next()
  stop.abort(new Error('stopped'))
  await expect(reading.next()).rejects.toThrow('stopped')
})

describe('badRecordsPath', () => {
  /** Lines that begin with `!` are malformed. */
  const pickyFormat: FileFormat = {
    name: 'picky',
    reader: (context) => {
      const lines = linesFormat.reader(context)
      return {
        async *read(file, request) {
          for await (const chunk of lines.read(file, request)) {
            const [column] = chunk.columns
            if (column?.kind !== 'string') return
            const bad = column.values.filter((text) => text?.startsWith('!'))
            for (const text of bad)
              request.badRecords?.write({ file: file.path, line: 1, text: text as string, column: null, reason: 'no' })
            await request.badRecords?.drain()
            const values = column.values.filter((text) => !text?.startsWith('!'))
            if (values.length > 0) yield columnBatch(values.length, [{ kind: 'string', values, nulls: null }])
          }
        },
      }
    },
  }
  const badRecordsPath = () => `${harness.root}/bad`
  const start = async () => {
    const source = harness.sourceOf(pickyFormat, { badRecordsPath: badRecordsPath() })
    await source.initialize(null)
    return new SourceRun(harness, source, null)
  }

  test('gets the malformed records of each batch, and the same file when a batch is run again', async () => {
    const path = await harness.put('a', 'a\n!b\nc\n!d', 1)
    const run = await start()
    const end = (await run.source.latestOffset(null, { kind: 'options' })) as Offset
    expect(await run.read(null, end)).toEqual(['a', 'c'])
    const [name, ...others] = await readdir(badRecordsPath())
    expect(others).toEqual([])
    expect(name).toMatch(/^bad-records-[0-9a-f]{8}-0\.jsonl$/)
    const text = await readFile(`${badRecordsPath()}/${name}`, 'utf8')
    expect(
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { file: path, line: 1, text: '!b', column: null, reason: 'no' },
      { file: path, line: 1, text: '!d', column: null, reason: 'no' },
    ])
    const again = await start()
    expect(await again.read(null, end)).toEqual(['a', 'c'])
    expect(await readdir(badRecordsPath())).toEqual([name])
    expect(await readFile(`${badRecordsPath()}/${name}`, 'utf8')).toBe(text)
  })

  test('has no file for a batch that failed or had none', async () => {
    await harness.put('a', 'a\n', 1)
    const run = await start()
    await run.batch()
    await harness.put('b', `${'!long\n'.repeat(20_000)}`, 2)
    const path = await harness.put('c', '!c\n', 3)
    const end = (await run.source.latestOffset(run.committed, { kind: 'options' })) as Offset
    await rm(path)
    await expect(run.read(run.committed, end)).rejects.toMatchObject({ condition: 'FILE_MISSING' })
    expect(await readdir(badRecordsPath())).toEqual([])
  })

  test('may not be where it would be read', () => {
    expect(() => harness.source({ badRecordsPath: `${harness.input}/bad` })).toThrowError(/badRecordsPath/)
  })

  test('that cannot be written ends the batch', async () => {
    await writeFile(badRecordsPath(), 'a file')
    await harness.put('a', '!a\n', 1)
    await expect((await start()).batch()).rejects.toMatchObject({ condition: 'FILE_NOT_WRITABLE' })
  })
})
