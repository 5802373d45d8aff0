import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysFromCivil } from './civil.ts'
import { findTimeZone, timeZone } from './time-zone.ts'
import { microsPerHour, microsPerSecond } from './units.ts'

const at = (iso: string): number => Date.parse(iso) * 1000

describe('time zones', () => {
  test('ids of all kinds are known under the names that Java gives them', () => {
    const names = [
      'UTC',
      'Z',
      'Europe/Paris',
      '+01:00',
      '+1',
      '-0730',
      'GMT+1',
      'UTC-03:00',
      'PST',
      'EST',
      'America/New_York',
    ]
    expect(names.map((n) => timeZone(n).name)).toEqual([
      'UTC',
      'Z',
      'Europe/Paris',
      '+01:00',
      '+01:00',
      '-07:30',
      'GMT+01:00',
      'UTC-03:00',
      'America/Los_Angeles',
      '-05:00',
      'America/New_York',
    ])
  })

  test('a zone that nobody knows is refused', () => {
    for (const name of [
      'Mars/Olympus',
      'constructor',
      '__proto__',
      'z',
      'europe/paris',
      '+19:00',
      '+1:70',
      '',
      'utc',
    ]) {
      expect(findTimeZone(name), name).toBeNull()
      expect(() => timeZone(name)).toThrow(expect.objectContaining({ condition: 'INVALID_TIMEZONE' }))
    }
  })

  test('one zone is made once', () => {
    expect(timeZone('Asia/Kolkata')).toBe(timeZone('Asia/Kolkata'))
  })

  test('an hour that comes twice is its first one, a skipped hour is moved forward', () => {
    const newYork = timeZone('America/New_York')
    expect(newYork.toUtcMicros(at('2024-11-03T01:30:00Z'))).toBe(at('2024-11-03T05:30:00Z'))
    expect(newYork.toUtcMicros(at('2024-03-10T02:30:00Z'))).toBe(at('2024-03-10T07:30:00Z'))
    expect(newYork.toUtcMicros(at('2024-03-10T03:00:00Z'))).toBe(at('2024-03-10T07:00:00Z'))
    expect(newYork.toUtcMicros(at('2024-03-10T01:59:59Z'))).toBe(at('2024-03-10T06:59:59Z'))
  })

  test('half-hour changes, a skipped day and the mean time before zones are exact', () => {
    const lordHowe = timeZone('Australia/Lord_Howe')
    expect(lordHowe.offsetMicrosAt(at('2024-01-01T00:00:00Z')) / microsPerHour).toBe(11)
    expect(lordHowe.offsetMicrosAt(at('2024-07-01T00:00:00Z')) / microsPerHour).toBe(10.5)
    const apia = timeZone('Pacific/Apia')
    expect(apia.toUtcMicros(at('2011-12-29T23:59:59Z'))).toBe(at('2011-12-30T09:59:59Z'))
    expect(apia.toUtcMicros(at('2011-12-31T00:00:00Z'))).toBe(at('2011-12-30T10:00:00Z'))
    expect(timeZone('Europe/Paris').offsetMicrosAt(at('1850-01-01T00:00:00Z')) / microsPerSecond).toBe(9 * 60 + 21)
  })

  test('offsets agree with what Intl prints, at any instant of any of these zones', () => {
    const zones = [
      'Europe/Paris',
      'America/Sao_Paulo',
      'Africa/Casablanca',
      'Asia/Tehran',
      'Pacific/Auckland',
      'Asia/Kolkata',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }),
        (name, second) => {
          const shown = new Date(second * 1000).toLocaleString('sv-SE', { timeZone: name })
          const local = Date.parse(`${shown.replace(' ', 'T')}Z`) / 1000
          expect(timeZone(name).offsetMicrosAt(second * microsPerSecond)).toBe((local - second) * microsPerSecond)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('an instant comes back from its local time unless that came twice, and then an earlier one comes', () => {
    const zones = ['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', '+05:30', 'UTC']
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 2_000_000_000 }), (name, second) => {
        const zone = timeZone(name)
        const utcMicros = second * microsPerSecond
        const local = utcMicros + zone.offsetMicrosAt(utcMicros)
        const back = zone.toUtcMicros(local)
        expect(back + zone.offsetMicrosAt(back)).toBe(local)
        expect(back).toBeLessThanOrEqual(utcMicros)
      }),
    )
  })

  test('years that Intl does not reach have the offset of the last that it does', () => {
    const far = daysFromCivil(290_000, 1, 1) * 86_400 * microsPerSecond
    expect(timeZone('Asia/Kolkata').offsetMicrosAt(far) / microsPerHour).toBe(5.5)
  })
})
