import { describe, expectTypeOf, test } from 'vitest'
import type { DataFrame } from '../../src/api/data-frame.ts'
import {
  asc,
  type Column,
  col,
  type Decimal,
  desc,
  explode,
  explodeOuter,
  inline,
  inlineOuter,
  lit,
  monotonicallyIncreasingId,
  Observation,
  posexplode,
  posexplodeOuter,
  rand,
  type Stream,
  upper,
  uuid,
} from '../../src/index.ts'
import { read, readStream } from './frames.ts'

const ddl = 'id INT NOT NULL, name STRING, x DOUBLE, ok BOOLEAN, price DECIMAL(10,2)'
const batch = read().format('csv').schema(ddl).load('in')
const stream = readStream().format('csv').schema(ddl).load('in')
const nested = read()
  .format('csv')
  .schema('id INT NOT NULL, tags ARRAY<STRING>, m MAP<STRING, INT>, items ARRAY<STRUCT<sku: STRING, n: INT NOT NULL>>')
  .load('in')
interface Base {
  id: number
  name: string | null
  x: number | null
  ok: boolean | null
  price: Decimal | null
}

// biome-ignore lint/suspicious/noExplicitAny: any traits
type RowOfFrame<F> = F extends DataFrame<infer R, any> ? R : never

describe('sorting', () => {
  test('takes names, columns and directions', () => {
    const sorted = batch.orderBy('name', desc(col('x')), asc(col('id')))
    expectTypeOf<RowOfFrame<typeof sorted>>().toEqualTypeOf<Base>()
    batch.sort(($) => $.x.descNullsFirst()).sortWithinPartitions(($) => ['id', $.name.asc(), upper($.name)])
    // @ts-expect-error no such column
    batch.orderBy('nope')
    // @ts-expect-error no such column
    batch.sort(($) => $.nope)
    // @ts-expect-error no such column
    batch.sortWithinPartitions('nope')
  })
  test('of a stream only in complete mode', () => {
    // @ts-expect-error a stream without aggregation
    stream.orderBy('id')
    const complete = null as unknown as DataFrame<Base, Stream<never, 'update' | 'complete'>>
    complete.orderBy('id').limit(2).writeStream.outputMode('complete')
    // @ts-expect-error sorted: complete mode only
    complete.orderBy('id').writeStream.outputMode('update')
  })
})

describe('limit, offset, sample', () => {
  test('a limit on a stream is not in update mode', () => {
    stream.limit(3).writeStream.outputMode('append')
    // @ts-expect-error not in update mode
    stream.limit(3).writeStream.outputMode('update')
    // @ts-expect-error a number
    batch.limit('3')
  })
  test('offset and sample are of bounded frames', () => {
    const some = batch.offset(2).sample(0.5, 3)
    expectTypeOf<RowOfFrame<typeof some>>().toEqualTypeOf<Base>()
    // @ts-expect-error a stream
    stream.offset(1)
    // @ts-expect-error a stream
    stream.sample(0.5)
  })
  test('repartition and coalesce change nothing', () => {
    const same = batch.repartition(4, 'id').coalesce(1)
    expectTypeOf<typeof same>().toEqualTypeOf<typeof batch>()
    // @ts-expect-error no such column
    batch.repartition('nope')
    // @ts-expect-error how many is needed
    batch.coalesce()
  })
  test('monotonicallyIncreasingId is a bigint', () => {
    expectTypeOf(monotonicallyIncreasingId()).toEqualTypeOf<Column<bigint>>()
    // @ts-expect-error it takes nothing
    monotonicallyIncreasingId(1)
  })
})

test('rand is a number, uuid a text', () => {
  expectTypeOf(rand(1)).toEqualTypeOf<Column<number>>()
  expectTypeOf(uuid()).toEqualTypeOf<Column<string>>()
  // @ts-expect-error a whole number
  rand('1')
  // @ts-expect-error it takes nothing
  uuid(1)
})

