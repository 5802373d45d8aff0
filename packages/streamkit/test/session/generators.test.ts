import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  col,
  explode,
  explodeOuter,
  inline,
  inlineOuter,
  posexplode,
  posexplodeOuter,
  split,
  upper,
} from '../../src/index.ts'
import { testSession } from './test-session.ts'

const ddl = 'id INT NOT NULL, tags ARRAY<STRING>, m MAP<STRING, INT>, items ARRAY<STRUCT<sku: STRING, n: INT NOT NULL>>'
const rows = [
  { id: 1, tags: ['a', null], m: new Map([['x', 1]]), items: [{ sku: 's', n: 1 }, null] },
  { id: 2, tags: [], m: new Map<string, number>(), items: [] },
  { id: 3, tags: null, m: null, items: null },
  {
    id: 4,
    tags: ['b'],
    m: new Map([
      ['y', null],
      ['z', 3],
    ]),
    items: [{ sku: null, n: 4 }],
  },
]
const frame = () => testSession().createDataFrame(rows, ddl)
const refused = (condition: string) => expect.objectContaining({ condition })

test('explode gives a row for each element, and none for an empty or null array', async () => {
  expect(
    await frame()
      .select(($) => ['id', explode($.tags).as('tag')])
      .collect(),
  ).toEqual([
    { id: 1, tag: 'a' },
    { id: 1, tag: null },
    { id: 4, tag: 'b' },
  ])
  expect(
    await frame()
      .select(($) => [explode($.tags)])
      .collect(),
  ).toEqual([{ col: 'a' }, { col: null }, { col: 'b' }])
})

test('explodeOuter keeps the row of an empty or null array, with null', async () => {
  expect(
    await frame()
      .select(($) => ['id', explodeOuter($.tags).as('tag')])
      .collect(),
  ).toEqual([
    { id: 1, tag: 'a' },
    { id: 1, tag: null },
    { id: 2, tag: null },
    { id: 3, tag: null },
    { id: 4, tag: 'b' },
  ])
})

test('a map is exploded into key and value, which can have other names', async () => {
  expect(
    await frame()
      .select(($) => ['id', explode($.m)])
      .collect(),
  ).toEqual([
    { id: 1, key: 'x', value: 1 },
    { id: 4, key: 'y', value: null },
    { id: 4, key: 'z', value: 3 },
  ])
  expect(
    await frame()
      .select(($) => [explode($.m).as('k', 'v'), 'id'])
      .collect(),
  ).toContainEqual({ k: 'z', v: 3, id: 4 })
})

test('posexplode counts from 0, posexplodeOuter has null where there is nothing', async () => {
  expect(
    await frame()
      .select(($) => ['id', posexplode($.tags).as('at', 'tag')])
      .collect(),
  ).toEqual([
    { id: 1, at: 0, tag: 'a' },
    { id: 1, at: 1, tag: null },
    { id: 4, at: 0, tag: 'b' },
  ])
  const outer = frame().select(($) => ['id', posexplodeOuter($.m)])
  expect(await outer.filter(($) => $.id.geq(2)).collect()).toEqual([
    { id: 2, pos: null, key: null, value: null },
    { id: 3, pos: null, key: null, value: null },
    { id: 4, pos: 0, key: 'y', value: null },
    { id: 4, pos: 1, key: 'z', value: 3 },
  ])
})

test('inline makes columns of the fields, a null struct makes a row of nulls', async () => {
  expect(
    await frame()
      .select(($) => ['id', inline($.items)])
      .collect(),
  ).toEqual([
    { id: 1, sku: 's', n: 1 },
    { id: 1, sku: null, n: null },
    { id: 4, sku: null, n: 4 },
  ])
  const outer = frame().select(($) => ['id', inlineOuter($.items)])
  expect(await outer.filter(($) => $.id.eq(3)).collect()).toEqual([{ id: 3, sku: null, n: null }])
  expect(frame().select(($) => [inline($.items).as('a', 'b')]).columns).toEqual(['a', 'b'])
})

