import type { Column, DataFrame } from '@streamkit/core'
import { expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { decodeJson, fromBytes, type KafkaRow, splitJson } from '../index.ts'

declare const messages: DataFrame<KafkaRow>
declare const other: DataFrame<{ readonly value: string }>
declare const key: Column<Uint8Array | null>
declare const text: Column<string>

type RowOfFrame<F> = F extends DataFrame<infer Row, infer _T> ? Row : never

test('the fields of the schema are typed columns, and those of Kafka stay', () => {
  const { rows, deadLetters } = splitJson(messages, z.object({ id: z.string(), count: z.int32().nullable() }))
  expectTypeOf<RowOfFrame<typeof rows>['id']>().toEqualTypeOf<string>()
  expectTypeOf<RowOfFrame<typeof rows>['count']>().toEqualTypeOf<number | null>()
  expectTypeOf<RowOfFrame<typeof rows>['offset']>().toEqualTypeOf<bigint>()
  expectTypeOf<RowOfFrame<typeof deadLetters>['reason']>().toEqualTypeOf<string>()
  expectTypeOf<RowOfFrame<typeof deadLetters>['value']>().toEqualTypeOf<Uint8Array | null>()
  // @ts-expect-error the bytes are decoded, there is no value any more
  rows.select('value')
  // @ts-expect-error a frame without the columns of Kafka has no messages
  splitJson(other, 'id STRING')
})

test('what may be null depends on what is done about malformed messages', () => {
  const strict = decodeJson(messages, 'id STRING NOT NULL')
  expectTypeOf<RowOfFrame<typeof strict>['id']>().toEqualTypeOf<string>()
  const loose = decodeJson(messages, 'id STRING NOT NULL', { onMalformed: 'null' })
  expectTypeOf<RowOfFrame<typeof loose>['id']>().toEqualTypeOf<string | null>()
  // @ts-expect-error there is no such way
  decodeJson(messages, 'id STRING NOT NULL', { onMalformed: 'ignore' })
})

test('bytes become what their serializer took', () => {
  expectTypeOf(fromBytes(key, 'long')).toEqualTypeOf<Column<bigint | null>>()
  expectTypeOf(fromBytes(key, 'string')).toEqualTypeOf<Column<string | null>>()
  // @ts-expect-error text has no bytes to read
  fromBytes(text, 'long')
  // @ts-expect-error there is no such serializer
  fromBytes(key, 'varint')
})
