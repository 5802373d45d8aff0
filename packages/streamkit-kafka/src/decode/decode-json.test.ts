import { createSession, lit } from '@streamkit/core'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { decodeJson, splitJson } from './decode-json.ts'
import { fromBytes } from './from-bytes.ts'

const session = createSession({ timeZone: 'UTC' })
afterAll(() => session.stop())

const Order = z.object({ id: z.string(), day: z.iso.date(), count: z.int32(), note: z.string().nullable() })
const good = { id: 'a', day: '2026-11-24', count: 2, note: null }

function messages(values: readonly (string | null)[]) {
  const rows = values.map((value, i) => ({
    key: null,
    value: value === null ? null : new Uint8Array(Buffer.from(value)),
    topic: 'orders',
    partition: 1,
    offset: BigInt(i),
  }))
  return session.createDataFrame(
    rows,
    'key BINARY, value BINARY, topic STRING NOT NULL, partition INT NOT NULL, offset BIGINT NOT NULL',
  )
}

describe('splitJson', () => {
  test('messages that fit become rows: the fields of the schema beside the other columns', async () => {
    const { rows, deadLetters } = splitJson(messages([JSON.stringify(good)]), Order)
    expect(rows.columns).toEqual(['id', 'day', 'count', 'note', 'key', 'topic', 'partition', 'offset'])
    expect(await rows.collect()).toEqual([{ ...good, key: null, topic: 'orders', partition: 1, offset: 0n }])
    expect(await deadLetters.collect()).toEqual([])
  })

  test.each([
    [JSON.stringify({ ...good, count: 'two' }), 'count does not fit its type: "two"'],
    [JSON.stringify({ ...good, count: 1.5 }), 'count does not fit its type: 1.5'],
    [JSON.stringify({ ...good, day: '2026-02-30' }), 'day does not fit its type: "2026-02-30"'],
    [JSON.stringify({ ...good, id: undefined }), 'id is missing'],
    [JSON.stringify({ ...good, id: null, day: undefined }), 'id is missing; day is missing'],
    [JSON.stringify(good).slice(0, -1), expect.stringMatching(/^not JSON: /)],
    ['[]', 'not a JSON object: []'],
    ['5', 'not a JSON object: 5'],
    ['null', 'not a JSON object: null'],
    ['', 'the value is empty'],
    [null, 'the value is null: a tombstone'],
  ])('%j is a dead letter that says why', async (value, reason) => {
    const { rows, deadLetters } = splitJson(messages([JSON.stringify(good), value]), Order)
    expect(await rows.count()).toBe(1)
    const bytes = value === null ? null : new Uint8Array(Buffer.from(value))
    expect(await deadLetters.collect()).toEqual([
      { key: null, value: bytes, topic: 'orders', partition: 1, offset: 1n, reason },
    ])
  })

  test('a schema without required fields, as DDL: an empty value is still a dead letter', async () => {
    const { rows, deadLetters } = splitJson(messages(['{}', '', '{"n":7}']), 'n INT')
    expect((await rows.collect()).map(({ n }) => n)).toEqual([null, 7])
    expect((await deadLetters.collect()).map(({ offset }) => offset)).toEqual([1n])
  })

  test('a field with the name of a column of Kafka takes its place, and the dead letters keep that of Kafka', async () => {
    const { rows, deadLetters } = splitJson(
      messages(['{"topic":"mine","a.b`c":1}', 'x']),
      'topic STRING NOT NULL, `a.b``c` INT',
    )
    expect(await rows.select('topic', lit(1).as('one')).collect()).toEqual([{ topic: 'mine', one: 1 }])
    expect((await deadLetters.collect())[0]?.topic).toBe('orders')
  })

  test('every message is in exactly one of the frames', async () => {
    const texts = [JSON.stringify(good), '{', null, '', '{"id":"b"}', JSON.stringify({ ...good, extra: [1] })]
    const { rows, deadLetters } = splitJson(messages(texts), Order)
    const offsets = [...(await rows.collect()), ...(await deadLetters.collect())].map(({ offset }) => offset)
    expect(offsets.sort()).toEqual([0n, 1n, 2n, 3n, 4n, 5n])
  })
})

describe('decodeJson', () => {
  const values = [JSON.stringify(good), JSON.stringify({ ...good, count: 'two' }), '{']

  test('ends with the place and the reason of the first message that does not fit', async () => {
    await expect(decodeJson(messages(values), Order).collect()).rejects.toThrow(
      /orders-1 at offset 1 does not fit the schema: count does not fit its type: "two"/,
    )
    expect(await decodeJson(messages(values.slice(0, 1)), Order).count()).toBe(1)
  })

  test('leaves out what does not fit, or reads what it can of it', async () => {
    expect(await decodeJson(messages(values), Order, { onMalformed: 'drop' }).count()).toBe(1)
    const rows = await decodeJson(messages(values), Order, { onMalformed: 'null' }).collect()
    expect(rows.map(({ id, count }) => [id, count])).toEqual([
      ['a', 2],
      ['a', null],
      [null, null],
    ])
  })
})

test('bytes of the serializers of Kafka become texts and numbers, and other lengths null', async () => {
  const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
  const bytes = [hex('ff'), hex('fffe'), hex('c0490fdb'), hex('0000000000000007'), hex('400921fb54442d18'), null]
  const frame = session.createDataFrame(
    bytes.map((key) => ({ key })),
    'key BINARY',
  )
  const rows = await frame
    .select(($) => ({
      short: fromBytes($.key, 'short'),
      int: fromBytes($.key, 'int'),
      long: fromBytes($.key, 'long'),
      float: fromBytes($.key, 'float'),
      double: fromBytes($.key, 'double'),
    }))
    .collect()
  expect(rows.map(({ short }) => short)).toEqual([null, -2, null, null, null, null])
  expect(rows.map(({ int }) => int)).toEqual([null, null, -1068953637, null, null, null])
  expect(rows.map(({ long }) => long).slice(3)).toEqual([7n, 4614256656552045848n, null])
  expect(rows[2]?.float).toBe(Math.fround(-Math.PI))
  expect(rows[4]?.double).toBe(Math.PI)
  const [text] = await session
    .createDataFrame([{ key: hex('c3a9') }], 'key BINARY')
    .select(($) => ({ text: fromBytes($.key, 'string') }))
    .collect()
  expect(text).toEqual({ text: 'é' })
})
