import { describe, expectTypeOf, test } from 'vitest'
import type { BatchDataFrame, DataFrame, StreamingDataFrame } from '../../src/api/data-frame.ts'
import { col, concat, type Decimal, lit, toTimestamp, type UntypedRow } from '../../src/index.ts'
import { Purchase, read, readStream } from './frames.ts'

const stream = readStream().format('csv').schema(Purchase).load('in')
const batch = read().format('csv').schema(Purchase).load('in')
const small = read().format('csv').schema('id STRING NOT NULL, n INT, at TIMESTAMP').load('in')
const smallStream = readStream().format('csv').schema('id STRING NOT NULL, n INT, at TIMESTAMP').load('in')
const untyped = read().format('csv').load('in')

// biome-ignore lint/suspicious/noExplicitAny: any traits
type RowOfFrame<F> = F extends DataFrame<infer R, any> ? R : never
interface Small {
  id: string
  n: number | null
  at: Date | null
}

test('the row type comes from the schema', async () => {
  expectTypeOf<RowOfFrame<typeof small>>().toEqualTypeOf<Small>()
  expectTypeOf<RowOfFrame<typeof stream>['price']>().toEqualTypeOf<Decimal>()
  expectTypeOf(await small.collect()).toEqualTypeOf<Small[]>()
})

describe('select', () => {
  test('takes names, columns and all', () => {
    const a = small.select('id', 'n')
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{ id: string; n: number | null }>()
    const b = small.select('*', lit(1).as('one'))
    expectTypeOf<RowOfFrame<typeof b>>().toEqualTypeOf<{ id: string; n: number | null; at: Date | null; one: number }>()
    const c = small.select(($) => ['id', $.n.mul(2).as('double')])
    expectTypeOf<RowOfFrame<typeof c>>().toEqualTypeOf<{ id: string; double: number | null }>()
    const d = small.select(($) => ({ key: $.id, double: $.n.mul(2) }))
    expectTypeOf<RowOfFrame<typeof d>>().toEqualTypeOf<{ key: string; double: number | null }>()
    const e = small.select(col('id'), 'n')
    expectTypeOf<RowOfFrame<typeof e>>().toEqualTypeOf<{ id: string; n: number | null }>()
    const f = small.select(($) => ({ ...$, double: $.n.mul(2) }))
    expectTypeOf<RowOfFrame<typeof f>>().toEqualTypeOf<
      Small & { double: number | null } extends infer X ? { [K in keyof X]: X[K] } : never
    >()
  })
  test('refuses unknown and unnamed columns', () => {
    // @ts-expect-error no such column
    small.select('nope')
    // @ts-expect-error no such column
    small.select(($) => [$.nope])
    // @ts-expect-error a computed column needs a name
    small.select(($) => [$.n.mul(2)])
    // @ts-expect-error a constant needs lit(...)
    small.select(() => ({ one: 1 }))
  })
})

describe('withColumn', () => {
  test('adds and replaces', () => {
    const a = small.withColumn('m', ($) => $.n.plus(1)).withColumn('n', lit('x'))
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{ id: string; at: Date | null; m: number | null; n: string }>()
    const b = small.withColumns(($) => ({ a: $.id, n: $.n.isNull() }))
    expectTypeOf<RowOfFrame<typeof b>>().toEqualTypeOf<{ id: string; at: Date | null; a: string; n: boolean }>()
    const c = stream.withColumn('ts', ($) => toTimestamp(concat($.event_date, ' ', $.event_time)))
    expectTypeOf<RowOfFrame<typeof c>['ts']>().toEqualTypeOf<Date>()
  })
  test('refuses wrong operands', () => {
    // @ts-expect-error text times a number
    small.withColumn('x', ($) => $.id.mul(2))
    // @ts-expect-error no such column
    small.withColumn('x', ($) => $.nope)
    // @ts-expect-error a constant needs lit(...)
    small.withColumn('x', 1)
  })
})

test('renaming and dropping follow the names', () => {
  const a = small.withColumnRenamed('id', 'key').drop('n')
  expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{ key: string; at: Date | null }>()
  // @ts-expect-error no such column
  small.withColumnRenamed('nope', 'x')
  // @ts-expect-error no such column
  small.drop('nope')
})

test('filter and where take conditions', () => {
  expectTypeOf(small.filter(($) => $.n.gt(1).and($.id.eq('x')))).toEqualTypeOf(small)
  expectTypeOf(small.where(col('n').isNotNull())).toEqualTypeOf(small)
  // @ts-expect-error a number is no condition
  small.filter(($) => $.n)
  // @ts-expect-error plain functions go to filterRows
  small.filter((row) => row.n > 1)
})

describe('plain functions', () => {
  test('see rows and give rows', () => {
    expectTypeOf(small.map((row) => ({ ...row, n: 1 }))).toEqualTypeOf(small)
    const a = small.map((row) => ({ key: row.id.length }), 'key INT NOT NULL')
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{ key: number }>()
    const b = small.flatMap((row) => [{ part: row.id }], 'part STRING')
    expectTypeOf<RowOfFrame<typeof b>>().toEqualTypeOf<{ part: string | null }>()
    expectTypeOf(small.filterRows((row) => row.n !== null && row.id === 'x')).toEqualTypeOf(small)
  })
  test('are checked against the schema', () => {
    // @ts-expect-error other columns need a schema
    small.map((row) => ({ key: row.id }))
    // @ts-expect-error text where INT was said
    small.map((row) => ({ key: row.id }), 'key INT')
    // @ts-expect-error no such column
    small.filterRows((row) => row.nope)
    // @ts-expect-error flatMap gives many
    small.flatMap((row) => row.n)
  })
})

