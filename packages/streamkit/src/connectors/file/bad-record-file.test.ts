import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { columnBatch } from '../../columnar/column-batch.ts'
import type { BadRecord, FileReadRequest } from '../../contracts/file-format.ts'
import type { FileSystem } from '../../contracts/file-system.ts'
import type { OptionReader, ReadRequest } from '../../contracts/source.ts'
import { nodeFileSystem } from '../../platform/node-file-system.ts'
import { BadRecordFile, badRecordPlaces, keepingBadRecords } from './bad-record-file.ts'

let directory = ''
beforeEach(async () => {
  directory = `${await mkdtemp(`${tmpdir()}/bad-records-`)}/bad`
})
afterEach(() => rm(directory.replace(/\/bad$/, ''), { recursive: true, force: true }))

const letter: BadRecord = { file: '/in/a.csv', line: 3, text: '"x",\u2028y', column: 'price', reason: 'no DECIMAL' }
const request: ReadRequest = { columns: [], batchId: 4, signal: new AbortController().signal, report: () => {} }
const place = (name = '4-abc.jsonl', fileSystem: FileSystem = nodeFileSystem) => ({ fileSystem, directory, name })

async function* reading({ badRecords }: FileReadRequest, records: readonly BadRecord[], fails = false) {
  for (const record of records) {
    badRecords?.write(record)
    await badRecords?.drain()
    yield columnBatch(1, [])
  }
  if (fails) throw new TypeError('the file is torn')
}

async function run(records: readonly BadRecord[], fails = false): Promise<number> {
  let rows = 0
  for await (const chunk of keepingBadRecords(place(), request, (r) => reading(r, records, fails))) rows += chunk.length
  return rows
}

test('malformed records stand in the file of their batch as lines of JSON when the read ends', async () => {
  expect(await run([letter, { ...letter, line: 9, column: null }])).toBe(2)
  expect(await readdir(directory)).toEqual(['4-abc.jsonl'])
  const lines = (await readFile(`${directory}/4-abc.jsonl`, 'utf8')).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line) as BadRecord)).toEqual([letter, { ...letter, line: 9, column: null }])
})

test('a batch that is run again replaces its dead letters', async () => {
  await run([letter, letter])
  await run([letter])
  expect((await readFile(`${directory}/4-abc.jsonl`, 'utf8')).trimEnd().split('\n')).toHaveLength(1)
  await run([])
  expect(await readdir(directory)).toEqual([])
})

test('a batch without malformed records makes no file and no folder', async () => {
  await run([])
  await expect(readdir(directory)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a read that fails or is given up leaves nothing', async () => {
  await expect(run([letter], true)).rejects.toThrow('the file is torn')
  expect(await readdir(directory)).toEqual([])
  for await (const _ of keepingBadRecords(place(), request, (r) => reading(r, [letter, letter]))) break
  expect(await readdir(directory)).toEqual([])
})

test('without the option there is no place for bad records', async () => {
  let given: unknown
  const read = (complete: FileReadRequest) => {
    given = complete.badRecords
    return reading(complete, [letter])
  }
  for await (const _ of keepingBadRecords(null, request, read));
  expect(given).toBeNull()
})

test('the file is synced before it gets its name, and the folder after', async () => {
  const calls: string[] = []
  const recording: FileSystem = {
    ...nodeFileSystem,
    open: async (path, flags) => {
      const handle = await nodeFileSystem.open(path, flags)
      return {
        ...handle,
        write: async (bytes) => {
          calls.push('write')
          await handle.write(bytes)
        },
        sync: async () => {
          calls.push('sync')
          await handle.sync()
        },
      }
    },
    rename: async (from, to) => {
      calls.push('rename')
      await nodeFileSystem.rename(from, to)
    },
    syncDirectory: async (path) => {
      calls.push('sync folder')
      await nodeFileSystem.syncDirectory(path)
    },
  }
  const file = new BadRecordFile(place('0-x.jsonl', recording))
  file.write(letter)
  await file.commit()
  expect(calls).toEqual(['write', 'sync', 'rename', 'sync folder'])
})

test('a disk that is full ends the read with an error that names the file', async () => {
  const full: FileSystem = {
    ...nodeFileSystem,
    open: () => Promise.reject(Object.assign(new TypeError('no space left'), { code: 'ENOSPC' })),
  }
  const file = new BadRecordFile(place('0-x.jsonl', full))
  file.write(letter)
  await expect(file.drain()).rejects.toMatchObject({
    condition: 'BAD_RECORDS_NOT_WRITTEN',
    messageParameters: { path: `${directory}/0-x.jsonl` },
  })
})

test('the file of a batch is told by its source, the file of a batch read is new each time', () => {
  let uuids = 0
  const options = { string: () => '/bad' } as unknown as OptionReader
  const entropy = { uuid: () => `uuid-${uuids++}` }
  const nameOf = (metadataPath: string | null, batchId: number) =>
    badRecordPlaces({ options, entropy, metadataPath, fileSystem: nodeFileSystem })(batchId)?.name
  expect(nameOf('/checkpoint/sources/0', 7)).toBe(nameOf('/checkpoint/sources/0', 7))
  expect(nameOf('/checkpoint/sources/0', 7)).toMatch(/^7-[0-9a-f]{8}\.jsonl$/)
  expect(nameOf('/checkpoint/sources/0', 7)).not.toBe(nameOf('/checkpoint/sources/1', 7))
  expect(nameOf(null, 0)).not.toBe(nameOf(null, 0))
})
