import { expect, test } from 'vitest'
import { z } from 'zod'
import { z as mini } from 'zod/mini'
import { fromZod } from './from-zod.ts'
import { toDdl } from './to-ddl.ts'
import { decimal } from './zod-decimal.ts'

const ddlOf = (type: z.ZodType) => toDdl(fromZod(z.object({ c: type })))

test.each([
  ['z.string()', z.string(), 'c STRING NOT NULL'],
  ['z.uuid()', z.uuid(), 'c STRING NOT NULL'],
  ['z.email().max(5)', z.email().max(5), 'c STRING NOT NULL'],
  ['z.iso.date()', z.iso.date(), 'c DATE NOT NULL'],
  ['z.iso.time()', z.iso.time(), 'c STRING NOT NULL'],
  ['z.iso.datetime()', z.iso.datetime(), 'c STRING NOT NULL'],
  ['z.number()', z.number().min(3), 'c DOUBLE NOT NULL'],
  ['z.float32()', z.float32(), 'c FLOAT NOT NULL'],
  ['z.int()', z.int(), 'c BIGINT NOT NULL'],
  ['z.number().int().min(1)', z.number().int().min(1), 'c BIGINT NOT NULL'],
  ['z.int32()', z.int32(), 'c INT NOT NULL'],
  ['z.uint32()', z.uint32(), 'c BIGINT NOT NULL'],
  ['z.bigint()', z.bigint(), 'c BIGINT NOT NULL'],
  ['z.coerce.number()', z.coerce.number(), 'c DOUBLE NOT NULL'],
  ['z.boolean()', z.boolean(), 'c BOOLEAN NOT NULL'],
  ['z.date()', z.date(), 'c TIMESTAMP NOT NULL'],
  ['z.enum()', z.enum(['a', 'b']), 'c STRING NOT NULL'],
  ['z.literal(text)', z.literal('a'), 'c STRING NOT NULL'],
  ['z.literal(whole numbers)', z.literal([1, 2]), 'c BIGINT NOT NULL'],
  ['z.literal(numbers)', z.literal([1, 2.5]), 'c DOUBLE NOT NULL'],
  ['z.literal(boolean)', z.literal(true), 'c BOOLEAN NOT NULL'],
  ['z.templateLiteral()', z.templateLiteral(['a', z.number()]), 'c STRING NOT NULL'],
  ['nullable', z.string().nullable(), 'c STRING'],
  ['optional', z.string().optional(), 'c STRING'],
  ['nullish', z.string().nullish(), 'c STRING'],
  ['a union with null', z.union([z.int32(), z.null()]), 'c INT'],
  ['a union of texts', z.union([z.literal('a'), z.uuid()]), 'c STRING NOT NULL'],
  ['readonly and brand', z.string().brand('x').readonly(), 'c STRING NOT NULL'],
  ['nonoptional', z.nonoptional(z.string().optional()), 'c STRING NOT NULL'],
  ['array', z.array(z.int32().nullable()), 'c ARRAY<INT> NOT NULL'],
  ['record', z.record(z.string(), z.date()), 'c MAP<STRING, TIMESTAMP> NOT NULL'],
  ['map', z.map(z.int32(), z.string()), 'c MAP<INT, STRING> NOT NULL'],
  [
    'object',
    z.object({ a: z.string(), b: decimal(3, 1).nullable() }),
    'c STRUCT<a: STRING NOT NULL, b: DECIMAL(3,1)> NOT NULL',
  ],
  ['bytes', z.instanceof(Uint8Array), 'c BINARY NOT NULL'],
] as const)('%s is a column type', (_, type, ddl) => {
  expect(ddlOf(type as z.ZodType)).toBe(ddl)
})

test('whole numbers are kept as numbers, bigints as bigints', () => {
  const [int, bigint] = fromZod(z.object({ a: z.int(), b: z.bigint() })).fields
  expect(int?.dataType).toEqual({ kind: 'bigint', as: 'number' })
  expect(bigint?.dataType).toEqual({ kind: 'bigint', as: 'bigint' })
})

test('the nullability of elements and values is kept', () => {
  const [a, b] = fromZod(z.object({ a: z.array(z.string()), b: z.record(z.string(), z.int().optional()) })).fields
  expect(a?.dataType).toMatchObject({ containsNull: false })
  expect(b?.dataType).toMatchObject({ valueContainsNull: true })
})

test('zod/mini is understood too', () => {
  expect(toDdl(fromZod(mini.object({ id: mini.uuid(), n: mini.nullable(mini.int32()) })))).toBe(
    'id STRING NOT NULL, n INT',
  )
})

test('a column called __proto__ is an ordinary column', () => {
  const shape = Object.fromEntries([
    ['__proto__', z.string()],
    ['constructor', z.int32()],
  ])
  expect(toDdl(fromZod(z.object(shape)))).toBe('__proto__ STRING NOT NULL, constructor INT NOT NULL')
})

test.each([
  ['pipe', z.string().transform((s) => s.length)],
  ['default', z.string().default('x')],
  ['catch', z.string().catch('x')],
  ['any', z.any()],
  ['union', z.union([z.string(), z.number()])],
  ['literal', z.literal(['a', 1])],
  ['lazy', z.lazy(() => z.string())],
  ['custom', z.custom<string>()],
  ['tuple', z.tuple([z.string()])],
])('%s is refused with its path', (typeName, type) => {
  const nested = z.object({ order: z.object({ items: z.array(type) }) })
  expect(() => fromZod(nested)).toThrow(
    expect.objectContaining({
      condition: 'UNSUPPORTED_SCHEMA_TYPE',
      messageParameters: expect.objectContaining({ typeName, path: 'order.items[]' }),
    }),
  )
})

test('a decimal is a zod type: it parses, refuses, and wraps', () => {
  const row = z.object({
    a: decimal(10, 2),
    b: decimal(5).nullable(),
    c: decimal(5).optional(),
    d: z.array(decimal(3, 1)),
    e: z.nullable(decimal(2)),
  })
  expect(toDdl(fromZod(row))).toBe(
    'a DECIMAL(10,2) NOT NULL, b DECIMAL(5,0), c DECIMAL(5,0), d ARRAY<DECIMAL(3,1)> NOT NULL, e DECIMAL(2,0)',
  )
  expect(String(row.parse({ a: '1.5', b: null, d: [2], e: 7n }).a)).toBe('1.50')
  const refused = row.safeParse({ a: '1.555', b: null, d: ['x'], e: null })
  expect(refused.error?.issues.map((i) => i.path.join('.'))).toEqual(['a', 'd.0'])
  expect(() => decimal(2, 3)).toThrow('INVALID_DECIMAL_TYPE')
  expect(z.toJSONSchema(z.object({ p: decimal(3) })).properties?.p).toMatchObject({ type: 'string' })
})
