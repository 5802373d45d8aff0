import { describe, expect, test, vi } from 'vitest'
import { frame, recordingRuntime, stream } from '../../test/api/recording-runtime.ts'
import { parseDdl } from '../types/ddl.ts'
import { toDdl } from '../types/to-ddl.ts'
import type { DataFrame } from './data-frame.ts'
import type { FrameTraits } from './frame-traits.ts'
import { col, lit } from './functions/col.ts'

const ddl = 'id STRING NOT NULL, n INT, at TIMESTAMP'
const shape = (df: { readonly schema: Parameters<typeof toDdl>[0] }) => toDdl(df.schema)
/** Plain JavaScript: the compiler is not asked. */
const untyped = (df: unknown) => df as DataFrame<Record<string, never>, FrameTraits & { streaming: false }>

describe('select', () => {
  test('takes names, all, columns and objects, in their order', () => {
    const df = frame(ddl)
    expect(shape(df.select('n', 'id'))).toBe('n INT, id STRING NOT NULL')
    expect(shape(df.select('*', lit(1).as('one')))).toBe(`${ddl}, one INT NOT NULL`)
    expect(shape(df.select(($) => [$.n.plus(1).as('next'), 'id']))).toBe('next INT, id STRING NOT NULL')
    expect(shape(df.select(($) => ({ key: $.id, n: $.n })))).toBe('key STRING NOT NULL, n INT')
    expect(shape(df.select(($) => ({ ...$, one: lit(1) })))).toBe(`${ddl}, one INT NOT NULL`)
    expect(shape(df.select(col('id'), 'n'))).toBe('id STRING NOT NULL, n INT')
  })
  test('refuses an unknown column where it is written, with the near names', () => {
    expect(() => untyped(frame(ddl)).select('idd')).toThrow(
      expect.objectContaining({
        condition: 'UNRESOLVED_COLUMN.WITH_SUGGESTION',
        message: expect.stringContaining('`id`'),
      }),
    )
    expect(() => untyped(frame(ddl)).filter(($) => $.nope)).toThrow('nope')
  })
})

test('columns are added, replaced in place, renamed and dropped', () => {
  const df = frame(ddl)
  expect(shape(df.withColumn('m', ($) => $.n.mul(2)))).toBe(`${ddl}, m INT`)
  expect(shape(df.withColumn('n', lit('x')))).toBe('id STRING NOT NULL, n STRING NOT NULL, at TIMESTAMP')
  expect(shape(df.withColumns(($) => ({ a: $.id, n: $.id })))).toBe(
    'id STRING NOT NULL, n STRING NOT NULL, at TIMESTAMP, a STRING NOT NULL',
  )
  expect(shape(df.withColumnRenamed('n', 'm'))).toBe('id STRING NOT NULL, m INT, at TIMESTAMP')
  expect(shape(df.drop('n', 'at'))).toBe('id STRING NOT NULL')
  expect(shape(df)).toBe(ddl)
})

test('columns with the names of object members and with dots are ordinary columns', () => {
  const df = frame('`__proto__` INT, constructor INT, `a.b` INT, toString INT' as string)
  const proto = '__proto__'
  const sum = df.select(($) => [$[proto].plus($.constructor).plus($['a.b']).plus($.toString).as('sum')])
  expect(shape(sum)).toBe('sum INT')
  expect(shape(df.withColumn('__proto__', lit('x')))).toContain('__proto__ STRING')
  expect(({} as Record<string, unknown>).a).toBeUndefined()
})

test('a condition must be one', () => {
  expect(() => untyped(frame(ddl)).filter(($) => $.n as never)).toThrow('DATATYPE_MISMATCH')
})

test('what is no column is refused, in plain JavaScript too', () => {
  const df = untyped(frame(ddl))
  expect(() => df.filter(5 as never)).toThrow('A number in the place of a column')
  expect(() => df.withColumn('x', 5 as never)).toThrow('A number in the place of a column')
  expect(() => df.select([5] as never)).toThrow('UNSUPPORTED_FEATURE')
  expect(() => df.select(() => ({ x: undefined }) as never)).toThrow('UNSUPPORTED_FEATURE')
})

describe('plain functions', () => {
  test('keep the schema, or get one', () => {
    const df = frame(ddl)
    expect(shape(df.map((row) => row))).toBe(ddl)
    expect(shape(df.map((row) => ({ key: row.id }), 'key STRING NOT NULL'))).toBe('key STRING NOT NULL')
    expect(df.flatMap((row) => [row, row]).logicalPlan).toMatchObject({ kind: 'mapRows', flat: true })
    expect(df.filterRows(() => true).logicalPlan.kind).toBe('filterRows')
  })
})

describe('union', () => {
  test('goes by position and refuses the same names in another order', () => {
    const df = frame(ddl)
    expect(shape(df.union(df))).toBe(ddl)
    expect(() => df.union(df.select('n', 'id', 'at'))).toThrow('UNION_COLUMN_ORDER')
  })
  test('by name puts the columns in order', () => {
    const df = frame(ddl)
    expect(shape(df.unionByName(df.select('at', 'n', 'id')))).toBe(ddl)
    expect(shape(df.drop('n').unionByName(df.drop('at'), { allowMissingColumns: true }))).toBe(
      'id STRING NOT NULL, at TIMESTAMP, n INT',
    )
    expect(() => untyped(df.drop('n')).unionByName(df as never)).toThrow('UNRESOLVED_COLUMN')
    expect(() => untyped(df).unionByName(df.drop('n') as never)).toThrow('UNRESOLVED_COLUMN')
  })
})

