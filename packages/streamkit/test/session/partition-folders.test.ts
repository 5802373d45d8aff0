import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSession } from '../../src/index.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/partitions-`)
  await mkdir(`${folder}/a=1`)
  await mkdir(`${folder}/a=2`)
  await writeFile(`${folder}/a=1/x.csv`, '1,2\n')
})
afterEach(() => rm(folder, { recursive: true }))

test('files of partitions that a filter can do without are not opened', async () => {
  // no gzip file at all
  await writeFile(`${folder}/a=2/x.csv.gz`, '3,4\n')
  await using session = createSession()
  const frame = session.read().format('csv').schema('x INT, y INT, a INT').load(folder)
  expect(await frame.filter(($) => $.a.eq(1)).count()).toBe(1)
  expect(await frame.filter(($) => $.a.eq(1).and($.y.gt(2))).count()).toBe(0)
  await expect(frame.filter(($) => $.x.eq(1)).count()).rejects.toMatchObject({ condition: 'FILE_CORRUPT' })
})

test('a stream finds its columns, partitions too, when it is told to', async () => {
  await writeFile(`${folder}/a=2/x.csv`, '3,4.5\n')
  await using session = createSession()
  const reader = session.readStream().format('csv').option('inferSchema', true)
  await expect(reader.loadAsync(folder)).rejects.toMatchObject({ condition: 'SCHEMA_REQUIRED' })
  const stream = (await reader.option('schemaInference', true).loadAsync(folder)) as unknown as {
    schema: { fields: readonly { name: string; dataType: { kind: string } }[] }
  }
  expect(stream.schema.fields.map(({ name, dataType }) => [name, dataType.kind])).toEqual([
    ['_c0', 'int'],
    ['_c1', 'double'],
    ['a', 'int'],
  ])
})
