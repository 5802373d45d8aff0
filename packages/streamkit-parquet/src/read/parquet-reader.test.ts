import { parseDdl } from '@streamkit/core/connector'
import { expect, test } from 'vitest'
import { batchOf } from '../../test/support/batch-of.ts'
import { canonicalRows } from '../../test/support/canonical-value.ts'
import { parquetFiles } from '../../test/support/parquet-files.ts'

const schema = parseDdl('small INT, large STRING, st STRUCT<a: INT, b: STRING>')
const rows = Array.from({ length: 500 }, (_, i) => [String(i), `${i} `.repeat(200), [String(-i), 'y'.repeat(300)]])

test('only the bytes of the columns asked for are read', async () => {
  const files = parquetFiles({ compression: 'none' })
  await files.write('/f.parquet', schema, [batchOf(schema, rows)])
  const all = await canonicalRows(files.read('/f.parquet', schema), schema)
  expect(all).toEqual(rows)
  const bytesOf = () => files.takeReads().reduce((sum, { length }) => sum + length, 0)
  const whole = bytesOf()
  const one = { ...schema, fields: schema.fields.slice(0, 1) }
  expect(await canonicalRows(files.read('/f.parquet', schema, [0]), one)).toEqual(rows.map(([n]) => [n]))
  expect(whole - bytesOf()).toBeGreaterThan(100_000)
})

test('of a struct only the fields of the schema are read, and a struct without any of them is there or not', async () => {
  const files = parquetFiles({ compression: 'none' })
  const some = [...rows.slice(0, 3), [null, null, null]]
  await files.write('/f.parquet', schema, [batchOf(schema, some)])
  const asked = parseDdl('st STRUCT<other: DOUBLE>')
  expect(await canonicalRows(files.read('/f.parquet', asked), asked)).toEqual([[[null]], [[null]], [[null]], [null]])
})

test('without columns only the end of the file is read', async () => {
  const files = parquetFiles()
  await files.write('/f.parquet', schema, [batchOf(schema, rows)])
  let count = 0
  for await (const { length } of files.read('/f.parquet', schema, [])) count += length
  expect(count).toBe(500)
  expect(files.takeReads()).toHaveLength(1)
})

test('rows come in chunks, row groups one after the other', async () => {
  const files = parquetFiles({ 'parquet.block.size': '1000' })
  const many = parseDdl('n INT')
  const batches = Array.from({ length: 5 }, (_, i) =>
    batchOf(
      many,
      Array.from({ length: 300 }, (_, j) => [String(i * 300 + j)]),
    ),
  )
  await files.write('/f.parquet', many, batches)
  const found = await canonicalRows(files.read('/f.parquet', many), many)
  expect(found).toEqual(Array.from({ length: 1500 }, (_, i) => [String(i)]))
  expect(files.takeReads().length).toBeGreaterThan(5)
})