describe('generators', () => {
  test('explode gives elements, or keys and values', () => {
    const tags = nested.select(($) => ['id', explode($.tags).as('tag')])
    expectTypeOf<RowOfFrame<typeof tags>>().toEqualTypeOf<{ id: number; tag: string | null }>()
    const unnamed = nested.select(($) => [explodeOuter($.tags)])
    expectTypeOf<RowOfFrame<typeof unnamed>>().toEqualTypeOf<{ col: string | null }>()
    const entries = nested.select(($) => [explode($.m)])
    expectTypeOf<RowOfFrame<typeof entries>>().toEqualTypeOf<{ key: string; value: number | null }>()
    const added = nested.withColumn('tag', ($) => explode($.tags)).select('tag')
    expectTypeOf<RowOfFrame<typeof added>>().toEqualTypeOf<{ tag: string | null }>()
    // @ts-expect-error neither array nor map
    nested.select(($) => [explode($.id)])
    // @ts-expect-error neither array nor map
    nested.select(($) => [explodeOuter($.id)])
  })
  test('posexplode gives positions too', () => {
    const tags = nested.select(($) => ['id', posexplode($.tags).as('at', 'tag')])
    expectTypeOf<RowOfFrame<typeof tags>>().toEqualTypeOf<{ id: number; at: number; tag: string | null }>()
    const outer = nested.select(($) => [posexplodeOuter($.m)])
    expectTypeOf<RowOfFrame<typeof outer>>().toEqualTypeOf<{
      pos: number | null
      key: string | null
      value: number | null
    }>()
    // @ts-expect-error two names
    nested.select(($) => [posexplode($.tags).as('at')])
    // @ts-expect-error several columns are no column
    nested.withColumn('x', ($) => posexplode($.tags))
    // @ts-expect-error neither array nor map
    nested.select(($) => [posexplodeOuter($.id)])
  })
  test('inline gives the fields', () => {
    const items = nested.select(($) => ['id', inline($.items)])
    expectTypeOf<RowOfFrame<typeof items>>().toEqualTypeOf<{ id: number; sku: string | null; n: number | null }>()
    const outer = nested.select(($) => [inlineOuter($.items)])
    expectTypeOf<RowOfFrame<typeof outer>>().toEqualTypeOf<{ sku: string | null; n: number | null }>()
    // @ts-expect-error no structs
    nested.select(($) => [inline($.id)])
    // @ts-expect-error no structs
    nested.select(($) => [inlineOuter($.m)])
  })
})

describe('na', () => {
  test('fill takes null away from what it fills for certain', () => {
    const numbers = batch.na.fill(0)
    expectTypeOf<RowOfFrame<typeof numbers>>().toEqualTypeOf<{
      id: number
      name: string | null
      x: number
      ok: boolean | null
      price: Decimal
    }>()
    const some = batch.fillna({ name: 'none', x: 1 })
    expectTypeOf<RowOfFrame<typeof some>>().toEqualTypeOf<
      Omit<Base, 'name' | 'x'> & { name: string; x: number } extends infer X ? { [K in keyof X]: X[K] } : never
    >()
    const filled = stream.na.fill(true, ['ok'])
    expectTypeOf<RowOfFrame<typeof filled>['ok']>().toEqualTypeOf<boolean>()
    // @ts-expect-error no such column
    batch.na.fill(0, ['nope'])
    // @ts-expect-error no such column
    batch.na.fill({ nope: 0 })
    // @ts-expect-error a value
    batch.fillna(null)
  })
  test('drop takes null away from what it looks at', () => {
    const some = batch.na.drop(['name'])
    expectTypeOf<RowOfFrame<typeof some>['name']>().toEqualTypeOf<string>()
    expectTypeOf<RowOfFrame<typeof some>['x']>().toEqualTypeOf<number | null>()
    const all = batch.dropna()
    expectTypeOf<RowOfFrame<typeof all>['price']>().toEqualTypeOf<Decimal>()
    const either = batch.na.drop({ how: 'all', subset: ['x'] })
    expectTypeOf<RowOfFrame<typeof either>>().toEqualTypeOf<Base>()
    // @ts-expect-error any or all
    batch.na.drop('some')
    // @ts-expect-error no such column
    batch.dropna(['nope'])
  })
  test('replace gives null only where null is put', () => {
    const same = batch.na.replace('id', new Map([[1, 2]]))
    expectTypeOf<RowOfFrame<typeof same>>().toEqualTypeOf<Base>()
    const nulls = batch.na.replace('*', new Map([[1, null]]))
    expectTypeOf<RowOfFrame<typeof nulls>['id']>().toEqualTypeOf<number | null>()
    batch.na.replace(['name'], { 'n/a': null })
    // @ts-expect-error no such column
    batch.na.replace('nope', { a: 'b' })
  })
})

describe('observe', () => {
  test('keeps the rows, and knows what an observation gives', async () => {
    const named = stream.observe('m', ($) => ({ n: $.id, m: lit(1) }))
    expectTypeOf<typeof named>().toEqualTypeOf<typeof stream>()
    const seen = new Observation<{ n: number }>()
    const observed = batch.observe(seen, ($) => ({ n: $.id }))
    expectTypeOf<typeof observed>().toEqualTypeOf<typeof batch>()
    expectTypeOf(await seen.get()).toEqualTypeOf<{ n: number }>()
    batch.observe(new Observation(), ($) => [$.id.as('n')])
    // @ts-expect-error the metric n is missing
    batch.observe(seen, ($) => ({ other: $.id }))
    // @ts-expect-error an observation is of a bounded frame
    stream.observe(seen, ($) => ({ n: $.id }))
    // @ts-expect-error no such column
    batch.observe('m', ($) => ({ n: $.nope }))
  })
})

test('a stream stays one', () => {
  const words = stream.na.fill('x').select(($) => ['id', $.name])
  expectTypeOf<RowOfFrame<typeof words>>().toEqualTypeOf<{ id: number; name: string | null }>()
  expectTypeOf(words.isStreaming).toEqualTypeOf<true>()
})
