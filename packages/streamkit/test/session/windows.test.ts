import { describe, expect, test } from 'vitest'
import { col, concat, count, lit, sessionWindow, sum, type UntypedRow, window, windowTime } from '../../src/index.ts'
import { testSession } from './test-session.ts'

const zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe']

/** Starts and ends of the windows of some times, as ISO text, in order. */
async function windowsOf(
  times: readonly (string | null)[],
  [duration, slide, start]: readonly [string, (string | undefined)?, string?],
  timeZone = 'UTC',
): Promise<readonly string[]> {
  const session = testSession({ timeZone })
  const rows = times.map((time) => ({ ts: time === null ? null : new Date(time) }))
  const frame = session.createDataFrame(rows, 'ts TIMESTAMP').select(window('ts', duration, slide, start))
  const windows = (await frame.collect()).map((row) => row.window as { start: Date; end: Date })
  return windows.map(({ start, end }) => `${start.toISOString()} ${end.toISOString()}`).sort()
}

describe('window', () => {
  test.each(zones)('of a day is a UTC day in %s, when the clock changes too', async (zone) => {
    const times = ['2024-03-10T06:59:59Z', '2024-03-31T00:59:59.999Z', '2024-04-06T15:30:00Z', '2024-11-03T05:30:00Z']
    expect(await windowsOf(times, ['1 day'], zone)).toEqual([
      '2024-03-10T00:00:00.000Z 2024-03-11T00:00:00.000Z',
      '2024-03-31T00:00:00.000Z 2024-04-01T00:00:00.000Z',
      '2024-04-06T00:00:00.000Z 2024-04-07T00:00:00.000Z',
      '2024-11-03T00:00:00.000Z 2024-11-04T00:00:00.000Z',
    ])
  })

  test('of a week begins on Thursday', async () => {
    expect(await windowsOf(['2024-01-03T23:59:59.999Z', '2024-01-04T00:00:00Z'], ['1 week'])).toEqual([
      '2023-12-28T00:00:00.000Z 2024-01-04T00:00:00.000Z',
      '2024-01-04T00:00:00.000Z 2024-01-11T00:00:00.000Z',
    ])
  })

  test('that does not divide its slide holds a time twice or three times', async () => {
    expect(await windowsOf(['2024-01-01T00:00:01Z'], ['10 seconds', '4 seconds'])).toHaveLength(3)
    expect(await windowsOf(['2024-01-01T00:00:03Z'], ['10 seconds', '4 seconds'])).toHaveLength(2)
  })

  test('can begin before or after the hour', async () => {
    expect(await windowsOf(['2024-01-01T10:00:00Z'], ['1 hour', '1 hour', '-15 minutes'])).toEqual([
      '2024-01-01T09:45:00.000Z 2024-01-01T10:45:00.000Z',
    ])
    expect(await windowsOf(['2024-01-01T10:00:00Z'], ['1 hour', undefined, '15 minutes'])).toEqual([
      '2024-01-01T09:15:00.000Z 2024-01-01T10:15:00.000Z',
    ])
  })

  test('holds times before 1970, and no row without time', async () => {
    expect(await windowsOf(['1969-12-31T23:59:59.999Z', null, '1969-12-31T23:50:00Z'], ['10 minutes'])).toEqual([
      '1969-12-31T23:50:00.000Z 1970-01-01T00:00:00.000Z',
      '1969-12-31T23:50:00.000Z 1970-01-01T00:00:00.000Z',
    ])
    expect(await windowsOf([null], ['10 minutes'])).toEqual([])
  })

  test('stands beside the other columns, in select and withColumns', async () => {
    const rows = [{ ts: new Date('2024-01-01T10:00:05Z'), k: 'a' }]
    const frame = testSession().createDataFrame(rows, 'ts TIMESTAMP, k STRING')
    const expected = { start: new Date('2024-01-01T10:00:00Z'), end: new Date('2024-01-01T10:00:10Z') }
    const beside = frame.select('*', window('ts', '10 seconds'))
    expect(beside.columns).toEqual(['ts', 'k', 'window'])
    expect(await beside.collect()).toEqual([{ ...rows[0], window: expected }])
    const added = frame.withColumn('w', window('ts', '10 seconds', '5 seconds'))
    expect(added.columns).toEqual(['ts', 'k', 'w'])
    expect(await added.count()).toBe(2)
    const parts = frame.select(window('ts', '10 seconds').getField('start').as('start'), 'k')
    expect(await parts.collect()).toEqual([{ start: expected.start, k: 'a' }])
  })

  test('is of dates and texts as of timestamps, and of local times without a zone', async () => {
    const session = testSession({ timeZone: 'America/New_York' })
    const frame = session.createDataFrame(
      [{ d: '2024-01-01', s: '2024-01-01 00:00:00', n: '2024-01-01T00:00:01' }],
      'd DATE, s STRING, n TIMESTAMP_NTZ',
    )
    const start = new Date('2024-01-01T05:00:00Z')
    const [row] = await frame.select(window('d', '1 hour').getField('start').as('x')).collect()
    expect(row?.x).toEqual(start)
    const [text] = await frame.select(window('s', '1 hour').getField('start').as('x')).collect()
    expect(text?.x).toEqual(start)
    const local = frame.select(window('n', '1 hour'))
    expect(await local.collect()).toEqual([{ window: { start: '2024-01-01T00:00:00', end: '2024-01-01T01:00:00' } }])
  })

  test('counts rows in groups', async () => {
    const rows = [0, 4, 11].map((s) => ({ ts: new Date(Date.UTC(2024, 0, 1, 10, 0, s)), v: s }))
    const frame = testSession().createDataFrame(rows, 'ts TIMESTAMP, v INT')
    const windows = frame.groupBy(window('ts', '10 seconds')).agg(count().as('n'), sum(col('v')).as('s'))
    expect((await windows.collect()).map(({ n, s }) => [n, s])).toEqual([
      [2, 4],
      [1, 11],
    ])
    const longer = windows.groupBy(window('window', '1 minute')).agg(sum(col('n')).as('n'))
    expect(longer.columns).toEqual(['window', 'n'])
    expect((await longer.collect()).map(({ n }) => n)).toEqual([3])
    const byTime = windows.select(windowTime('window').as('t'), 'n').groupBy(window('t', '1 minute')).count()
    expect((await byTime.collect()).map((row) => row.window)).toEqual([
      { start: new Date('2024-01-01T10:00:00Z'), end: new Date('2024-01-01T10:01:00Z') },
    ])
  })

  const frame = () => testSession().createDataFrame([], 'ts TIMESTAMP, v INT')
  test.each([
    ['0 seconds', undefined, undefined, 'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE'],
    ['-1 second', undefined, undefined, 'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE'],
    ['10 seconds', '0 seconds', undefined, 'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE'],
    ['10 seconds', '11 seconds', undefined, 'DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION'],
    ['10 seconds', '5 seconds', '5 seconds', 'DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION'],
    ['10 seconds', '5 seconds', '-5 seconds', 'DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION'],
    ['1 month', undefined, undefined, 'INVALID_WINDOW_DURATION'],
    ['ten seconds', undefined, undefined, 'CANNOT_PARSE_INTERVAL'],
  ])('of %s every %s from %s is refused: %4$s', (duration, slide, start, condition) => {
    expect(() => frame().select(window('ts', duration, slide, start))).toThrow(expect.objectContaining({ condition }))
  })

  test('of a number is refused, and so are two different ones at once', () => {
    expect(() => frame().select(window(col('v'), '1 day'))).toThrow(
      expect.objectContaining({ condition: 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE' }),
    )
    expect(() => frame().select(window('ts', '1 day').as('a'), window('ts', '2 days').as('b'))).toThrow(
      expect.objectContaining({ condition: 'MULTIPLE_TIME_WINDOWS' }),
    )
    const twice = frame().select(window('ts', '1 day').as('a'), window('ts', '1 day').as('b'))
    expect(twice.columns).toEqual(['a', 'b'])
  })
})

describe('sessionWindow', () => {
  const at = (time: string) => new Date(`2024-01-01T${time}Z`)
  const rows = [
    { ts: at('10:00:00'), k: 'a', gap: '5 seconds' },
    { ts: at('10:00:05'), k: 'a', gap: '5 seconds' },
    { ts: at('10:00:10.001'), k: 'a', gap: '0 seconds' },
    { ts: at('10:00:11'), k: 'b', gap: '-1 seconds' },
    { ts: at('10:00:30'), k: 'b', gap: null },
    { ts: null, k: 'b', gap: '5 seconds' },
    { ts: at('10:01:00'), k: 'b', gap: 'soon' },
  ]
  const frame = () => testSession().createDataFrame(rows, 'ts TIMESTAMP, k STRING, gap STRING')
  const spans = (sessions: readonly UntypedRow[]) =>
    sessions.map(({ session_window: { start, end }, n }) => [start.toISOString(), end.toISOString(), n])

  test('of a bounded frame merges rows that are a gap apart, with a key or without', async () => {
    const byKey = frame().groupBy('k', sessionWindow('ts', '5 seconds')).agg(count().as('n'))
    expect(byKey.columns).toEqual(['k', 'session_window', 'n'])
    expect((await byKey.collect()).map(({ k, n }) => [k, n])).toEqual([
      ['a', 2],
      ['a', 1],
      ['b', 1],
      ['b', 1],
      ['b', 1],
    ])
    const all = frame().groupBy(sessionWindow('ts', '5 seconds')).agg(count().as('n'))
    expect(spans(await all.collect())).toEqual([
      ['2024-01-01T10:00:00.000Z', '2024-01-01T10:00:10.000Z', 2],
      ['2024-01-01T10:00:10.001Z', '2024-01-01T10:00:16.000Z', 2],
      ['2024-01-01T10:00:30.000Z', '2024-01-01T10:00:35.000Z', 1],
      ['2024-01-01T10:01:00.000Z', '2024-01-01T10:01:05.000Z', 1],
    ])
  })

  test('drops a row whose own gap is null, zero, negative or no interval', async () => {
    const sessions = frame()
      .groupBy(sessionWindow('ts', col('gap')))
      .agg(count().as('n'))
    expect(spans(await sessions.collect())).toEqual([['2024-01-01T10:00:00.000Z', '2024-01-01T10:00:10.000Z', 2]])
    const computed = frame()
      .groupBy('k', sessionWindow('ts', concat(lit('1'), lit(' minute'))))
      .agg(count().as('n'))
    expect((await computed.collect()).map(({ k, n }) => [k, n])).toEqual([
      ['a', 3],
      ['b', 3],
    ])
  })

  test('adds the days and months of a gap in the zone of the session, as Spark does', async () => {
    const session = testSession({ timeZone: 'America/New_York' })
    const evening = session.createDataFrame([{ ts: new Date('2024-03-09T20:00:00Z') }], 'ts TIMESTAMP')
    const endOf = async (gap: string) => {
      const [row] = await evening.groupBy(sessionWindow('ts', gap)).count().collect()
      return row?.session_window.end.toISOString()
    }
    expect(await endOf('1 day')).toBe('2024-03-10T19:00:00.000Z')
    expect(await endOf('24 hours')).toBe('2024-03-10T20:00:00.000Z')
    expect(await endOf('1 month')).toBe('2024-04-09T19:00:00.000Z')
  })

  test('refuses a constant gap that is no interval', () => {
    expect(() => frame().groupBy(sessionWindow('ts', 'soon')).count()).toThrow(
      expect.objectContaining({ condition: 'CANNOT_PARSE_INTERVAL' }),
    )
  })
})
