import { expect, test } from 'vitest'
import { Decimal } from '../../src/index.ts'
import { testSession } from './test-session.ts'

const rows = [
  { id: 1, n: null, big: 5n, x: Number.NaN, price: null, name: null, ok: null, day: null },
  { id: 2, n: 7, big: 9n, x: 1.5, price: Decimal.from('2.50'), name: 'b', ok: true, day: '2026-01-01' },
  { id: 3, n: null, big: null, x: null, price: null, name: null, ok: null, day: null },
]
const frame = () =>
  testSession().createDataFrame(
    rows,
    'id INT NOT NULL, n INT, big BIGINT, x DOUBLE, price DECIMAL(10, 2), name STRING, ok BOOLEAN, day DATE',
  )

test('fill puts a number into every numeric column, cast to its type, and for NaN too', async () => {
  const filled = await frame().na.fill(3.9).collect()
  expect(filled[0]).toEqual({ ...rows[0], n: 3, x: 3.9, price: Decimal.from('3.90') })
  expect(filled[2]).toEqual({ ...rows[2], n: 3, big: 3n, x: 3.9, price: Decimal.from('3.90') })
})

test('fill puts text into STRING columns and a boolean into BOOLEAN ones only', async () => {
  expect((await frame().na.fill('?').collect())[0]).toEqual({ ...rows[0], name: '?' })
  expect((await frame().fillna(false).collect())[0]).toEqual({ ...rows[0], ok: false })
})

test('fill with names leaves other columns alone, those of other kinds too', async () => {
  expect((await frame().na.fill(0, ['n', 'name']).collect())[0]).toEqual({ ...rows[0], n: 0 })
})

test('fill with an object casts each value to the type of its column', async () => {
  const filled = await frame().na.fill({ n: 1, name: 'none', day: '2026-02-03', big: '12' }).collect()
  expect(filled[2]).toEqual({ ...rows[2], n: 1, name: 'none', day: '2026-02-03', big: 12n })
})

test('drop keeps the rows without nulls and NaN, by all columns or by some', async () => {
  expect((await frame().na.drop().collect()).map((r) => r.id)).toEqual([2])
  expect((await frame().na.drop(['x']).collect()).map((r) => r.id)).toEqual([2])
  expect((await frame().dropna(['big']).collect()).map((r) => r.id)).toEqual([1, 2])
  const ids = async (options: Parameters<ReturnType<typeof frame>['na']['drop']>[0]) =>
    (await frame().na.drop(options).collect()).map((r) => r.id)
  expect(await ids({ how: 'all', subset: ['n', 'big'] })).toEqual([1, 2])
  expect(await ids({ thresh: 2 })).toEqual([1, 2])
  expect(await ids({ thresh: 0 })).toEqual([1, 2, 3])
  expect((await frame().drop('id').na.drop('all').collect()).length).toBe(2)
})

test('replace changes values in columns of their kind', async () => {
  expect((await frame().na.replace('name', { b: 'B', c: null }).collect()).map((r) => r.name)).toEqual([
    null,
    'B',
    null,
  ])
  const numbers = await frame()
    .na.replace(
      '*',
      new Map([
        [7, 8],
        [1.5, 2],
        [5, 6],
      ]),
    )
    .collect()
  expect(numbers.map((r) => [r.n, r.big, r.x, r.name])).toEqual([
    [null, 6n, Number.NaN, null],
    [8, 9n, 2, 'b'],
    [null, null, null, null],
  ])
  expect(
    (
      await frame()
        .na.replace(['ok', 'name'], new Map([[true, null]]))
        .collect()
    )[1],
  ).toMatchObject({
    ok: null,
    name: 'b',
  })
  expect(await frame().na.replace('*', {}).count()).toBe(3)
})

test('an unknown column and a value of another kind are refused', () => {
  // biome-ignore lint/suspicious/noExplicitAny: what the compiler refuses
  const { na } = frame() as any
  const unknown = expect.objectContaining({ condition: 'UNRESOLVED_COLUMN.WITH_SUGGESTION' })
  expect(() => na.fill(1, ['nope'])).toThrow(unknown)
  expect(() => na.fill({ nope: 1 })).toThrow(unknown)
  expect(() => na.drop(['nope'])).toThrow(unknown)
  expect(() => na.replace('nope', { a: 'b' })).toThrow(unknown)
  const unsupported = expect.objectContaining({ condition: 'UNSUPPORTED_FEATURE' })
  expect(() => na.fill(null)).toThrow(unsupported)
  expect(() => na.fill({ n: new Date(0) })).toThrow(unsupported)
  expect(() => na.drop('some')).toThrow(unsupported)
})

test('a stream is filled and cleaned batch by batch', async () => {
  const session = testSession()
  const input = session.memoryStream('id INT, name STRING')
  const query = input.toDF().na.drop(['id']).na.fill('none').writeStream.queryName('filled').format('memory').start()
  input.addData({ id: 1, name: null }, { id: null, name: 'x' })
  await query.processAllAvailable()
  expect(await session.table('filled').collect()).toEqual([{ id: 1, name: 'none' }])
})
