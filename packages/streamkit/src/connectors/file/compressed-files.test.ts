import { writeFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SourceHarness } from '../../../test/files/source-harness.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import type { InputEvent } from '../../contracts/source.ts'
import { intType, structField, structType } from '../../types/data-type.ts'
import { csvFormat } from '../csv/csv-format.ts'
import { compressionCodecs } from './compression-codecs.ts'
import { fileScan, fileSchema } from './file-scan.ts'

const schema = structType([structField('a', intType), structField('b', intType)])
const small = csvFormat({ pieceBytes: 1000 })
const numbers = Array.from({ length: 20_000 }, (_, i) => i)
const text = numbers.map((i) => `${i},${i * 2}\n`).join('')

let harness: SourceHarness
const events: InputEvent[] = []
beforeEach(async () => {
  events.length = 0
  harness = await SourceHarness.create()
})
afterEach(() => harness.remove())

async function read(options: Readonly<Record<string, unknown>> = {}): Promise<unknown[]> {
  const scan = fileScan({ ...harness.context(options), metadataPath: null, schema }, small)
  const values: unknown[] = []
  const request = { ...harness.request(0), columns: [0], report: (event: InputEvent) => events.push(event) }
  for await (const chunk of scan.read(request)) {
    for (let i = 0; i < chunk.length; i++) values.push(valueAt(chunk.columns[0] as never, i))
  }
  return values
}

test.each(compressionCodecs)('a file that ends in $extension is decompressed while it is read', async (codec) => {
  const stream = codec.compress()
  stream.end(text)
  await writeFile(`${harness.input}/x.csv${codec.extension}`, await buffer(stream))
  expect(await read()).toEqual(numbers)
  const found = await fileSchema({ ...harness.context(), metadataPath: null }, small)
  expect(found.fields.map(({ name }) => name)).toEqual(['_c0', '_c1'])
})

test('several gzip files in one are read to the end of the last', async () => {
  await writeFile(`${harness.input}/x.gz`, Buffer.concat([gzipSync('1,2\n'), gzipSync(''), gzipSync('3,4\n')]))
  expect(await read()).toEqual([1, 3])
})

test.each(compressionCodecs)(
  'a $name file that is cut off is an error that names it, or a counted loss',
  async (codec) => {
    const stream = codec.compress()
    stream.end(text)
    const whole = await buffer(stream)
    await writeFile(`${harness.input}/x${codec.extension}`, whole.subarray(0, whole.length - 20))
    await writeFile(`${harness.input}/y.csv`, '7,8\n')
    await expect(read()).rejects.toMatchObject({ condition: 'FILE_CORRUPT', message: expect.stringContaining('/x.') })
    const values = await read({ ignoreCorruptFiles: true })
    expect(values.at(-1)).toBe(7)
    expect(values.slice(0, -1)).toEqual(numbers.slice(0, values.length - 1))
    expect(events).toMatchObject([{ kind: 'dataLoss', count: 1 }])
  },
)

test('what is no gzip file is corrupt, whatever its name says', async () => {
  await writeFile(`${harness.input}/x.csv.gz`, '1,2\n')
  await expect(read()).rejects.toMatchObject({ condition: 'FILE_CORRUPT' })
  await expect(fileSchema({ ...harness.context(), metadataPath: null }, small)).rejects.toMatchObject({
    condition: 'FILE_CORRUPT',
  })
  expect(await read({ ignoreCorruptFiles: true })).toEqual([])
})

test('a file of a codec that is not there is refused by its name', async () => {
  await writeFile(`${harness.input}/x.csv.bz2`, 'BZ')
  await expect(read()).rejects.toMatchObject({
    condition: 'UNSUPPORTED_FEATURE',
    message: expect.stringContaining('x.csv.bz2'),
  })
})
