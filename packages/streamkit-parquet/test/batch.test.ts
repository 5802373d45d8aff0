import { readdirSync } from 'node:fs'
import { simpleString } from '@streamkit/core/connector'
import { expect, test } from 'vitest'
import { numbers, parquetSession, rejected, temporaryFolder } from './support/parquet-session.ts'

const ddl = 'n INT, name STRING, price DECIMAL(10,2)'
const values = [
  [1, 'a', '1.50'],
  [2, null, '2.00'],
  [3, 'b', null],
] as const

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.parquet'))
}

const threeRows = `SELECT * FROM VALUES ${values
  .map(([n, name, price]) => `(${n}, ${name === null ? 'NULL' : `'${name}'`}, CAST(${price} AS DECIMAL(10,2)))`)
  .join(', ')} AS t(n, name, price)`

test('rows come back as they went, with the columns that the files know', async () => {
  const folder = temporaryFolder()
  const session = parquetSession()
  await session.sql(threeRows).write.format('parquet').save(`${folder}/out`)
  const frame = await session.read().format('parquet').loadAsync(`${folder}/out`)
  expect(simpleString(frame.schema)).toBe('struct<n:int,name:string,price:decimal(10,2)>')
  const rows = await frame.orderBy('n').collect()
  expect(rows.map((row) => [row.n, row.name, row.price === null ? null : String(row.price)])).toEqual(values)
  expect(filesIn(`${folder}/out`)).toHaveLength(1)
  expect(filesIn(`${folder}/out`)[0]).toMatch(/\.snappy\.parquet$/)
})

test('save modes do what they say', async () => {
  const folder = temporaryFolder()
  const session = parquetSession()
  const frame = session.sql(threeRows)
  const count = () => session.read().format('parquet').schema(ddl).load(`${folder}/out`).count()
  await frame.write.format('parquet').save(`${folder}/out`)
  expect((await rejected(frame.write.format('parquet').save(`${folder}/out`))).condition).toBe('PATH_ALREADY_EXISTS')
  await frame.write.format('parquet').mode('append').save(`${folder}/out`)
  expect(await count()).toBe(6)
  await frame.write.format('parquet').mode('ignore').save(`${folder}/out`)
  expect(await count()).toBe(6)
  await frame.write.format('parquet').mode('overwrite').save(`${folder}/out`)
  expect(await count()).toBe(3)
})

test('columns of partitionBy are folders, and columns again', async () => {
  const folder = temporaryFolder()
  const session = parquetSession()
  await session.sql(threeRows).write.format('parquet').partitionBy('name').save(`${folder}/out`)
  expect(readdirSync(`${folder}/out`).filter((name) => name.startsWith('name='))).toEqual([
    'name=__HIVE_DEFAULT_PARTITION__',
    'name=a',
    'name=b',
  ])
  const frame = await session.read().format('parquet').loadAsync(`${folder}/out`)
  expect(simpleString(frame.schema)).toBe('struct<n:int,price:decimal(10,2),name:string>')
  const rows = await frame.orderBy('n').collect()
  expect(rows.map((row) => [row.n, row.name])).toEqual([
    [1, 'a'],
    [2, null],
    [3, 'b'],
  ])
})

test.each(['none', 'uncompressed', 'snappy', 'gzip', 'zstd', 'brotli'] as const)(
  '%s is written and read',
  async (compression) => {
    const folder = temporaryFolder()
    const session = parquetSession()
    await numbers(session, 5000).write.format('parquet').option('compression', compression).save(`${folder}/out`)
    const read = session.read().format('parquet').schema('id BIGINT').load(`${folder}/out`)
    expect((await read.orderBy('id').collect()).map(({ id }) => Number(id))).toEqual(
      Array.from({ length: 5000 }, (_, i) => i),
    )
  },
)

test('codecs that nobody can write, or nobody knows, are refused before a file is made', async () => {
  const folder = temporaryFolder()
  const { write } = numbers(parquetSession(), 3)
  const save = (compression: string) => {
    const writer = write.format('parquet').option('compression', compression as 'snappy')
    return rejected(Promise.resolve().then(() => writer.save(`${folder}/out`)))
  }
  expect((await save('lz4')).condition).toBe('PARQUET_CODEC_NOT_AVAILABLE')
  expect((await save('zip')).condition).toBe('INVALID_PARQUET_OPTION')
  expect(readdirSync(folder)).toEqual([])
})

test('columns that a file has not are null, columns nobody asked for are not read, names match whatever their case', async () => {
  const folder = temporaryFolder()
  const session = parquetSession()
  await session.sql(threeRows).write.format('parquet').save(`${folder}/out`)
  const rows = await session
    .read()
    .format('parquet')
    .schema('NAME STRING, more DOUBLE, N INT')
    .load(`${folder}/out`)
    .orderBy('N')
    .collect()
  expect(rows).toEqual([
    { NAME: 'a', more: null, N: 1 },
    { NAME: null, more: null, N: 2 },
    { NAME: 'b', more: null, N: 3 },
  ])
})

