import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { callMicros, evaluateCall } from '../../../test/support/evaluate-call.ts'
import { dateType, decimalType, doubleType, timestampType } from '../../types/data-type.ts'
import { literal } from '../literal.ts'

const at = (iso: string): unknown => literal(Date.parse(iso) * 1000, timestampType)
const micros = (iso: string): number => Date.parse(iso) * 1000
const date = (iso: string): unknown => literal(Date.parse(iso) / 86_400_000, dateType)
const days = (iso: string): number => Date.parse(iso) / 86_400_000
const seconds = (n: bigint, scale = 6): unknown => literal(n, decimalType(16, scale))
const newYork = { conf: { timeZone: 'America/New_York' } }
const legacy = { conf: { ansi: false } }

describe('date and time functions', () => {
  test.each<[string, unknown[], unknown]>([
    ['to_timestamp', ['2024-01-02 03:04'], micros('2024-01-02T03:04Z')],
    ['to_timestamp', [date('2024-01-02')], micros('2024-01-02T00:00Z')],
    ['to_timestamp', [date('2024-01-02'), 'ignored'], micros('2024-01-02T00:00Z')],
    ['to_timestamp', ['10:00'], micros('2024-01-02T10:00Z')],
    ['to_timestamp', [null], null],
    ['to_timestamp', ['x', null], null],
    ['try_to_timestamp', ['x'], null],
    ['to_date', ['02.01.2024', 'dd.MM.yyyy'], days('2024-01-02')],
    ['to_date', ['x', 'dd'], { error: 'CANNOT_PARSE_TIMESTAMP' }],
    ['to_date', ['x'], { error: 'CAST_INVALID_INPUT' }],
    ['try_to_date', ['x'], null],
    ['make_timestamp', [2024, 1, 2, 3, 4, 60], micros('2024-01-02T03:05Z')],
    [
      'make_timestamp',
      [2024, 1, 2, 3, 4, seconds(60_500_000n)],
      { error: 'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION' },
    ],
    ['make_timestamp', [2024, 1, 2, 24, 4, 0], { error: 'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION' }],
    ['make_timestamp', [2024, 1, 2, 3, 4, 5, 'Europe/Paris'], micros('2024-01-02T02:04:05Z')],
    ['make_timestamp', [2024, 1, 2, 3, 4, 5, 'Nowhere/City'], { error: 'INVALID_TIMEZONE' }],
    ['make_timestamp_ntz', [2024, 1, 2, 3, 4, 5], micros('2024-01-02T03:04:05Z')],
    ['try_make_timestamp', [2024, 2, 30, 0, 0, 0], null],
    ['make_date', [2024, 2, 29], days('2024-02-29')],
    ['make_date', [2023, 2, 29], { error: 'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION' }],
    ['current_timestamp', [], callMicros],
    ['current_date', [], days('2024-01-02')],
    ['unix_timestamp', [], BigInt(callMicros / 1e6)],
    ['unix_timestamp', ['2024-01-02 03:04:05'], 1_704_164_645n],
    ['unix_timestamp', [date('2024-01-02')], 1_704_153_600n],
    ['unix_timestamp', ['02/01/2024', 'dd/MM/yyyy'], 1_704_153_600n],
    ['unix_timestamp', ['x'], { error: 'CANNOT_PARSE_TIMESTAMP' }],
    ['from_unixtime', [1_704_164_645, 'HH:mm yyyy'], '03:04 2024'],
    ['unix_seconds', [at('1969-12-31T23:59:59.5Z')], -1n],
    ['timestamp_seconds', [literal(1.5, doubleType)], 1_500_000],
    ['timestamp_seconds', [literal(Number.NaN, doubleType)], null],
    ['timestamp_seconds', [seconds(-1_500_000n)], -1_500_000],
    ['timestamp_seconds', [253_402_300_799n], micros('9999-12-31T23:59:59Z')],
    ['timestamp_micros', [2n ** 53n + 1n], { error: 'DATETIME_OVERFLOW' }],
    ['date_add', ['2024-02-28', 2], days('2024-03-01')],
    ['datediff', ['2024-03-01', '2024-02-28'], 2],
    ['add_months', ['2024-01-31', 1], days('2024-02-29')],
    ['months_between', ['1997-02-28 10:30:00', '1996-10-30'], 3.94959677],
    ['months_between', ['1997-02-28 10:30:00', '1996-10-30', false], 3.9495967741935485],
    ['months_between', ['2024-02-29 10:00:00', '2024-01-31 12:00:00'], 1],
    ['last_day', ['2023-02-01'], days('2023-02-28')],
    ['next_day', [date('2024-01-02'), 'tuesday'], days('2024-01-09')],
    ['next_day', [date('2024-01-02'), 'xx'], { error: 'ILLEGAL_DAY_OF_WEEK' }],
    ['weekofyear', ['2021-01-03'], 53],
    ['weekofyear', ['2024-12-30'], 1],
    ['dayofyear', ['2024-12-31'], 366],
    ['dayname', ['2024-01-02'], 'Tue'],
    ['monthname', ['2024-01-02'], 'Jan'],
    ['extract', ['yearofweek', date('2024-12-30')], 2025],
    ['extract', ['DOW_ISO', date('2024-01-07')], 7],
    ['extract', ['nothing', date('2024-01-07')], { error: 'INVALID_EXTRACT_FIELD' }],
    ['trunc', [date('2024-05-15'), 'quarter'], days('2024-04-01')],
    ['from_utc_timestamp', [at('2024-07-01T00:00Z'), 'Europe/Paris'], micros('2024-07-01T02:00Z')],
    ['to_utc_timestamp', [at('2024-07-01T02:00Z'), 'Europe/Paris'], micros('2024-07-01T00:00Z')],
    ['date_format', [at('2024-01-02T03:04:05Z'), null], null],
  ])('%s of %o', (name, args, value) => {
    expect(evaluateCall(name, args)).toEqual(value)
  })

  test.each<[string, unknown[], unknown]>([
    ['hour', [at('2024-07-01T02:30Z')], 22],
    ['year', [at('2024-01-01T02:30Z')], 2023],
    ['current_date', [], days('2024-01-01')],
    ['to_timestamp', ['2024-07-01', 'yyyy-MM-dd'], micros('2024-07-01T04:00Z')],
    ['to_date', ['2024-07-01', 'yyyy-MM-dd'], days('2024-07-01')],
    ['date_trunc', ['DAY', at('2024-03-10T12:00Z')], micros('2024-03-10T05:00Z')],
    ['date_trunc', ['HOUR', at('2024-11-03T06:30Z')], micros('2024-11-03T06:00Z')],
    ['date_trunc', ['HOUR', at('2024-11-03T05:30Z')], micros('2024-11-03T05:00Z')],
    ['unix_timestamp', [date('2024-01-02')], 1_704_171_600n],
  ])('in New York %s of %o', (name, args, value) => {
    expect(evaluateCall(name, args, newYork)).toEqual(value)
  })

  test('without ANSI what does not fit is null', () => {
    expect(evaluateCall('to_timestamp', ['x', 'yyyy'], legacy)).toBeNull()
    expect(evaluateCall('make_date', [2023, 2, 29], legacy)).toBeNull()
    expect(evaluateCall('next_day', ['2024-01-02', 'xx'], legacy)).toBeNull()
    expect(evaluateCall('unix_timestamp', ['x'], legacy)).toBeNull()
  })

  test('a refused pattern fails on a row, not on a null', () => {
    expect(evaluateCall('date_format', [literal(null, timestampType), 'YYYY'])).toBeNull()
    expect(evaluateCall('try_to_timestamp', ['2024', 'YYYY'])).toEqual({
      error: 'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN',
    })
  })

  test('truncating gives the latest start of a unit that is not later', () => {
    const moment = fc.integer({ min: -10_000_000_000, max: 10_000_000_000 }).map((s) => literal(s * 1e6, timestampType))
    fc.assert(
      fc.property(moment, fc.constantFrom('YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE'), (t, unit) => {
        const cut = evaluateCall('date_trunc', [unit, t], newYork) as number
        expect(cut).toBeLessThanOrEqual(t.value as number)
        expect(evaluateCall('date_trunc', [unit, literal(cut, timestampType)], newYork)).toBe(cut)
      }),
    )
  })
})