test('a generator works over an expression, in withColumn, and beside computed columns and a star', async () => {
  const lines = testSession().createDataFrame([{ line: 'a b', n: 1 }], 'line STRING, n INT')
  expect(await lines.withColumn('word', ($) => explode(split($.line, ' '))).collect()).toEqual([
    { line: 'a b', n: 1, word: 'a' },
    { line: 'a b', n: 1, word: 'b' },
  ])
  expect(await lines.withColumn('line', ($) => explode(split($.line, ' '))).collect()).toEqual([
    { line: 'a', n: 1 },
    { line: 'b', n: 1 },
  ])
  expect(
    await lines.select(($) => [upper($.line).as('u'), explode(split($.line, ' ')).as('w'), '*']).collect(),
  ).toEqual([
    { u: 'A B', w: 'a', line: 'a b', n: 1 },
    { u: 'A B', w: 'b', line: 'a b', n: 1 },
  ])
})

test('a generator twice, inside of an expression, outside of a select or over another type is refused', () => {
  const df = frame()
  expect(() => df.select(($) => [explode($.tags).as('a'), explode($.m).as('k', 'v')])).toThrow(
    refused('UNSUPPORTED_GENERATOR.MULTI_GENERATOR'),
  )
  expect(() => df.select(($) => [upper(explode($.tags)).as('a')])).toThrow(
    refused('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS'),
  )
  expect(() => df.filter(($) => explode($.tags).eq('a'))).toThrow(refused('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT'))
  expect(() => df.orderBy(($) => explode($.tags))).toThrow(refused('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT'))
  // biome-ignore lint/suspicious/noExplicitAny: what the compiler refuses
  expect(() => df.select(($: any) => [explode($.id)])).toThrow(refused('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE'))
  // biome-ignore lint/suspicious/noExplicitAny: what the compiler refuses
  expect(() => df.select(($: any) => [inline($.tags)])).toThrow(refused('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE'))
  // biome-ignore lint/suspicious/noExplicitAny: what the compiler refuses
  expect(() => df.withColumn('x', ($: any) => posexplode($.tags) as any)).toThrow(refused('UDTF_ALIAS_NUMBER_MISMATCH'))
})

test('columns that nobody needs are not read under a generator', () => {
  const plan = frame()
    .select(($) => [posexplode($.tags).as('p', 't'), 'm', 'items'])
    .select('t')
    .explain('extended')
  expect(plan.slice(plan.indexOf('Physical'))).not.toContain('items')
})

test('exploding and flattening are the same, whatever the arrays', async () => {
  const session = testSession()
  const arrays = fc.array(fc.option(fc.array(fc.option(fc.integer({ min: -9, max: 9 })), { maxLength: 4 })), {
    maxLength: 30,
  })
  await fc.assert(
    fc.asyncProperty(arrays, async (given) => {
      const df = session.createDataFrame(
        given.map((a, id) => ({ id, a })),
        'id INT NOT NULL, a ARRAY<INT>',
      )
      const inner = given.flatMap((a, id) => (a ?? []).map((value, pos) => ({ id, pos, value })))
      expect(await df.select(($) => ['id', posexplode($.a).as('pos', 'value')]).collect()).toEqual(inner)
      const outer = given.flatMap((a, id) =>
        (a === null || a.length === 0 ? [null] : a).map((value) => ({ id, value })),
      )
      expect(await df.select(($) => ['id', explodeOuter($.a).as('value')]).collect()).toEqual(outer)
    }),
    { numRuns: 60 },
  )
})

test('one row can become very many, which come in several chunks', async () => {
  const df = testSession().createDataFrame([{ a: Array.from({ length: 50_000 }, (_, i) => i) }], 'a ARRAY<INT>')
  let chunks = 0
  let next = 0
  for await (const batch of df.select(($) => [explode($.a).as('i')]).columnBatches()) {
    chunks++
    for (const value of (batch.columns[0] as { values: Int32Array }).values) expect(value).toBe(next++)
  }
  expect(next).toBe(50_000)
  expect(chunks).toBeGreaterThan(3)
})

test('a stream is exploded batch by batch', async () => {
  const session = testSession()
  const input = session.memoryStream('line STRING')
  const query = input
    .toDF()
    .select(($) => [explode(split($.line, ' ')).as('word')])
    .filter(col('word').neq(''))
    .writeStream.queryName('words')
    .format('memory')
    .start()
  input.addData({ line: 'a b' }, { line: '' }, { line: null })
  await query.processAllAvailable()
  input.addData({ line: 'c' })
  await query.processAllAvailable()
  expect((await session.table('words').collect()).map((row) => row.word)).toEqual(['a', 'b', 'c'])
})
