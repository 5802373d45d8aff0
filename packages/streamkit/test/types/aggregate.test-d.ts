import { describe, expectTypeOf, test } from 'vitest'
import type { DataFrame, Decimal, UntypedRow } from '../../src/index.ts'
import { count, grouping, groupingId, max, sessionWindow, sum, window } from '../../src/index.ts'
import { Purchase, read, readStream } from './frames.ts'

const batch = read().format('csv').schema(Purchase).load('in')
const stream = readStream().format('csv').schema(Purchase).load('in')
const marked = stream.withWatermark('at', '1 minute')
const untyped = read().format('csv').load('in')
const windowOfAt = window('at', '1 minute')
const windowOfSeenAt = window('seen_at', '1 minute')
const sessionOfAt = sessionWindow('at', '1 minute')

// biome-ignore lint/suspicious/noExplicitAny: any traits
type RowOfFrame<F> = F extends DataFrame<infer R, any> ? R : never
// biome-ignore lint/suspicious/noExplicitAny: any row
type ModesOf<F> = F extends DataFrame<any, infer T> ? T['modes'] : never

describe('rows', () => {
  test('have the keys, then the aggregates', () => {
    const a = batch.groupBy('category', 'user_id').agg(($) => ({ n: count(), highest: max($.at) }))
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{
      category: string | null
      user_id: number
      n: number
      highest: Date | null
    }>()
    const b = batch.groupBy(($) => [$.price.mul(2).as('double')]).agg(() => [count().as('n')])
    expectTypeOf<RowOfFrame<typeof b>>().toEqualTypeOf<{ double: Decimal; n: number }>()
    const c = batch.groupBy('category').agg(count().as('n'))
    expectTypeOf<RowOfFrame<typeof c>>().toEqualTypeOf<{ category: string | null; n: number }>()
    const d = batch.agg(($) => ({ s: sum($.quantity) }))
    expectTypeOf<RowOfFrame<typeof d>>().toEqualTypeOf<{ s: number | null }>()
    const e = batch.groupBy().agg({ n: count() })
    expectTypeOf<RowOfFrame<typeof e>>().toEqualTypeOf<{ n: number }>()
    const f = untyped.groupBy('a').agg(count())
    expectTypeOf<RowOfFrame<typeof f>>().toEqualTypeOf<UntypedRow>()
    // @ts-expect-error no such column
    batch.groupBy('nope')
    // @ts-expect-error a computed key needs a name
    batch.groupBy(($) => [$.price.mul(2)])
    // @ts-expect-error a computed aggregate needs a name
    batch.groupBy('category').agg(count())
  })

  test('of the short forms are named as Spark names them', () => {
    const a = batch.groupBy('category').count()
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{ category: string | null; count: number }>()
    const b = batch.groupBy('category').sum('price', 'quantity')
    expectTypeOf<RowOfFrame<typeof b>>().toEqualTypeOf<{
      category: string | null
      'sum(price)': Decimal | null
      'sum(quantity)': number | null
    }>()
    const c = batch.groupBy('user_id').avg('price', 'weight')
    expectTypeOf<RowOfFrame<typeof c>>().toEqualTypeOf<{
      user_id: number
      'avg(price)': Decimal | null
      'avg(weight)': number | null
    }>()
    const d = batch.groupBy('user_id').min('at')
    expectTypeOf<RowOfFrame<typeof d>>().toEqualTypeOf<{ user_id: number; 'min(at)': Date | null }>()
    const e = batch.groupBy('user_id').max('category')
    expectTypeOf<RowOfFrame<typeof e>>().toEqualTypeOf<{ user_id: number; 'max(category)': string | null }>()
    // @ts-expect-error a sum of text
    batch.groupBy('user_id').sum('category')
  })

  test('of subtotals have keys that can be null', () => {
    const a = batch.rollup('user_id').agg(($) => ({ n: count(), total: grouping($.user_id) }))
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{ user_id: number | null; n: number; total: number }>()
    const b = batch.cube('user_id').agg(() => ({ id: groupingId() }))
    expectTypeOf<RowOfFrame<typeof b>>().toEqualTypeOf<{ user_id: number | null; id: bigint }>()
    // @ts-expect-error no such column
    batch.rollup('nope')
    // @ts-expect-error no such column
    batch.cube('nope')
  })

  test('of a pivot have a column for each value', () => {
    const a = batch
      .groupBy('user_id')
      .pivot('category', ['books', 'music'])
      .agg(() => ({ n: count() }))
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{
      user_id: number
      books: number | null
      music: number | null
    }>()
    const b = batch
      .groupBy('user_id')
      .pivot(($) => $.quantity, [1, 2])
      .agg(($) => ({ n: count(), s: sum($.weight) }))
    expectTypeOf<RowOfFrame<typeof b>>().toEqualTypeOf<{
      user_id: number
      '1_n': number | null
      '2_n': number | null
      '1_s': number | null
      '2_s': number | null
    }>()
    // @ts-expect-error no such column
    batch.groupBy('user_id').pivot('nope', [1])
  })
})

describe('output modes', () => {
  test('append needs the event time, or a window of it, among the keys', () => {
    const a = marked.groupBy('at').count()
    expectTypeOf<ModesOf<typeof a>>().toEqualTypeOf<'append' | 'update' | 'complete'>()
    const b = marked.groupBy(windowOfAt, 'category').count()
    expectTypeOf<ModesOf<typeof b>>().toEqualTypeOf<'append' | 'update' | 'complete'>()
    b.writeStream.outputMode('append').outputMode('complete')
    const c = marked.groupBy('category').count()
    expectTypeOf<ModesOf<typeof c>>().toEqualTypeOf<'update' | 'complete'>()
    // @ts-expect-error nothing becomes final
    c.writeStream.outputMode('append')
    const d = marked.groupBy(windowOfSeenAt).count()
    expectTypeOf<ModesOf<typeof d>>().toEqualTypeOf<'update' | 'complete'>()
    const e = stream.groupBy(windowOfAt).count()
    expectTypeOf<ModesOf<typeof e>>().toEqualTypeOf<'update' | 'complete'>()
    const f = stream.agg(() => ({ n: count() }))
    expectTypeOf<ModesOf<typeof f>>().toEqualTypeOf<'update' | 'complete'>()
  })

  test('complete needs an aggregation', () => {
    stream.groupBy('category').count().writeStream.outputMode('complete')
    // @ts-expect-error there is no aggregation
    stream.writeStream.outputMode('complete')
  })

  test('what is aggregated twice, and a pivot, can be appended only', () => {
    const a = marked.groupBy(windowOfAt, 'category').count().groupBy('window').count()
    expectTypeOf<ModesOf<typeof a>>().toEqualTypeOf<'append'>()
    const b = marked
      .groupBy(windowOfAt)
      .pivot('category', ['books'])
      .agg(() => ({ n: count() }))
    expectTypeOf<ModesOf<typeof b>>().toEqualTypeOf<'append'>()
    // @ts-expect-error not in update mode
    a.writeStream.outputMode('update')
  })

  test('a limit is not for update mode', () => {
    const a = marked.groupBy('at').count().limit(1)
    expectTypeOf<ModesOf<typeof a>>().toEqualTypeOf<'append' | 'complete'>()
    const b = stream.limit(1)
    expectTypeOf<ModesOf<typeof b>>().toEqualTypeOf<'append'>()
  })

  test('sessions are not for update mode', () => {
    const a = marked.groupBy(sessionOfAt, 'category').count()
    expectTypeOf<ModesOf<typeof a>>().toEqualTypeOf<'append' | 'complete'>()
  })
})
