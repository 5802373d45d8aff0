import { expectTypeOf, test } from 'vitest'
import type { Batch } from '../../src/api/frame-traits.ts'
import {
  type BuiltInFormats,
  type Catalog,
  type CatalogTable,
  type Column,
  type DataFrame,
  expr,
  type Session,
  type Stream,
  type UntypedRow,
} from '../../src/index.ts'
import { read, readStream } from './frames.ts'

const batch = read().format('csv').schema('id INT NOT NULL, name STRING').load('in')
const stream = readStream().format('csv').schema('id INT NOT NULL, name STRING').load('in')
declare const session: Session<BuiltInFormats>
declare const catalog: Catalog

test('expr has the type that it is given', () => {
  expectTypeOf(expr<number>('a + 1')).toEqualTypeOf<Column<number>>()
  batch.filter(expr<boolean>('id > 1'))
  // @ts-expect-error a text is given, not a number
  expr(1)
  // @ts-expect-error a condition is a boolean
  batch.filter(expr<number>('id + 1'))
})

test('selectExpr gives the rows that are said, and keeps a stream a stream', () => {
  expectTypeOf(batch.selectExpr('id + 1 AS next').collect()).resolves.toEqualTypeOf<UntypedRow[]>()
  expectTypeOf(batch.selectExpr<{ next: number }>('id + 1 AS next').collect()).resolves.toEqualTypeOf<
    { next: number }[]
  >()
  stream.selectExpr('id').writeStream
  // @ts-expect-error texts are given, not columns
  batch.selectExpr(expr('id'))
})

test('conditions may be texts', () => {
  expectTypeOf(batch.where('id > 1')).toEqualTypeOf(batch)
  expectTypeOf(stream.filter('id > 1')).toEqualTypeOf(stream)
  // @ts-expect-error neither a text nor a column
  batch.where(1)
})

test('a session reads SQL, tables and its catalog', () => {
  expectTypeOf(session.sql('SELECT 1')).toEqualTypeOf<DataFrame<UntypedRow, Batch<BuiltInFormats>>>()
  session.sql<{ id: number }>('SELECT id FROM t WHERE id = :id', { id: 1 })
  session.sql<{ id: number }, Stream>('SELECT id FROM clicks').writeStream
  session.table<{ id: number }, Stream>('clicks').writeStream
  // @ts-expect-error a parameter is a constant
  session.sql('SELECT :f', { f: () => 1 })
  // @ts-expect-error a name is text
  session.table(1)
  expectTypeOf(session.catalog).toEqualTypeOf<Catalog>()
  // @ts-expect-error the catalog is the session's
  session.catalog = catalog
  expectTypeOf(catalog.listTables()).toEqualTypeOf<readonly CatalogTable[]>()
  // @ts-expect-error it takes nothing
  catalog.listTables('all')
  expectTypeOf(catalog.tableExists('t')).toEqualTypeOf<boolean>()
  // @ts-expect-error a name is text
  catalog.tableExists(1)
  expectTypeOf(catalog.dropTempView('t')).toEqualTypeOf<boolean>()
  // @ts-expect-error a name is text
  catalog.dropTempView(1)
})

test('frames become views by their name', () => {
  batch.createTempView('t')
  stream.createOrReplaceTempView('t')
  // @ts-expect-error a name is text
  batch.createTempView(1)
  // @ts-expect-error a name is needed
  batch.createOrReplaceTempView()
})
