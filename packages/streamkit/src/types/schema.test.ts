import { expect, test } from 'vitest'
import { z } from 'zod'
import { schema, toStructType } from './schema.ts'
import { toDdl } from './to-ddl.ts'
import { treeString } from './tree-string.ts'
import { t } from './type-builder.ts'
import { decimal } from './zod-decimal.ts'

test('DDL, zod, builder and struct type say the same', () => {
  const ddl = schema('id STRING NOT NULL, price DECIMAL(10, 2), tags ARRAY<STRING>')
  const zod = schema(
    z.object({
      id: z.string(),
      price: decimal(10, 2).nullable(),
      tags: z.array(z.string().nullable()).nullable(),
    }),
  )
  const builder = schema({ id: t.string().notNull(), price: t.decimal(10, 2), tags: t.array(t.string()) })
  expect(zod).toEqual(ddl)
  expect(builder).toEqual(ddl)
  expect(schema(ddl)).toBe(ddl)
})

test('a builder knows every type', () => {
  const all = schema({
    a: t.boolean(),
    b: t.tinyint(),
    c: t.smallint(),
    d: t.int(),
    e: t.bigint(),
    f: t.safeInteger(),
    g: t.float(),
    h: t.double(),
    i: t.decimal(5),
    j: t.date(),
    k: t.timestamp(),
    l: t.timestampNtz(),
    m: t.binary(),
    n: t.map(t.string(), t.int().notNull()),
    o: t.struct({ x: t.int().comment('the x') }),
  })
  expect(toDdl(all)).toBe(
    'a BOOLEAN, b TINYINT, c SMALLINT, d INT, e BIGINT, f BIGINT, g FLOAT, h DOUBLE, i DECIMAL(5,0), j DATE, k TIMESTAMP, l TIMESTAMP_NTZ, m BINARY, ' +
      "n MAP<STRING, INT>, o STRUCT<x: INT COMMENT 'the x'>",
  )
  expect(all.fields[13]?.dataType).toMatchObject({ valueContainsNull: false })
  expect(() => t.decimal(39)).toThrow('INVALID_DECIMAL_TYPE')
})

test('columns with the names of what a schema consists of are ordinary columns', () => {
  const odd = schema({ kind: t.string(), fields: t.string(), _zod: t.string() })
  expect(odd.fields.map((f) => f.name)).toEqual(['kind', 'fields', '_zod'])
})

test.each([null, undefined, 3, { id: 'STRING' }, z.string()])('%s is no schema', (input) => {
  expect(() => toStructType(input as never)).toThrow('UNSUPPORTED_SCHEMA_TYPE')
})

test('a schema is drawn as a tree, as Spark draws it', () => {
  const nested = schema(
    'id BIGINT NOT NULL, items ARRAY<STRUCT<name: STRING, price: DECIMAL(5,2)>>, m MAP<STRING, ARRAY<INT>>',
  )
  expect(treeString(nested)).toBe(
    [
      'root',
      ' |-- id: long (nullable = false)',
      ' |-- items: array (nullable = true)',
      ' |    |-- element: struct (containsNull = true)',
      ' |    |    |-- name: string (nullable = true)',
      ' |    |    |-- price: decimal(5,2) (nullable = true)',
      ' |-- m: map (nullable = true)',
      ' |    |-- key: string',
      ' |    |-- value: array (valueContainsNull = true)',
      ' |    |    |-- element: integer (containsNull = true)',
      '',
    ].join('\n'),
  )
})
