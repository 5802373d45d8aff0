import { copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { numbers, parquetSession, rejected, temporaryFolder } from './support/parquet-session.ts'

/** A folder with one file of the numbers 0 to 999, and the path of the file. */
async function oneFile(
  codec: 'none' | 'snappy' | 'gzip' = 'none',
): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = `${temporaryFolder()}/in`
  await numbers(parquetSession(), 1000).write.format('parquet').option('compression', codec).save(folder)
  const name = readdirSync(folder).find((each) => each.endsWith('.parquet')) as string
  return { folder, file: `${folder}/${name}` }
}

function read(folder: string, options: Readonly<Record<string, boolean>> = {}) {
  return parquetSession().read().format('parquet').options(options).schema('id BIGINT').load(folder).collect()
}

const damages: Readonly<Record<string, (file: string, bytes: Buffer) => void>> = {
  'cut off in its footer': (file, bytes) => truncateSync(file, bytes.length - 6),
  'cut in half': (file, bytes) => truncateSync(file, Math.floor(bytes.length / 2)),
  'shorter than any parquet file': (file) => truncateSync(file, 7),
  'empty of bytes': (file) => truncateSync(file, 0),
  'of another format': (file) => writeFileSync(file, 'id\n1\n2\n'.repeat(20)),
  'without the magic number at its end': (file, bytes) =>
    writeFileSync(file, Buffer.concat([bytes.subarray(0, -4), Buffer.from('PARX')])),
  'encrypted, as its end says': (file, bytes) =>
    writeFileSync(file, Buffer.concat([bytes.subarray(0, -4), Buffer.from('PARE')])),
  'told a footer longer than itself': (file, bytes) => {
    bytes.writeUInt32LE(0x7f_ff_ff_ff, bytes.length - 8)
    writeFileSync(file, bytes)
  },
  'full of zeros where its pages are': (file, bytes) => writeFileSync(file, bytes.fill(0, 4, 1000)),
  'full of noise where its footer is': (file, bytes) => {
    const footer = bytes.readUInt32LE(bytes.length - 8)
    for (let i = bytes.length - 8 - footer; i < bytes.length - 8; i++) bytes[i] = (i * 197 + 31) & 0xff
    writeFileSync(file, bytes)
  },
}

test.each(Object.entries(damages))('a file %s is an error that names it', async (_, damage) => {
  const { folder, file } = await oneFile()
  damage(file, readFileSync(file))
  const { condition, message } = await rejected(read(folder))
  expect(condition).toBe('FILE_CORRUPT.PARQUET')
  expect(message).toContain(file)
})

test('pages that do not unpack are an error that names file and column', async () => {
  for (const codec of ['snappy', 'gzip'] as const) {
    const { folder, file } = await oneFile(codec)
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill(0xff, 60, 400))
    const { condition, message } = await rejected(read(folder))
    expect(condition).toBe('FILE_CORRUPT.PARQUET')
    expect(message).toContain(file)
    expect(message).toContain('`id`')
  }
})

test('ignoreCorruptFiles goes on with the other files, columns are taken from a sound one', async () => {
  const { folder, file } = await oneFile()
  copyFileSync(file, `${folder}/a-broken.parquet`)
  truncateSync(`${folder}/a-broken.parquet`, 100)
  expect((await rejected(read(folder))).condition).toBe('FILE_CORRUPT.PARQUET')
  expect(await read(folder, { ignoreCorruptFiles: true })).toHaveLength(1000)
  const session = parquetSession()
  const strict = session.read().format('parquet').option('mergeSchema', true).loadAsync(folder)
  expect((await rejected(strict)).condition).toBe('FILE_CORRUPT.PARQUET')
  const frame = await session
    .read()
    .format('parquet')
    .options({ mergeSchema: true, ignoreCorruptFiles: true })
    .loadAsync(folder)
  expect(frame.schema.fields.map(({ name }) => name)).toEqual(['id'])
})

test('a flipped byte anywhere gives the rows or a condition, and nothing else', async () => {
  const { folder, file } = await oneFile('snappy')
  const sound = readFileSync(file)
  const known = [
    'FILE_CORRUPT.PARQUET',
    'FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH',
    'PARQUET_VALUE_NOT_EXACT',
    'PARQUET_NULL_NOT_ALLOWED',
  ]
  const step = Math.max(1, Math.floor(sound.length / 150))
  for (let at = 0; at < sound.length; at += step) {
    const bytes = Buffer.from(sound)
    bytes[at] = (bytes[at] as number) ^ (1 << (at % 8))
    writeFileSync(file, bytes)
    const outcome = await read(folder).then(
      () => null,
      async (error: unknown) => rejected(Promise.reject(error)),
    )
    if (outcome !== null)
      expect({ at, ...outcome, isKnown: known.includes(outcome.condition) }).toMatchObject({ isKnown: true })
  }
})

test('a null in a column that the schema promises to be without is an error', async () => {
  const folder = `${temporaryFolder()}/in`
  const session = parquetSession()
  await session.sql('SELECT * FROM VALUES (1), (NULL) AS t(a)').write.format('parquet').save(folder)
  const { condition, message } = await rejected(
    session.read().format('parquet').schema('a INT NOT NULL').load(folder).collect(),
  )
  expect(condition).toBe('PARQUET_NULL_NOT_ALLOWED')
  expect(message).toContain('`a`')
})
