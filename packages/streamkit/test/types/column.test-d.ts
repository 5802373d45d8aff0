import { describe, expectTypeOf, test } from 'vitest'
import type { Column, NamedColumn } from '../../src/api/column.ts'
import { col } from '../../src/api/functions/col.ts'
import type { Decimal } from '../../src/types/decimal.ts'
import { t } from '../../src/types/type-builder.ts'

declare const $: {
  readonly text: NamedColumn<'text', string>
  readonly maybe: NamedColumn<'maybe', string | null>
  readonly n: NamedColumn<'n', number>
  readonly m: NamedColumn<'m', number | null>
  readonly big: NamedColumn<'big', bigint>
  readonly price: NamedColumn<'price', Decimal>
  readonly tax: NamedColumn<'tax', Decimal | null>
  readonly flag: NamedColumn<'flag', boolean>
  readonly unsure: NamedColumn<'unsure', boolean | null>
  readonly at: NamedColumn<'at', Date | null>
  readonly kind: NamedColumn<'kind', 'view' | 'purchase'>
  readonly tags: NamedColumn<'tags', (string | null)[] | null>
  readonly counts: NamedColumn<'counts', Map<string, number>>
  readonly place: NamedColumn<'place', { city: string; zip: string | null } | null>
}
// biome-ignore lint/suspicious/noExplicitAny: what col() gives
declare const untyped: Column<any>
type V<C> = C extends Column<infer X> ? X : never

describe('comparison', () => {
  test('is null where a side can be null', () => {
    expectTypeOf<V<ReturnType<typeof a>>>().toEqualTypeOf<boolean>()
    const a = () => $.text.eq('x')
    const b = $.text.eq($.maybe)
    const c = $.maybe.neq('x')
    const d = $.at.geq(new Date())
    const e = $.n.lt($.price)
    const f = $.maybe.eqNullSafe(null)
    const g = $.n.between(1, $.m)
    const h = $.kind.isIn('view')
    expectTypeOf<V<typeof b>>().toEqualTypeOf<boolean | null>()
    expectTypeOf<V<typeof c>>().toEqualTypeOf<boolean | null>()
    expectTypeOf<V<typeof d>>().toEqualTypeOf<boolean | null>()
    expectTypeOf<V<typeof e>>().toEqualTypeOf<boolean>()
    expectTypeOf<V<typeof f>>().toEqualTypeOf<boolean>()
    expectTypeOf<V<typeof g>>().toEqualTypeOf<boolean | null>()
    expectTypeOf<V<typeof h>>().toEqualTypeOf<boolean>()
  })
  test('takes its own kind only', () => {
    // @ts-expect-error a number is no text
    $.text.eq(3)
    // @ts-expect-error a text is no number
    $.n.gt('3')
    // @ts-expect-error a text is no moment
    $.at.lt('2026-01-01')
    // @ts-expect-error the column never has this value
    $.kind.eq('viwe')
    // @ts-expect-error a comparison with null is always null: use isNull or eqNullSafe
    $.text.eq(null)
    // @ts-expect-error a number is no text
    $.text.isIn('a', 3)
    // @ts-expect-error a text is no number
    $.n.between('a', 'b')
  })
})

describe('arithmetic', () => {
  test('follows the kinds of numbers', () => {
    const values = {
      v0: $.n.plus(1),
      v1: $.n.mul($.m),
      v2: $.big.plus(1n),
      v3: $.big.plus(2),
      v4: $.price.mul(2),
      v5: $.price.mul($.tax),
      v6: $.price.mul(1.5),
      v7: $.price.minus(3n),
      v8: $.n.div(2),
      v9: $.big.div(3),
      v10: $.price.div(2),
      v11: $.tax.neg(),
      v12: $.big.mod(7n),
      v13: $.big.mul($.price),
    }
    type Vs = { [K in keyof typeof values]: V<(typeof values)[K]> }
    expectTypeOf<Vs>().toEqualTypeOf<{
      v0: number
      v1: number | null
      v2: bigint
      v3: bigint
      v4: Decimal
      v5: Decimal | null
      v6: number
      v7: Decimal
      v8: number
      v9: number
      v10: Decimal
      v11: Decimal | null
      v12: bigint
      v13: Decimal
    }>()
  })
  test('of an exact number and a column that may be a DOUBLE says so', () => {
    const total = $.price.mul($.n)
    expectTypeOf<V<typeof total>>().toEqualTypeOf<Decimal | number>()
    const exact = total.cast('decimal(12,2)')
    expectTypeOf<V<typeof exact>>().toEqualTypeOf<Decimal>()
    const sum = $.big.add($.m)
    expectTypeOf<V<typeof sum>>().toEqualTypeOf<bigint | number | null>()
  })
  test('is of numbers only', () => {
    // @ts-expect-error text times a number
    $.text.mul(2)
    // @ts-expect-error a number plus text
    $.n.plus('1')
    // @ts-expect-error a moment minus a number
    $.at.minus(1)
    // @ts-expect-error the negative of a flag
    $.flag.neg()
    // @ts-expect-error NaN is of doubles
    $.text.isNaN()
    // @ts-expect-error columns have no operators of JavaScript
    $.n * 2
  })
})

