import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { productViews } from '../events/product-view.ts'
import { CsvFolderTarget } from './csv-folder-target.ts'
import { TargetError } from './event-target.ts'
import type { GeneratedRow } from './generated-row.ts'

const row: GeneratedRow = { fate: 'first', damage: null, eventId: 'id', values: ['id'], line: 'id,1' }
const fileName = 'product_view_events_00000001.csv'

let data: string
let folder: string

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'csv-folder-target-'))
  folder = join(data, 'product-view-events')
})

afterEach(() => rm(data, { recursive: true }))

test('a file has only a hidden name until it is published, and is whole from then on', async () => {
  const batch = await new CsvFolderTarget(data).open(productViews, '00000001')
  expect(batch.location).toBe(`product-view-events/${fileName}`)
  await batch.write([row, row])
  expect(await readdir(folder)).toEqual([`.${fileName}.tmp`])
  const sealed = await batch.seal()
  expect(await readdir(folder)).toEqual([`.${fileName}.tmp`])
  await batch.publish()
  expect(await readdir(folder)).toEqual([fileName])
  const bytes = await readFile(join(folder, fileName))
  expect(bytes.toString()).toBe(`${productViews.columns.join()}\nid,1\nid,1\n`)
  expect(sealed).toEqual({ rows: 2, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
})

test('a batch given up leaves nothing behind, sealed or not', async () => {
  const target = new CsvFolderTarget(data)
  const open = await target.open(productViews, '00000001')
  await open.write([row])
  await open.discard()
  const sealed = await target.open(productViews, '00000001')
  await sealed.seal()
  await sealed.discard()
  expect(await readdir(folder)).toEqual([])
})

test('a file that is there already is not overwritten', async () => {
  const target = new CsvFolderTarget(data)
  const first = await target.open(productViews, '00000001')
  await first.seal()
  await first.publish()
  const before = await readFile(join(folder, fileName), 'utf8')
  await expect(target.open(productViews, '00000001')).rejects.toThrow(TargetError)
  expect(await readdir(folder)).toEqual([fileName])
  expect(await readFile(join(folder, fileName), 'utf8')).toBe(before)
})

test('two writers of one name cannot both begin', async () => {
  await new CsvFolderTarget(data).open(productViews, '00000001').then(async (first) => {
    await expect(new CsvFolderTarget(data).open(productViews, '00000001')).rejects.toThrow('unfinished file')
    await first.discard()
  })
})

test('a data folder that is a file is an error, not a crash', async () => {
  const path = join(data, 'file')
  await writeFile(path, '')
  await expect(new CsvFolderTarget(path).open(productViews, '00000001')).rejects.toMatchObject({ code: 'ENOTDIR' })
})