test('with mergeSchema the columns of all files are put together', async () => {
  const folder = temporaryFolder()
  const session = parquetSession()
  await session.sql('SELECT 1 AS a, CAST(1 AS DECIMAL(5,2)) AS d').write.format('parquet').save(`${folder}/out/k=1`)
  await session
    .sql("SELECT 2 AS a, 'x' AS b, CAST(2 AS DECIMAL(9,2)) AS D")
    .write.format('parquet')
    .save(`${folder}/out/k=2`)
  const merged = await session.read().format('parquet').option('mergeSchema', true).loadAsync(`${folder}/out`)
  expect(simpleString(merged.schema)).toBe('struct<a:int,d:decimal(9,2),b:string,k:int>')
  const rows = await merged.orderBy('a').collect()
  expect(rows.map((row) => [row.a, String(row.d), row.b, row.k])).toEqual([
    [1, '1.00', null, 1],
    [2, '2.00', 'x', 2],
  ])
  const first = await session.read().format('parquet').loadAsync(`${folder}/out`)
  expect(simpleString(first.schema)).toBe('struct<a:int,d:decimal(5,2),k:int>')
})

test('files that have one column with two types are not merged', async () => {
  const folder = temporaryFolder()
  const session = parquetSession()
  await session.sql('SELECT 1 AS a').write.format('parquet').save(`${folder}/out/k=1`)
  await session.sql("SELECT 'x' AS a").write.format('parquet').save(`${folder}/out/k=2`)
  const { condition, message } = await rejected(
    session.read().format('parquet').option('mergeSchema', true).loadAsync(`${folder}/out`),
  )
  expect(condition).toBe('CANNOT_MERGE_SCHEMAS')
  expect(message).toContain('`a` as string')
})

test('a type that the column of a file cannot become is an error that names file and column', async () => {
  const folder = temporaryFolder()
  const session = parquetSession()
  await session.sql(threeRows).write.format('parquet').save(`${folder}/out`)
  const { condition, message } = await rejected(
    session.read().format('parquet').schema('name INT').load(`${folder}/out`).collect(),
  )
  expect(condition).toBe('FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH')
  expect(message).toContain(filesIn(`${folder}/out`)[0])
  expect(message).toContain('`name`')
})

test('integers are read into wider types, and into narrower ones as long as they fit', async () => {
  const folder = temporaryFolder()
  const session = parquetSession()
  await session.sql('SELECT 1 AS a, 300 AS b').write.format('parquet').save(`${folder}/out`)
  const read = (schema: string) => session.read().format('parquet').schema(schema).load(`${folder}/out`).collect()
  const [row] = (await read('a BIGINT, b DOUBLE')) as { a: unknown; b: unknown }[]
  expect([Number(row?.a), row?.b]).toEqual([1, 300])
  expect(await read('a TINYINT')).toEqual([{ a: 1 }])
  expect((await rejected(read('b TINYINT'))).condition).toBe('PARQUET_VALUE_NOT_EXACT')
})

test('no rows are a file with columns', async () => {
  const folder = temporaryFolder()
  const session = parquetSession()
  await session.sql(threeRows).where('n > 5').write.format('parquet').save(`${folder}/out`)
  const frame = await session.read().format('parquet').loadAsync(`${folder}/out`)
  expect(simpleString(frame.schema)).toBe('struct<n:int,name:string,price:decimal(10,2)>')
  expect(await frame.collect()).toEqual([])
})

test('rows are counted without reading a column, over several row groups', async () => {
  const folder = temporaryFolder()
  const session = parquetSession()
  await numbers(session, 50_000).write.format('parquet').option('parquet.block.size', 100_000).save(`${folder}/out`)
  const frame = session.read().format('parquet').schema('id BIGINT').load(`${folder}/out`)
  expect(await frame.count()).toBe(50_000)
  expect(
    (
      await rejected(
        Promise.resolve().then(() =>
          numbers(session, 1).write.format('parquet').option('parquet.block.size', 0).save(`${folder}/no`),
        ),
      )
    ).condition,
  ).toBe('INVALID_PARQUET_OPTION')
})

test('a column of nothing but nulls without a type is refused', async () => {
  const folder = temporaryFolder()
  const frame = parquetSession().sql('SELECT 1 AS a, NULL AS b')
  const failed = await rejected(Promise.resolve().then(() => frame.write.format('parquet').save(`${folder}/out`)))
  expect(failed.condition).toBe('PARQUET_COLUMN_NOT_WRITABLE')
  expect(failed.message).toContain('`b`')
})
