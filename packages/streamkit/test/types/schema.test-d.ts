import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type { RowOfDdl, ValueOfType } from '../../src/types/ddl-type.ts'
import type { Decimal } from '../../src/types/decimal.ts'
import type { UntypedRow } from '../../src/types/row-type.ts'
import { type RowOf, type Schema, schema, type toStructType } from '../../src/types/schema.ts'
import { t } from '../../src/types/type-builder.ts'
import { decimal } from '../../src/types/zod-decimal.ts'

type RowIn<S> = S extends Schema<infer R> ? R : never

describe('the row type of a DDL text', () => {
  test('is known for every simple type and its aliases', () => {
    const s = schema(`
      a STRING NOT NULL, b boolean, c TINYINT, d BYTE, e SMALLINT, f SHORT, g INT, h INTEGER not null, i BIGINT, j LONG NOT NULL,
      k FLOAT, l REAL, m DOUBLE, n DATE, o TIMESTAMP, p TIMESTAMP_LTZ, q TIMESTAMP_NTZ, r BINARY
    `)
    expectTypeOf<RowIn<typeof s>>().toEqualTypeOf<{
      a: string
      b: boolean | null
      c: number | null
      d: number | null
      e: number | null
      f: number | null
      g: number | null
      h: number
      i: bigint | null
      j: bigint
      k: number | null
      l: number | null
      m: number | null
      n: string | null
      o: Date | null
      p: Date | null
      q: string | null
      r: Uint8Array | null
    }>()
  })

  test('sees past the commas of a decimal', () => {
    type R = RowOfDdl<'price DECIMAL(10, 2), n INT, tax numeric(5,1) not null, x DEC, y decimal ( 3 ) NOT NULL'>
    expectTypeOf<R>().toEqualTypeOf<{
      price: Decimal | null
      n: number | null
      tax: Decimal
      x: Decimal | null
      y: Decimal
    }>()
  })

  test('follows nested types', () => {
    type R =
      RowOfDdl<'tags ARRAY<STRING>, m MAP<STRING, ARRAY<INT>> NOT NULL, s STRUCT<a: INT NOT NULL, b struct<c decimal(3,1)>>, z INT'>
    expectTypeOf<R>().toEqualTypeOf<{
      tags: (string | null)[] | null
      m: Map<string, (number | null)[] | null>
      s: { a: number; b: { c: Decimal | null } | null } | null
      z: number | null
    }>()
    expectTypeOf<RowOfDdl<'struct<a: int, b: string>'>>().toEqualTypeOf<{ a: number | null; b: string | null }>()
  })

  test('reads names in backquotes and comments', () => {
    type R =
      RowOfDdl<"`a, b` INT NOT NULL COMMENT 'one, or NOT NULL', `x``y` STRING comment 'it''s' NOT NULL, `__proto__`: DATE">
    expectTypeOf<R>().toEqualTypeOf<{ 'a, b': number; 'x`y': string; __proto__: string | null }>()
  })

  test('reads as many columns as tables have', () => {
    type Ten<P extends string> =
      `${P}0 INT, ${P}1 INT, ${P}2 INT, ${P}3 INT, ${P}4 INT, ${P}5 INT, ${P}6 INT, ${P}7 INT, ${P}8 INT, ${P}9 INT`
    type Hundred<P extends string> =
      `${Ten<`${P}0`>}, ${Ten<`${P}1`>}, ${Ten<`${P}2`>}, ${Ten<`${P}3`>}, ${Ten<`${P}4`>}, ${Ten<`${P}5`>}, ${Ten<`${P}6`>}, ${Ten<`${P}7`>}, ${Ten<`${P}8`>}, ${Ten<`${P}9`>}`
    type R = RowOfDdl<`${Hundred<'a'>}, ${Hundred<'b'>}, ${Hundred<'c'>}`>
    expectTypeOf<R['c99']>().toEqualTypeOf<number | null>()
  })

  test('is untyped for a text that only exists at run time', () => {
    const text = 'a INT' as string
    expectTypeOf<RowIn<ReturnType<typeof schema<typeof text>>>>().toEqualTypeOf<UntypedRow>()
  })

  test('of a wrong text does not compile, and says why', () => {
    // @ts-expect-error column b: unknown type FOO
    schema('a INT, b FOO')
    // @ts-expect-error ARRAY<...> is not closed
    schema('a ARRAY<STRING')
    // @ts-expect-error unexpected 'b INT'
    schema('a INT b INT')
    // @ts-expect-error a type is missing
    schema('a')
    // @ts-expect-error MAP needs a key and a value
    schema('a MAP<STRING>')
  })

  test('of a single data type is known too', () => {
    expectTypeOf<ValueOfType<'decimal(10,2)'>>().toEqualTypeOf<Decimal>()
    expectTypeOf<ValueOfType<'array<timestamp>'>>().toEqualTypeOf<(Date | null)[]>()
  })
})

describe('the row type of a zod object', () => {
  test('is the output type, with null for undefined and Map for record', () => {
    const Event = z.object({
      id: z.uuid(),
      user_id: z.int(),
      big: z.bigint(),
      price: decimal(10, 2),
      discount: decimal(5, 2).nullable(),
      tax: decimal(3).optional(),
      taxes: z.array(decimal(4, 1)),
      category: z.string().nullable(),
      note: z.string().optional(),
      kind: z.enum(['view', 'purchase']),
      at: z.date(),
      day: z.iso.date(),
      tags: z.array(z.string().optional()),
      counts: z.record(z.string(), z.int32()),
      address: z.object({ city: z.string(), zip: z.string().nullish() }),
      raw: z.instanceof(Uint8Array),
    })
    const s = schema(Event)
    expectTypeOf<RowIn<typeof s>>().toEqualTypeOf<{
      id: string
      user_id: number
      big: bigint
      price: Decimal
      discount: Decimal | null
      tax: Decimal | null
      taxes: Decimal[]
      category: string | null
      note: string | null
      kind: 'view' | 'purchase'
      at: Date
      day: string
      tags: (string | null)[]
      counts: Map<string, number>
      address: { city: string; zip: string | null }
      raw: Uint8Array<ArrayBuffer>
    }>()
    expectTypeOf<z.infer<typeof Event>['price']>().toEqualTypeOf<Decimal>()
  })

  test('is refused for what is no object', () => {
    // @ts-expect-error a string has no columns
    schema(z.string())
    // @ts-expect-error a number is no schema
    schema(3)
  })
})

describe('the row type of a typed builder', () => {
  test('is nullable unless it says notNull', () => {
    const s = schema({
      id: t.string().notNull(),
      n: t.int(),
      big: t.bigint().comment('64 bits'),
      price: t.decimal(10, 2).notNull(),
      tags: t.array(t.string().notNull()),
      m: t.map(t.string(), t.double()).notNull(),
      s: t.struct({ a: t.date(), b: t.timestamp().notNull() }),
    })
    expectTypeOf<RowIn<typeof s>>().toEqualTypeOf<{
      id: string
      n: number | null
      big: bigint | null
      price: Decimal
      tags: string[] | null
      m: Map<string, number | null>
      s: { a: string | null; b: Date } | null
    }>()
  })
  test('is refused for members that are no types', () => {
    // @ts-expect-error a text is no type of a column
    schema({ id: 'STRING' })
  })
})

test('a schema is a schema again, and a struct type without rows is untyped', () => {
  const s = schema('a INT')
  expectTypeOf<RowOf<typeof s>>().toEqualTypeOf<{ a: number | null }>()
  expectTypeOf<RowOf<ReturnType<typeof toStructType>>>().toEqualTypeOf<UntypedRow>()
})
