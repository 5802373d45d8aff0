import { mkdir } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { linesFormat, linesSchema } from '../../../test/files/lines-format.ts'
import { SourceHarness } from '../../../test/files/source-harness.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import type { FileFormat } from '../../contracts/file-format.ts'
import { fileScan, fileSchema } from './file-scan.ts'

let harness: SourceHarness
beforeEach(async () => {
  harness = await SourceHarness.create()
})
afterEach(() => harness.remove())

function scanOf(options: Readonly<Record<string, unknown>> = {}, paths?: readonly string[]) {
  return fileScan({ ...harness.context(options, paths), metadataPath: null, schema: linesSchema }, linesFormat)
}

async function read(options: Readonly<Record<string, unknown>> = {}, paths?: readonly string[]): Promise<unknown[]> {
  const lines: unknown[] = []
  for await (const chunk of scanOf(options, paths).read(harness.request(0))) {
    for (let i = 0; i < chunk.length; i++) lines.push(valueAt(chunk.columns[0] as never, i))
  }
  return lines
}

test('all files of all paths are read once, in the order of a stream', async () => {
  await harness.put('b', 'b\n', 1)
  await harness.put('a', 'a\n', 2)
  await harness.put('x/c', 'c\n', 0)
  expect(await read()).toEqual(['b', 'a'])
  expect(await read({}, [harness.input, `${harness.input}/*`, `${harness.input}/x`])).toEqual(['c', 'b', 'a'])
  expect(await read({ recursiveFileLookup: true, pathGlobFilter: '[bc]' })).toEqual(['c', 'b'])
})

test('each read lists anew', async () => {
  const scan = scanOf()
  const count = async () => {
    let rows = 0
    for await (const chunk of scan.read(harness.request(0))) rows += chunk.length
    return rows
  }
  expect(await count()).toBe(0)
  await harness.put('a', 'a\n', 1)
  expect(await count()).toBe(1)
})

test('modifiedAfter and modifiedBefore leave their ends out; the session says what zone they are in', async () => {
  for (let i = 0; i < 5; i++) await harness.put(`f${i}`, `${i}\n`, i)
  const times = { modifiedAfter: '2025-06-01T00:00:01', modifiedBefore: '2025-06-01 00:00:04' }
  expect(await read(times)).toEqual(['2', '3'])
  const berlin = {
    ...harness.context({ modifiedAfter: '2025-06-01T02:00:03' }),
    metadataPath: null,
    timeZone: 'Europe/Berlin',
  }
  const lines: number[] = []
  for await (const chunk of fileScan({ ...berlin, schema: linesSchema }, linesFormat).read(harness.request(0)))
    lines.push(chunk.length)
  expect(lines).toEqual([1])
  expect(() => scanOf({ modifiedAfter: 'yesterday' })).toThrowError(/INVALID_OPTION_VALUE.*modifiedAfter/)
})

test('a path that is not there is an error, and so is a pattern that nothing fits; an empty folder is none', async () => {
  await expect(read({}, [`${harness.input}/none`])).rejects.toMatchObject({ condition: 'PATH_NOT_FOUND' })
  await expect(read({}, [`${harness.input}/*.csv`])).rejects.toMatchObject({ condition: 'PATH_NOT_FOUND' })
  await mkdir(`${harness.input}/empty`)
  expect(await read({}, [`${harness.input}/empty`])).toEqual([])
})

test('the description says what is read', () => {
  expect(scanOf({}, ['/data/in', '/data/more/*']).description).toBe('FileScan lines [file:/data/in, file:/data/more/*]')
})

describe('fileSchema', () => {
  test('asks the format, which gets the files in reading order', async () => {
    await harness.put('b', 'x\n', 1)
    await harness.put('a', 'yy\n', 2)
    const seen: unknown[] = []
    const curious: FileFormat = {
      ...linesFormat,
      async inferSchema({ files }) {
        seen.push(...files.map(({ path, size }) => [path.slice(-1), size]))
        return linesSchema
      },
    }
    expect(await fileSchema({ ...harness.context(), metadataPath: null }, curious)).toBe(linesSchema)
    expect(seen).toEqual([
      ['b', 2],
      ['a', 3],
    ])
  })

  test('of a format that does not find out for itself has to be given', async () => {
    await expect(fileSchema(harness.context(), linesFormat)).rejects.toMatchObject({ condition: 'SCHEMA_REQUIRED' })
  })
})
