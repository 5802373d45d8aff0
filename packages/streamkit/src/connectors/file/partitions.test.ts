import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SourceHarness } from '../../../test/files/source-harness.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import { intType, type StructType, simpleString, stringType, structField, structType } from '../../types/data-type.ts'
import { csvFormat } from '../csv/csv-format.ts'
import { fileScan, fileSchema } from './file-scan.ts'
import { partitionPaths } from './partition-path.ts'
import { partitionFields } from './partition-schema.ts'

let harness: SourceHarness
beforeEach(async () => {
  harness = await SourceHarness.create()
})
afterEach(() => harness.remove())

type Given = Readonly<Record<string, unknown>>

async function put(...files: readonly string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(`${harness.input}/${file}`), { recursive: true })
    await writeFile(`${harness.input}/${file}`, '1,2\n')
  }
}

async function schemaOf(options: Given = {}, paths?: readonly string[]): Promise<StructType> {
  return fileSchema({ ...harness.context(options, paths), metadataPath: null }, csvFormat())
}

async function read(schema: StructType, options: Given = {}, paths?: readonly string[]): Promise<unknown[][]> {
  const scan = fileScan({ ...harness.context(options, paths), metadataPath: null, schema }, csvFormat())
  const rows: unknown[][] = []
  const columns = schema.fields.map((_, i) => i)
  for await (const chunk of scan.read({ ...harness.request(0), columns })) {
    for (let i = 0; i < chunk.length; i++) rows.push(chunk.columns.map((column) => valueAt(column, i)))
  }
  return rows.sort()
}

const text = (schema: StructType) =>
  schema.fields.map(({ name, dataType }) => `${name} ${simpleString(dataType)}`).join(', ')

function typeOf(...values: readonly string[]): string {
  const partitionOf = partitionPaths({ paths: ['/data'], basePath: null, isOff: false })
  const paths = values.map((value) => `/data/k=${value}/x.csv`)
  return text(structType([...partitionFields(paths, partitionOf, { timeZone: 'UTC', findTypes: true })]))
}

describe('partition folders', () => {
  test('become columns behind those of the files, with the types of their values', async () => {
    await put('a=1/b=2/x.csv', 'a=2/b=x%2Fy/x.csv', 'a=__HIVE_DEFAULT_PARTITION__/b=z/x.csv')
    const schema = await schemaOf()
    expect(text(schema)).toBe('_c0 string, _c1 string, a int, b string')
    expect(await read(schema)).toEqual([
      ['1', '2', null, 'z'],
      ['1', '2', 1, '2'],
      ['1', '2', 2, 'x/y'],
    ])
    expect(text(await schemaOf({ partitionColumnTypeInference: false }))).toBe(
      '_c0 string, _c1 string, a string, b string',
    )
  })

  test('give the columns of a schema that have their names, wherever they stand', async () => {
    await put('a=1/b=2/x.csv', 'a=2/b=3/x.csv')
    const schema = structType([structField('B', stringType), structField('x', intType), structField('y', intType)])
    expect(await read(schema)).toEqual([
      ['2', 1, 2],
      ['3', 1, 2],
    ])
    const onlyPartition = structType([structField('x', intType), structField('y', intType), structField('a', intType)])
    expect(await read(onlyPartition)).toEqual([
      [1, 2, 1],
      [1, 2, 2],
    ])
  })

  test('begin where reading begins, or at basePath', async () => {
    await put('a=1/b=2/x.csv', 'a=2/b=3/x.csv')
    const below = [`${harness.input}/a=1`]
    expect(text(await schemaOf({}, below))).toBe('_c0 string, _c1 string, b int')
    expect(text(await schemaOf({ basePath: harness.input }, below))).toBe('_c0 string, _c1 string, a int, b int')
    expect(text(await schemaOf({}, [`${harness.input}/a=1/b=2/x.csv`]))).toBe('_c0 string, _c1 string')
    expect(text(await schemaOf({}, [`${harness.input}/a=*`]))).toBe('_c0 string, _c1 string, b int')
    expect(text(await schemaOf({ recursiveFileLookup: true }))).toBe('_c0 string, _c1 string')
  })

  test('may hold plain folders, which mean nothing', async () => {
    await put('a=1/foo/x.csv', 'a=1/y.csv')
    expect(await read(await schemaOf())).toEqual([
      ['1', '2', 1],
      ['1', '2', 1],
    ])
  })

  test.each([
    [['a=1/x.csv', 'b=1/x.csv'], 'CONFLICTING_PARTITION_COLUMN_NAMES'],
    [['a=1/b=2/x.csv', 'a=2/x.csv'], 'CONFLICTING_PARTITION_COLUMN_NAMES'],
    [['a=1/x.csv', 'y.csv'], 'CONFLICTING_DIRECTORY_STRUCTURES'],
    [['a=1/foo/b=1/x.csv'], 'CONFLICTING_DIRECTORY_STRUCTURES'],
    [['a=/x.csv'], 'EMPTY_PARTITION_COLUMN_VALUE'],
    [['a=1/A=2/x.csv'], 'COLUMN_ALREADY_EXISTS'],
  ])('%j are refused', async (files, condition) => {
    await put(...files)
    await expect(schemaOf()).rejects.toMatchObject({ condition })
    if (condition === 'COLUMN_ALREADY_EXISTS') return
    const schema = structType([structField('x', intType), structField('y', intType)])
    await expect(read(schema)).rejects.toMatchObject({ condition })
  })

  test('a value that is not of the type of its column is an error that names it', async () => {
    await put('a=x/x.csv')
    const schema = structType([structField('x', intType), structField('y', intType), structField('a', intType)])
    await expect(read(schema)).rejects.toMatchObject({ condition: 'INVALID_PARTITION_VALUE' })
  })

  test('a read without a schema of an empty folder is an error', async () => {
    await expect(schemaOf()).rejects.toMatchObject({ condition: 'UNABLE_TO_INFER_SCHEMA' })
  })
})

test.each([
  [['1', '2'], 'int'],
  [['1', '3000000000'], 'bigint'],
  [['1', '12345678901234567890'], 'decimal(20,0)'],
  [['1', '1.5'], 'double'],
  [['3000000000', '1.5'], 'string'],
  [['2024-01-02'], 'date'],
  [['2024-1-2'], 'string'],
  [['2024-01-02', '2024-01-03 04:05:06'], 'timestamp'],
  [['2024-01-02 03%3A04%3A05.5'], 'timestamp'],
  [['2024-01-02T03:04:05'], 'string'],
  [['__HIVE_DEFAULT_PARTITION__'], 'void'],
  [['1', '__HIVE_DEFAULT_PARTITION__'], 'int'],
  [['true'], 'string'],
  [['1', 'a'], 'string'],
  [['2024-01-02', '5'], 'string'],
  [['1e3'], 'decimal(4,0)'],
  [['1d'], 'double'],
  [['NaN'], 'double'],
  [['5.'], 'decimal(1,0)'],
  [['+5'], 'int'],
  [['12345678901234567890', '1.5'], 'string'],
  [['1.10'], 'double'],
  [['2024', '2024-01-02'], 'string'],
  [[' 5'], 'double'],
])('the values %j make a column of the type that Spark 4.3 gave it: %s', (values, type) => {
  expect(typeOf(...values)).toBe(`k ${type}`)
})
