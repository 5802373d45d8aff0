import { expect, test } from 'vitest'
import { concat, toTimestamp } from '../../src/index.ts'
import { CsvFolder } from './csv-folder.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { testSession } from './test-session.ts'

const people = [
  { id: 1, name: 'Ada' },
  { id: 2, name: 'Grace' },
  { id: 3, name: null },
]

test('rows in memory make a frame: collect, count, first, take, isEmpty and toLocalIterator', async () => {
  const frame = testSession().createDataFrame(people, 'id INT NOT NULL, name STRING')
  expect(await frame.collect()).toEqual(people)
  expect(await frame.collect()).toEqual(people)
  expect(await frame.count()).toBe(3)
  expect(await frame.first()).toEqual(people[0])
  expect(await frame.take(2)).toEqual(people.slice(0, 2))
  expect(await frame.isEmpty()).toBe(false)
  expect(await frame.filter(($) => $.id.gt(9)).isEmpty()).toBe(true)
  expect(await frame.filter(($) => $.id.gt(9)).first()).toBeNull()
  const iterated: unknown[] = []
  for await (const row of frame.toLocalIterator()) iterated.push(row)
  expect(iterated).toEqual(people)
})

test('show draws the table that Spark draws', async () => {
  const frame = testSession().createDataFrame(people, 'id INT NOT NULL, name STRING')
  expect(await frame.showString()).toBe(`+---+-----+
| id| name|
+---+-----+
|  1|  Ada|
|  2|Grace|
|  3| NULL|
+---+-----+
`)
})

test('operators on a bounded frame: distinct, dropDuplicates, union, limit, alias, drop, rename', async () => {
  const session = testSession()
  const frame = session.createDataFrame([...people, ...people], 'id INT NOT NULL, name STRING')
  expect(await frame.distinct().count()).toBe(3)
  expect(await frame.dropDuplicates('name').count()).toBe(3)
  expect(await frame.union(frame).count()).toBe(12)
  expect(await frame.limit(4).count()).toBe(4)
  const renamed = frame.withColumnRenamed('name', 'called').drop('id')
  expect(renamed.columns).toEqual(['called'])
  expect(await frame.map((row) => ({ ...row, id: row.id * 10 })).first()).toEqual({ id: 10, name: 'Ada' })
})

test('a bounded frame is written through a sink', async () => {
  await testSession().createDataFrame(people, 'id INT, name STRING').write.format('noop').save()
})

test('session.read() gives the rows that session.readStream() gives', async () => {
  const session = testSession()
  const folder = new CsvFolder(temporaryFolder())
  folder.put('id,day,time,price\n1,2026-01-01,10:00:00,1.50\n2,2026-01-02,11:30:00,"2,50"\n')
  folder.put('id,day,time,price\n3,2026-01-03,12:00:00,3.25\n1,2026-01-01,10:00:00,1.50\n')
  const schema = 'id BIGINT, day STRING, time STRING, price DECIMAL(10, 2)'
  const batch = session.read().format('csv').schema(schema).option('header', true).load(folder.path)
  const stream = session.readStream().format('csv').schema(schema).option('header', true).load(folder.path)
  const bounded = batch
    .withColumn('at', ($) => toTimestamp(concat($.day, ' ', $.time)))
    .filter(($) => $.id.isNotNull())
    .dropDuplicates('id', 'at')
    .select('id', 'at', 'price')
  const query = stream
    .withColumn('at', ($) => toTimestamp(concat($.day, ' ', $.time)))
    .filter(($) => $.id.isNotNull())
    .dropDuplicates('id', 'at')
    .select('id', 'at', 'price')
    .writeStream.queryName('out')
    .format('memory')
    .trigger({ availableNow: true })
    .start()
  await query.awaitTermination()
  const rows = await bounded.collect()
  expect(rows).toHaveLength(3)
  expect(await session.table('out').collect()).toEqual(rows)
})

test('a batch read sees what is there each time it runs', async () => {
  const folder = new CsvFolder(temporaryFolder())
  const frame = testSession().read().format('csv').schema('n INT').load(folder.path)
  expect(await frame.count()).toBe(0)
  folder.put('1\n2\n')
  expect(await frame.count()).toBe(2)
})

test('ending an iteration early reads no further', async () => {
  const folder = new CsvFolder(temporaryFolder())
  folder.put(`${Array.from({ length: 50_000 }, (_, i) => i).join('\n')}\n`)
  const frame = testSession().read().format('csv').schema('n INT').load(folder.path)
  const seen: unknown[] = []
  for await (const row of frame.toLocalIterator()) {
    seen.push(row.n)
    if (seen.length === 3) break
  }
  expect(seen).toEqual([0, 1, 2])
})