describe('union', () => {
  test('is of the same columns', () => {
    const notNull = small.select(($) => ({ id: $.id, n: lit(1), at: $.at }))
    const a = notNull.union(small)
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<Small>()
    const b = small.unionByName(small.select('at', 'id', 'n'))
    expectTypeOf<RowOfFrame<typeof b>>().toEqualTypeOf<Small>()
    const c = small.drop('n').unionByName(small.drop('at'), { allowMissingColumns: true })
    expectTypeOf<RowOfFrame<typeof c>>().toEqualTypeOf<Small>()
    const d = smallStream.union(smallStream)
    expectTypeOf(d.isStreaming).toEqualTypeOf<true>()
  })
  test('refuses other columns, other types and a stream with a table', () => {
    // @ts-expect-error the other DataFrame lacks the columns n
    small.union(small.drop('n'))
    // @ts-expect-error the other DataFrame has more columns: x
    small.union(small.withColumn('x', lit(1)))
    // @ts-expect-error the columns n have other types
    small.union(small.withColumn('n', lit('x')))
    // @ts-expect-error a stream and a bounded DataFrame cannot be put one after the other
    smallStream.union(small)
  })
})

describe('watermark', () => {
  test('is declared once, on a TIMESTAMP', () => {
    const a = smallStream.withWatermark('at', '10 minutes')
    expectTypeOf(a).toExtend<StreamingDataFrame<Small, 'at'>>()
    const b = a
      .withColumnRenamed('at', 'ts')
      .withColumn('x', lit(1))
      .filter(($) => $.x.gt(0))
    b.dropDuplicatesWithinWatermark('id')
    // @ts-expect-error not a TIMESTAMP
    smallStream.withWatermark('n', '10 minutes')
    // @ts-expect-error no such column
    smallStream.withWatermark('nope', '10 minutes')
    // @ts-expect-error there is a watermark already, on at
    a.withWatermark('at', '5 minutes')
    // @ts-expect-error no column here is a TIMESTAMP
    smallStream.drop('at').withWatermark('n', '5 minutes')
  })
})

describe('duplicates', () => {
  test('are dropped by columns that exist', () => {
    expectTypeOf(small.dropDuplicates('id', 'n')).toEqualTypeOf(small)
    expectTypeOf(smallStream.dropDuplicates()).toEqualTypeOf(smallStream)
    expectTypeOf(small.distinct()).toEqualTypeOf(small)
    // @ts-expect-error no such column
    small.dropDuplicates('nope')
  })
  test('within a watermark need one', () => {
    smallStream.withWatermark('at', '1 minute').dropDuplicatesWithinWatermark('id')
    // @ts-expect-error this needs a watermark
    smallStream.dropDuplicatesWithinWatermark('id')
    // @ts-expect-error this is for streams
    small.dropDuplicatesWithinWatermark('id')
  })
})

describe('actions', () => {
  test('are of bounded frames', async () => {
    expectTypeOf(await small.count()).toEqualTypeOf<number>()
    expectTypeOf(await small.first()).toEqualTypeOf<Small | null>()
    expectTypeOf(await small.take(2)).toEqualTypeOf<Small[]>()
    expectTypeOf(await small.isEmpty()).toEqualTypeOf<boolean>()
    for await (const row of small.toLocalIterator()) expectTypeOf(row).toEqualTypeOf<Small>()
    await small.show(5, { truncate: false })
    expectTypeOf(small.limit(3)).toEqualTypeOf(small)
    await small.write.format('noop').mode('overwrite').save()
  })
  test('are refused on streams', async () => {
    // @ts-expect-error a stream has no end
    await smallStream.collect()
    // @ts-expect-error a stream has no end
    await smallStream.count()
    // @ts-expect-error a stream has no end
    await smallStream.show()
    // @ts-expect-error a stream has no end
    await smallStream.first()
    // @ts-expect-error a stream has no end
    await smallStream.take(1)
    // @ts-expect-error a stream has no end
    await smallStream.isEmpty()
    // @ts-expect-error a stream has no end
    smallStream.toLocalIterator()
    // @ts-expect-error a stream has no end
    smallStream.columnBatches()
    // @ts-expect-error a stream is written with writeStream
    smallStream.write.format('noop')
    // @ts-expect-error a bounded DataFrame is written with write, collect or show
    small.writeStream.format('console')
  })
})

test('an untyped frame takes any name', async () => {
  const a = untyped
    .filter(($) => $.x.gt(1))
    .withColumn('y', ($) => $.x.mul(2))
    .drop('x')
    .dropDuplicates('y')
  expectTypeOf(await a.collect()).toEqualTypeOf<UntypedRow[]>()
})

test('frames can be handed to functions', () => {
  expectTypeOf(batch).toExtend<BatchDataFrame<{ event_id: string }>>()
  expectTypeOf(small).toExtend<BatchDataFrame<Small>>()
  expectTypeOf(smallStream).toExtend<StreamingDataFrame<Small>>()
  expectTypeOf(smallStream).not.toExtend<BatchDataFrame<Small>>()
  expectTypeOf(small).not.toExtend<BatchDataFrame<{ other: string }>>()
})
