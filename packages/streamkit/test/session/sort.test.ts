import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ascNullsLast,
  col,
  desc,
  descNullsFirst,
  monotonicallyIncreasingId,
  rand,
  type SortColumn,
  uuid,
} from '../../src/index.ts'
import { testSession } from './test-session.ts'

const rows = [
  { k: 'b', n: 2, x: 1.5 },
  { k: 'a', n: null, x: Number.NaN },
  { k: null, n: 1, x: null },
  { k: 'B', n: 3, x: -0 },
  { k: 'a', n: 1, x: Number.POSITIVE_INFINITY },
]
const frame = () => testSession().createDataFrame(rows, 'k STRING, n INT, x DOUBLE')

test('orderBy ascends with null first, desc descends with null last, and both can be told otherwise', async () => {
  const df = frame()
  const keys = async (sorted: { collect(): Promise<{ n: number | null }[]> }) =>
    (await sorted.collect()).map((r) => r.n)
  expect(await keys(df.orderBy('n'))).toEqual([null, 1, 1, 2, 3])
  expect(await keys(df.sort(($) => $.n.desc()))).toEqual([3, 2, 1, 1, null])
  expect(await keys(df.orderBy(($) => [ascNullsLast($.n)]))).toEqual([1, 1, 2, 3, null])
  expect(await keys(df.orderBy(descNullsFirst(col('n'))))).toEqual([null, 3, 2, 1, 1])
  expect(await keys(df.sortWithinPartitions(($) => [$.n.descNullsFirst()]))).toEqual([null, 3, 2, 1, 1])
})

test('rows that are equal by one key are sorted by the next, and stay as they came by none', async () => {
  const df = frame()
  const sorted = await df
    .orderBy(($) => [$.k.asc(), $.n.desc()])
    .select('k', 'n')
    .collect()
  expect(sorted).toEqual([
    { k: null, n: 1 },
    { k: 'B', n: 3 },
    { k: 'a', n: 1 },
    { k: 'a', n: null },
    { k: 'b', n: 2 },
  ])
  expect((await df.orderBy(($) => $.k.isNull()).collect()).map((r) => r.n)).toEqual([2, null, 3, 1, 1])
})

test('NaN is the greatest of doubles, text is sorted by the bytes of UTF-8', async () => {
  expect(
    (
      await frame()
        .orderBy(desc(col('x')))
        .collect()
    ).map((r) => r.x),
  ).toEqual([Number.NaN, Number.POSITIVE_INFINITY, 1.5, -0, null])
  const texts = testSession().createDataFrame([{ s: '😀' }, { s: '~' }, { s: 'z' }, { s: '' }], 's STRING')
  expect((await texts.orderBy('s').collect()).map((r) => r.s)).toEqual(['', 'z', '~', '😀'])
})

test('a sort can name a column that a select has dropped, which does not come back', async () => {
  const df = frame()
  const sorted = df
    .select(($) => ({ key: $.k, twice: $.n.mul(2) }))
    .filter(($) => $.twice.isNotNull())
    .orderBy(desc(col('n')), col('k').asc())
  expect(sorted.columns).toEqual(['key', 'twice'])
  expect(await sorted.collect()).toEqual([
    { key: 'B', twice: 6 },
    { key: 'b', twice: 4 },
    { key: null, twice: 2 },
    { key: 'a', twice: 2 },
  ])
  expect(await sorted.limit(1).collect()).toEqual([{ key: 'B', twice: 6 }])
  expect(sorted.limit(1).explain()).toContain('TakeOrdered')
})

test('a sort by a column that is nowhere, or of a type without order, is refused', () => {
  const df = testSession().createDataFrame([], 'id INT, m MAP<STRING, INT>')
  expect(() => df.orderBy(col('nope'))).toThrow(
    expect.objectContaining({ condition: 'UNRESOLVED_COLUMN.WITH_SUGGESTION' }),
  )
  expect(() => df.orderBy('m')).toThrow(
    expect.objectContaining({ condition: 'DATATYPE_MISMATCH.INVALID_ORDERING_TYPE' }),
  )
})

test('the first rows of a sort of very many are those of the whole sort', async () => {
  const many = testSession()
    .createDataFrame(
      Array.from({ length: 150_000 }, (_, i) => ({ i, v: Math.imul(i, 2_654_435_761) >>> 12 })),
      'i INT NOT NULL, v INT NOT NULL',
    )
    .repartition(4)
  const all = await many.orderBy(($) => [$.v.desc()]).collect()
  expect(
    await many
      .orderBy(($) => [$.v.desc()])
      .limit(7)
      .collect(),
  ).toEqual(all.slice(0, 7))
  expect(all).toHaveLength(150_000)
  expect(all.every((row, i) => i === 0 || (all[i - 1] as typeof row).v >= row.v)).toBe(true)
})

const compareNumbers = (a: number | bigint | string, b: number | bigint | string) => (a < b ? -1 : a > b ? 1 : 0)
const orderable = [
  { type: 'INT', values: fc.integer({ min: -5, max: 5 }), compare: compareNumbers },
  { type: 'BIGINT', values: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), compare: compareNumbers },
  {
    type: 'DOUBLE',
    values: fc.double(),
    compare: (a: number, b: number) =>
      Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : compareNumbers(a, b),
  },
  { type: 'BOOLEAN', values: fc.boolean(), compare: (a: boolean, b: boolean) => Number(a) - Number(b) },
  {
    type: 'STRING',
    values: fc.string({ unit: 'binary', maxLength: 3 }),
    compare: (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b)),
  },
  {
    type: 'TIMESTAMP',
    values: fc.date({ min: new Date(0), max: new Date(9), noInvalidDate: true }),
    compare: (a: Date, b: Date) => a.getTime() - b.getTime(),
  },
  {
    type: 'ARRAY<INT>',
    values: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
    compare: (a: number[], b: number[]) => compareNumbers(a.map((v) => v + 1).join(''), b.map((v) => v + 1).join('')),
  },
] as const

