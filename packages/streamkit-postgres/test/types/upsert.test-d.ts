import { createSession } from '@streamkit/core'
import { expectTypeOf, test } from 'vitest'
import { postgres, type UpsertFunction, upsert } from '../../src/index.ts'

const session = createSession({ connectors: [postgres()] })
const stream = session.memoryStream('id INT NOT NULL, name STRING').toDF()
const target = { connectionString: '', table: 't' }

test('upsert takes the row type of the stream that it is given to', () => {
  stream.writeStream.foreachBatch(
    upsert({ ...target, key: ['id'], update: ['name'], orderBy: 'name', columns: { id: 'ID' } }),
  )
  // @ts-expect-error no such column
  stream.writeStream.foreachBatch(upsert({ ...target, key: ['nope'] }))
  // @ts-expect-error no such column
  stream.writeStream.foreachBatch(upsert({ ...target, key: ['id'], update: ['nope'] }))
  // @ts-expect-error rows of another stream
  stream.writeStream.foreachBatch(upsert<{ other: string }>({ ...target, key: ['other'] }))
  expectTypeOf(upsert<{ id: number }>({ ...target, key: ['id'] })).toEqualTypeOf<UpsertFunction<{ id: number }>>()
})

test('the format and its options are typed', () => {
  stream.writeStream.format('postgres').option('key', ['id']).option('lockTimeout', '10 seconds')
  session.read().format('postgres').option('dbtable', 't').loadAsync()
  // @ts-expect-error no such option
  stream.writeStream.format('postgres').option('keys', 'id')
  // @ts-expect-error an option of reading
  stream.writeStream.format('postgres').option('query', 'SELECT 1')
  // @ts-expect-error postgres is no stream to read
  session.readStream().format('postgres')
})
