import { createSession } from '@streamkit/core'
import { expectTypeOf, test } from 'vitest'
import { type ParquetCompression, type ParquetFormat, type ParquetReadOptions, parquet } from '../../src/index.ts'

const session = createSession({ connectors: [parquet()] })
const stream = session.memoryStream('id INT NOT NULL, name STRING').toDF()
const frame = session.createDataFrame([{ id: 1, name: 'a' }], 'id INT NOT NULL, name STRING')

test('the options of reads are typed', () => {
  session.read().format('parquet').option('mergeSchema', true).loadAsync('in')
  session.readStream().format('parquet').schema('id INT').option('maxFilesPerTrigger', 1).load('in')
  expectTypeOf<ParquetFormat['read']>().toEqualTypeOf<ParquetReadOptions>()
  // @ts-expect-error no such option
  session.read().format('parquet').option('mergeSchemas', true)
  // @ts-expect-error an option of bounded reads
  session.readStream().format('parquet').option('mergeSchema', true)
  // @ts-expect-error an option of writes
  session.read().format('parquet').option('compression', 'gzip')
})

test('the options of writes are typed', () => {
  frame.write.format('parquet').option('compression', 'zstd').option('parquet.block.size', 1_000_000)
  stream.writeStream.format('parquet').option('codec', 'gzip').partitionBy('name').start('out')
  expectTypeOf<'snappy'>().toExtend<ParquetCompression>()
  // @ts-expect-error a codec that nobody here can write
  frame.write.format('parquet').option('compression', 'lz4')
  // @ts-expect-error an option of reads
  stream.writeStream.format('parquet').option('mergeSchema', true)
})

test('a session without the connector does not know the format', () => {
  // @ts-expect-error parquet is not among the formats
  createSession().read().format('parquet')
})