test('a watermark and duplicates are part of the plan', () => {
  const df = stream(ddl).withWatermark('at', '10 minutes').dropDuplicates('id', 'at')
  expect(df.logicalPlan).toMatchObject({
    kind: 'deduplicate',
    keys: ['id', 'at'],
    withinWatermark: false,
    child: { kind: 'eventTimeWatermark', column: 'at', delayMs: 600_000 },
  })
  expect(df.distinct().logicalPlan).toMatchObject({ kind: 'deduplicate', keys: null })
  expect(stream(ddl).withWatermark('at', '1 hour').dropDuplicatesWithinWatermark('id').logicalPlan).toMatchObject({
    withinWatermark: true,
  })
  expect(() => stream(ddl).withWatermark('at', '10 parsecs')).toThrow('CANNOT_PARSE_INTERVAL')
  expect(() => stream(ddl).withWatermark('at', '-1 second')).toThrow('NEGATIVE_INTERVAL')
})

test('a limit is a whole number', () => {
  expect(frame(ddl).limit(3).logicalPlan).toMatchObject({ kind: 'limit', count: 3 })
  expect(() => frame(ddl).limit(-1)).toThrow('NEGATIVE_LIMIT')
  expect(() => frame(ddl).limit(1.5)).toThrow('NEGATIVE_LIMIT')
})

test('an alias qualifies names', () => {
  expect(shape(frame(ddl).alias('p').select(col('p.id')))).toBe('id STRING NOT NULL')
})

describe('actions', () => {
  const rows = [
    { id: 'a', n: 1, at: null },
    { id: 'b', n: null, at: new Date(0) },
  ]
  const answered = () => {
    const { runtime, asked } = recordingRuntime([rows, [], rows.slice(0, 1)])
    return { df: frame(ddl, runtime), asked }
  }
  test('give the rows of all chunks', async () => {
    const { df } = answered()
    const expected = [...rows, rows[0]]
    expect(await df.collect()).toEqual(expected)
    expect(await df.count()).toBe(3)
    expect(await df.first()).toEqual(rows[0])
    expect(await df.isEmpty()).toBe(false)
    expect(await frame(ddl).first()).toBeNull()
    expect(await frame(ddl).isEmpty()).toBe(true)
    const seen = []
    for await (const row of df.toLocalIterator()) seen.push(row)
    expect(seen).toEqual(expected)
    const lengths = []
    for await (const batch of df.columnBatches()) lengths.push(batch.length)
    expect(lengths).toEqual([2, 0, 1])
  })
  test('ask for no more than they need', async () => {
    const { df, asked } = answered()
    await df.take(2)
    expect(asked.executed).toMatchObject([{ kind: 'limit', count: 2 }])
  })
  test('compute nothing before they are called', () => {
    const { df, asked } = answered()
    df.filter(($) => $.n.gt(1))
      .select('id')
      .distinct()
    expect(asked.executed).toEqual([])
  })
  test('are refused on streams, in plain JavaScript too', async () => {
    const refused = { condition: 'CALL_ON_STREAMING_DATASET_UNSUPPORTED' }
    const df = untyped(stream(ddl))
    await expect(df.collect()).rejects.toMatchObject(refused)
    await expect(df.count()).rejects.toMatchObject(refused)
    await expect(df.show()).rejects.toMatchObject(refused)
    await expect(df.first()).rejects.toMatchObject(refused)
    await expect(df.toLocalIterator().next()).rejects.toMatchObject(refused)
    expect(() => df.take(1)).toThrow(expect.objectContaining(refused))
    expect(() => df.columnBatches()).toThrow(expect.objectContaining(refused))
    expect(() => df.write).toThrow(expect.objectContaining(refused))
    expect(() => (frame(ddl) as never as DataFrame<never, FrameTraits>).writeStream).toThrow('WRITE_STREAM_NOT_ALLOWED')
  })
})

test('show prints the first rows as text, and says if there are more', async () => {
  const { runtime, asked } = recordingRuntime([
    [
      { c0: 'a', c1: '1', c2: null },
      { c0: 'b', c1: null, c2: '1970-01-01 00:00:00' },
    ],
  ])
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await frame(ddl, runtime).show(1)
  expect(log.mock.calls[0]?.[0]).toBe(
    [
      '+---+---+----+',
      '| id|  n|  at|',
      '+---+---+----+',
      '|  a|  1|NULL|',
      '+---+---+----+',
      'only showing top 1 row',
      '',
    ].join('\n'),
  )
  log.mockRestore()
  expect(asked.executed[0]?.schema).toEqual(parseDdl('c0 STRING NOT NULL, c1 STRING, c2 STRING'))
})

test('a frame tells its columns, its plan and whether it is a stream', () => {
  const df = stream(ddl)
  expect(df.columns).toEqual(['id', 'n', 'at'])
  expect(df.isStreaming).toBe(true)
  expect(df.select('id').isStreaming).toBe(true)
  expect(frame(ddl).isStreaming).toBe(false)
  expect(df.explain('extended')).toBe('extended streamingRelation')
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  df.printSchema()
  expect(log.mock.calls[0]?.[0]).toBe(
    'root\n |-- id: string (nullable = false)\n |-- n: integer (nullable = true)\n |-- at: timestamp (nullable = true)\n',
  )
  log.mockRestore()
})