describe('logic', () => {
  test('is of conditions and null where a side can be', () => {
    const a = $.flag.and($.n.gt(1))
    const b = $.flag.or($.unsure)
    const c = $.unsure.not()
    expectTypeOf<V<typeof a>>().toEqualTypeOf<boolean>()
    expectTypeOf<V<typeof b>>().toEqualTypeOf<boolean | null>()
    expectTypeOf<V<typeof c>>().toEqualTypeOf<boolean | null>()
    expectTypeOf($.maybe.isNull()).toEqualTypeOf<Column<boolean>>()
    expectTypeOf($.maybe.isNotNull()).toEqualTypeOf<Column<boolean>>()
    // @ts-expect-error a number is no condition
    $.flag.and($.n)
    // @ts-expect-error a number is no condition
    $.n.or(true)
    // @ts-expect-error text is no condition
    $.text.not()
  })
})

describe('text', () => {
  test('is searched as text', () => {
    const a = $.text.like('a%')
    const b = $.maybe.contains('x')
    const c = $.text.startsWith($.maybe)
    const d = $.maybe.substr(1, 3)
    expectTypeOf<V<typeof a>>().toEqualTypeOf<boolean>()
    expectTypeOf<V<typeof b>>().toEqualTypeOf<boolean | null>()
    expectTypeOf<V<typeof c>>().toEqualTypeOf<boolean | null>()
    expectTypeOf<V<typeof d>>().toEqualTypeOf<string | null>()
    // @ts-expect-error a number has no text to search
    $.n.like('1%')
    // @ts-expect-error a pattern is text
    $.text.rlike(3)
    // @ts-expect-error a position is a number
    $.text.substr('1', 2)
  })
})

describe('cast', () => {
  test('gives the type of its target, with the null of its column', () => {
    const a = $.text.cast('int')
    const b = $.maybe.cast('DECIMAL(10, 2)')
    const c = $.text.tryCast('timestamp')
    const d = $.text.cast(t.decimal(10, 2))
    const e = $.text.cast('array<int>')
    const f = $.text.cast({ kind: 'date' })
    expectTypeOf<V<typeof a>>().toEqualTypeOf<number>()
    expectTypeOf<V<typeof b>>().toEqualTypeOf<Decimal | null>()
    expectTypeOf<V<typeof c>>().toEqualTypeOf<Date | null>()
    expectTypeOf<V<typeof d>>().toEqualTypeOf<Decimal>()
    expectTypeOf<V<typeof e>>().toEqualTypeOf<(number | null)[]>()
    expectTypeOf<V<typeof f>>().toEqualTypeOf<unknown>()
  })
  test('to a type that does not exist does not compile', () => {
    // @ts-expect-error unknown type INTT
    $.text.cast('intt')
    // @ts-expect-error ARRAY<...> is not closed
    $.text.tryCast('array<int')
  })
})

describe('nested values', () => {
  test('are reached by name, position and key', () => {
    const a = $.place.getField('city')
    const b = $.tags.getItem(0)
    const c = $.counts.getItem('x')
    expectTypeOf<V<typeof a>>().toEqualTypeOf<string | null>()
    expectTypeOf<V<typeof b>>().toEqualTypeOf<string | null>()
    expectTypeOf<V<typeof c>>().toEqualTypeOf<number | null>()
    // @ts-expect-error no such field
    $.place.getField('street')
    // @ts-expect-error a position is a number
    $.tags.getItem('0')
    // @ts-expect-error the keys are texts
    $.counts.getItem(1)
    // @ts-expect-error text has no items
    $.text.getItem(0)
  })
})

test('a name is part of the type', () => {
  expectTypeOf($.n.plus(1).as('next')).toEqualTypeOf<NamedColumn<'next', number>>()
  expectTypeOf($.text.alias('other')).toEqualTypeOf<NamedColumn<'other', string>>()
})

test('a narrower column is a wider one, not the other way round', () => {
  expectTypeOf<Column<string>>().toExtend<Column<string | null>>()
  expectTypeOf<Column<string | null>>().not.toExtend<Column<string>>()
  expectTypeOf<NamedColumn<'a', number>>().toExtend<Column<number | null>>()
})

test('an untyped column takes anything', () => {
  col('a.b').gt(3).and(col('n').mul(2).isNull()).or(col('s').like('x'))
  untyped.gt(3).and(untyped.eq('x')).or(untyped.mul(2).isNull())
})
