import { describe, expect, test } from 'vitest'
import { col, max } from '../../src/index.ts'
import { conditionsOf, rejection, testSession } from './test-session.ts'

function tables() {
  const session = testSession()
  const rows = [{ id: 1 }, { id: 2 }, { id: null }, { id: 3 }]
  return {
    session,
    left: session.createDataFrame(rows, 'id INT'),
    found: session.createDataFrame([{ other: 2n }, { other: 3n }, { other: 3n }], 'other BIGINT'),
    withNull: session.createDataFrame([{ other: 2n }, { other: null }], 'other BIGINT'),
    empty: session.createDataFrame([], 'other BIGINT'),
    strict: session.createDataFrame([{ id: 2 }, { id: 2 }], 'id INT NOT NULL'),
  }
}

describe('a value looked up in a frame', () => {
  test('a filter keeps the rows that are found, each once, and gives no other columns', async () => {
    const { left, found, withNull, empty } = tables()
    const kept = left.filter(($) => $.id.isIn(found).and($.id.gt(2)))
    expect(kept.columns).toEqual(['id'])
    expect(await kept.collect()).toEqual([{ id: 3 }])
    expect(await left.filter(($) => $.id.isIn(withNull)).collect()).toEqual([{ id: 2 }])
    expect(await left.filter(($) => $.id.isIn(empty)).collect()).toEqual([])
    expect(await left.filter(($) => $.id.plus(1).isIn(found)).collect()).toEqual([{ id: 1 }, { id: 2 }])
  })

  test('what is not found is known only if there is no null', async () => {
    const { left, found, withNull, empty } = tables()
    expect(await left.filter(($) => $.id.isIn(found).not()).collect()).toEqual([{ id: 1 }])
    expect(await left.filter(($) => $.id.isIn(withNull).not()).collect()).toEqual([])
    expect(await left.filter(($) => $.id.isIn(empty).not()).count()).toBe(4)
  })

  test('in a column it is true, false or null, as for values one by one', async () => {
    const { left, found, withNull, empty, strict } = tables()
    const looked = left.select(($) => ({
      id: $.id,
      found: $.id.isIn(found),
      withNull: $.id.isIn(withNull),
      empty: $.id.isIn(empty),
    }))
    expect(await looked.orderBy('id').collect()).toEqual([
      { id: null, found: null, withNull: null, empty: false },
      { id: 1, found: false, withNull: null, empty: false },
      { id: 2, found: true, withNull: true, empty: false },
      { id: 3, found: true, withNull: null, empty: false },
    ])
    const or = left.filter(($) => $.id.isIn(strict).or($.id.eq(1)))
    expect(await or.orderBy('id').collect()).toEqual([{ id: 1 }, { id: 2 }])
    expect(await strict.withColumn('in', ($) => $.id.isIn(strict)).collect()).toEqual([
      { id: 2, in: true },
      { id: 2, in: true },
    ])
  })

  test('a frame with several columns, or that is a stream, is refused', () => {
    const { session, left } = tables()
    const wide = session.createDataFrame([], 'a INT, b INT')
    expect(conditionsOf(thrown(() => left.filter(col('id').isIn(wide as never)) as never))[0]).toBe(
      'DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH',
    )
    const stream = session.memoryStream('id INT').toDF()
    expect(conditionsOf(thrown(() => left.filter(col('id').isIn(stream as never))))[0]).toBe(
      'INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY',
    )
  })
})

describe('a frame that stands for a value', () => {
  test('is the value of its only row, null without one', async () => {
    const { left, found, empty } = tables()
    const highest = found.agg(($) => ({ m: max($.other) })).scalar()
    expect(await left.filter(($) => $.id.eq(highest)).collect()).toEqual([{ id: 3 }])
    const shown = left.filter(($) => $.id.isNotNull()).withColumns({ m: highest, none: empty.scalar() })
    expect(shown.columns).toEqual(['id', 'm', 'none'])
    expect(await shown.collect()).toEqual([
      { id: 1, m: 3n, none: null },
      { id: 2, m: 3n, none: null },
      { id: 3, m: 3n, none: null },
    ])
  })

  test('fails if there are several rows', async () => {
    const { left, found } = tables()
    const error = await rejection(left.withColumn('m', found.scalar()).collect())
    expect(conditionsOf(error)).toContain('SCALAR_SUBQUERY_TOO_MANY_ROWS')
  })

  test('is named after what was written, where it has no name', () => {
    const { left, found } = tables()
    const columns = [col('id').isIn(found), found.scalar()] as never[]
    expect(left.select(...columns).columns).toEqual(['(id IN (listquery()))', 'scalarsubquery()'])
  })

  test('with several columns is refused', () => {
    const { session, left } = tables()
    const wide = session.createDataFrame([], 'a INT, b INT') as never as typeof left
    expect(conditionsOf(thrown(() => left.withColumn('m', wide.scalar())))[0]).toBe(
      'INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN',
    )
  })
})

test('a stream looks values up in bounded frames', async () => {
  const { session, found } = tables()
  const stream = session.memoryStream('id INT')
  const highest = found.agg(($) => ({ m: max($.other) })).scalar()
  const looked = stream
    .toDF()
    .filter(($) => $.id.isIn(found))
    .withColumn('highest', ($) => $.id.eq(highest))
  const query = looked.writeStream.format('memory').queryName('looked').start()
  stream.addData({ id: 1 }, { id: 2 }, { id: 3 })
  await query.processAllAvailable()
  await query.stop()
  expect(await session.table('looked').collect()).toEqual([
    { id: 2, highest: false },
    { id: 3, highest: true },
  ])
})

function thrown(make: () => unknown): unknown {
  try {
    make()
  } catch (error) {
    return error
  }
  return undefined
}
