import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { productViews } from '../events/product-view.ts'
import type { GeneratedRow } from './generated-row.ts'
import { type ManifestRow, readManifests } from './manifest-reader.ts'
import { ManifestWriter } from './manifest-writer.ts'
import { temporaryPath } from './temporary-path.ts'

let data: string

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'manifest-'))
})

afterEach(() => rm(data, { recursive: true }))

const file = 'product-view-events/product_view_events_00000001.csv'
const values = productViews.columns.map((column) => (column === 'referrer' ? null : column))
const first: GeneratedRow = { fate: 'first', damage: null, eventId: 'id-1', values, line: 'x' }
const sealed = { rows: 1, bytes: 9, sha256: 'ab' }

async function written(steps: (writer: ManifestWriter) => Promise<void>): Promise<string> {
  const writer = await ManifestWriter.create(data, { seed: 255, options: {} })
  writer.beginFile(file, productViews)
  await writer.rows([first])
  await steps(writer)
  await writer.close().catch(() => undefined)
  return writer.path
}

async function rows(): Promise<readonly ManifestRow[]> {
  const found: ManifestRow[] = []
  for await (const row of readManifests(data)) found.push(row)
  return found
}

test('a published file is told row by row, with the event by column', async () => {
  const path = await written(async (writer) => {
    await writer.sealed(file, sealed)
    await writer.published(file)
    await writer.end()
  })
  expect(path).toBe(join(data, '.manifest', '000000ff.jsonl'))
  expect(await rows()).toMatchObject([
    { file, line: 2, eventType: 'product_view', fate: 'first', eventId: 'id-1', visible: 'yes' },
  ])
  expect((await rows())[0]?.event).toMatchObject({ product_name: 'product_name', referrer: null })
})

test('killed before the file was durable: its rows were never visible', async () => {
  await written(async () => undefined)
  expect(await rows()).toEqual([])
})

test('killed around the rename: the name that the file has decides, without any nobody can know', async () => {
  await written((writer) => writer.sealed(file, sealed))
  expect(await rows()).toMatchObject([{ visible: 'unknown' }])
  await mkdir(join(data, 'product-view-events'))
  await writeFile(temporaryPath(join(data, file)), '')
  expect(await rows()).toEqual([])
  await rename(temporaryPath(join(data, file)), join(data, file))
  expect(await rows()).toMatchObject([{ visible: 'yes' }])
})

test('a last line that was cut short is ignored, a damaged one before it is not', async () => {
  const path = await written(async (writer) => {
    await writer.sealed(file, sealed)
    await writer.published(file)
  })
  const text = await readFile(path, 'utf8')
  await writeFile(path, `${text}{"kind":"end","fi`)
  expect(await rows()).toHaveLength(1)
  await writeFile(path, text.replace('"kind":"row"', '"kind":"now"'))
  await expect(rows()).rejects.toThrow(/damaged at .*000000ff\.jsonl:3/)
  await writeFile(path, text.replace('{"kind":"row"', '{"kind":"row'))
  await expect(rows()).rejects.toThrow(/000000ff\.jsonl:3: not a line of JSON/)
})

test('a folder without manifests has no rows', async () => {
  expect(await rows()).toEqual([])
})