for (const { type, values, compare } of orderable) {
  test(`sorts ${type} as a comparison of the values does, for every direction and place of null`, async () => {
    const session = testSession()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(values as fc.Arbitrary<unknown>), { maxLength: 40 }),
        fc.boolean(),
        fc.boolean(),
        async (given, ascending, nullsFirst) => {
          const df = session.createDataFrame(
            given.map((v, id) => ({ id, v })),
            `id INT NOT NULL, v ${type}` as string,
          )
          const orders = [
            [col('v').descNullsLast(), col('v').descNullsFirst()],
            [col('v').ascNullsLast(), col('v').ascNullsFirst()],
          ]
          const order = orders[Number(ascending)]?.[Number(nullsFirst)] as SortColumn
          const sorted = await df.orderBy(order).select('id').collect()
          const byValue = compare as (a: unknown, b: unknown) => number
          const expected = given
            .map((v, id) => ({ id, v }))
            .sort((a, b) => {
              if (a.v === null || b.v === null) {
                const nullOrder = Number(b.v === null) - Number(a.v === null)
                return nullsFirst ? nullOrder : -nullOrder
              }
              return ascending ? byValue(a.v, b.v) : byValue(b.v, a.v)
            })
          expect(sorted.map((row) => row.id)).toEqual(expected.map(({ id }) => id))
        },
      ),
      { numRuns: 60 },
    )
  })
}

test('limit and offset cut the rows, across chunks too', async () => {
  const df = testSession().createDataFrame(
    Array.from({ length: 40_000 }, (_, i) => ({ i })),
    'i INT NOT NULL',
  )
  expect((await df.offset(39_998).collect()).map((r) => r.i)).toEqual([39_998, 39_999])
  expect((await df.offset(2).limit(2).collect()).map((r) => r.i)).toEqual([2, 3])
  expect(await df.offset(50_000).count()).toBe(0)
  expect(await df.limit(0).count()).toBe(0)
  expect(() => df.offset(-1)).toThrow(expect.objectContaining({ condition: 'NEGATIVE_OFFSET' }))
})

test('a sample takes about the share that was asked for, and the same rows for the same seed', async () => {
  const df = testSession().createDataFrame(
    Array.from({ length: 20_000 }, (_, i) => ({ i })),
    'i INT NOT NULL',
  )
  const sampled = df.sample(0.25, 7)
  const taken = await sampled.collect()
  expect(taken.length).toBeGreaterThan(4_500)
  expect(taken.length).toBeLessThan(5_500)
  expect(await df.sample(0.25, 7).collect()).toEqual(taken)
  const byChance = df.sample(0.5)
  expect(await byChance.collect()).toEqual(await byChance.collect())
  expect(await df.sample(0).count()).toBe(0)
  expect(await df.sample(1).count()).toBe(20_000)
  expect(() => df.sample(1.5)).toThrow(expect.objectContaining({ condition: 'INVALID_SAMPLE' }))
  expect(() => df.sample(0.5, 0.5)).toThrow(expect.objectContaining({ condition: 'INVALID_SAMPLE' }))
})

test('monotonicallyIncreasingId numbers the rows from 0, and each of its calls by itself', async () => {
  const df = testSession().createDataFrame(
    Array.from({ length: 20_000 }, (_, i) => ({ i })),
    'i INT NOT NULL',
  )
  const numbered = df.withColumns({ a: monotonicallyIncreasingId(), b: monotonicallyIncreasingId() })
  const last = (await numbered.collect()).at(-1)
  expect(last).toEqual({ i: 19_999, a: 19_999n, b: 19_999n })
  expect((await numbered.filter(($) => $.a.lt(2n)).collect()).map((r) => r.a)).toEqual([0n, 1n])
})

test('rand with a seed gives the numbers of Spark, without one each call its own', async () => {
  const df = testSession().createDataFrame([{ i: 1 }, { i: 2 }], 'i INT NOT NULL')
  expect((await df.select(rand(42).as('r')).collect())[0]).toEqual({ r: 0.619189370225301 })
  const [row] = await df.select(rand().as('a'), rand().as('b'), uuid().as('u'), uuid().as('v')).collect()
  expect(row?.a).not.toBe(row?.b)
  expect(row?.u).not.toBe(row?.v)
  expect(row?.u).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(() => df.select(($) => ({ r: rand($.i as never) }))).toThrow(
    expect.objectContaining({ condition: 'SEED_EXPRESSION_IS_UNFOLDABLE' }),
  )
})

test('a sort, an offset, a sample and a monotonic id on a stream are refused when it starts', async () => {
  const session = testSession()
  // biome-ignore lint/suspicious/noExplicitAny: what the compiler refuses
  const stream = session.memoryStream('id INT, k STRING').toDF() as any
  for (const refused of [
    stream.orderBy('id'),
    stream.sortWithinPartitions('id'),
    stream.offset(1),
    stream.sample(0.5),
    stream.withColumn('n', monotonicallyIncreasingId()),
    stream.filter(() => monotonicallyIncreasingId().gt(3n)),
  ]) {
    for (const mode of ['append', 'update']) {
      const query = () => refused.writeStream.outputMode(mode).format('noop').start()
      expect(query).toThrow(expect.objectContaining({ condition: 'UNSUPPORTED_STREAMING_OPERATION' }))
    }
    const complete = () => refused.writeStream.outputMode('complete').format('noop').start()
    expect(complete).toThrow(expect.objectContaining({ condition: 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION' }))
  }
})
