import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDate, formatTimestamp, formatTimestampNtz } from './format-datetime.ts'
import { parseDate } from './parse-date.ts'
import { parseTimestamp, parseTimestampNtz } from './parse-timestamp.ts'
import { parseDateBytes, parseTimestampBytes } from './parse-timestamp-bytes.ts'
import { timeZone } from './time-zone.ts'

const utc = timeZone('UTC')
const newYork = timeZone('America/New_York')
const micros = (iso: string): number => Date.parse(iso) * 1000
const anyMicros = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })

describe('parseDate', () => {
  test('reads what Spark reads', () => {
    const read = (text: string): string | null => {
      const days = parseDate(text)
      return days === null ? null : formatDate(days)
    }
    expect(read('2024')).toBe('2024-01-01')
    expect(read('2024-5')).toBe('2024-05-01')
    expect(read('2024-1-5')).toBe('2024-01-05')
    expect(read(' 2024-01-02\t')).toBe('2024-01-02')
    expect(read('2024-01-02T')).toBe('2024-01-02')
    expect(read('2024-01-02 junk')).toBe('2024-01-02')
    expect(read('10000-01-01')).toBe('+10000-01-01')
    expect(read('-0001-01-01')).toBe('-0001-01-01')
  })

  test('gives null for what Spark refuses', () => {
    const texts = [
      '',
      ' ',
      'abc',
      '0000-00-00',

      '2024-02-30',
      '2023-02-29',
      '2024-00-01',
      '02-01-2024',
      'today',
      '24-01-02',
      '2024-01-',
      '2024 junk',
    ]
    for (const text of [...texts, '2024-001-01', '12345678', '2024-1-1x', '\u00a02024-01-01', '9999999-01-01']) {
      expect(parseDate(text), text).toBeNull()
    }
  })

  test('reads every date that formatDate writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000_000, max: 700_000_000 }), (days) => parseDate(formatDate(days)) === days),
    )
  })
})

describe('parseTimestamp', () => {
  test.each([
    ['2024-01-02 03:04:05', '2024-01-02T03:04:05Z'],
    ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05Z'],
    ['2024-01-02 3:4:5', '2024-01-02T03:04:05Z'],
    ['2024-1-2 03:04', '2024-01-02T03:04:00Z'],
    ['2024-01-02 03', '2024-01-02T03:00:00Z'],
    ['2024-01-02', '2024-01-02T00:00:00Z'],
    ['2024-01', '2024-01-01T00:00:00Z'],
    ['2024', '2024-01-01T00:00:00Z'],
    ['2024-01-02T03:04:05+02:00', '2024-01-02T01:04:05Z'],
    ['2024-01-02T03:04:05 +02:00', '2024-01-02T01:04:05Z'],
    ['2024-01-02T03:04:05+0200', '2024-01-02T01:04:05Z'],
    ['2024-01-02T03:04:05 UTC+2', '2024-01-02T01:04:05Z'],
    ['2024-01-02T03:04:05 Europe/Paris', '2024-01-02T02:04:05Z'],
    ['2024-01-02T03:04:05.5GMT+1', '2024-01-02T02:04:05.500Z'],
    [' 2024-01-02 03:04:05 ', '2024-01-02T03:04:05Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['9999-12-31 23:59:59', '9999-12-31T23:59:59Z'],
  ])('%s is read', (text, iso) => {
    expect(parseTimestamp(text, utc)).toBe(micros(iso))
  })

  test('digits behind the sixth are cut off', () => {
    expect(parseTimestamp('2024-01-02 03:04:05.1234567', utc)).toBe(micros('2024-01-02T03:04:05Z') + 123_456)
    expect(parseTimestamp('1969-12-31 23:59:59.5', utc)).toBe(-500_000)
  })

  test.each([
    'abc',
    '0000-00-00',
    '9999-12-31T24:00',
    '2024-01-02 03:04:05 constructor',
    '',
    ' ',
    '2024-02-30',
    '2024-01-02T24:00:00',
    '2024-01-02T23:59:60',
    '2024-01-02t03:04:05',
    '2024-01-02T03:04:05z',
    '2024-01-02T03:04:05.123Zjunk',
    '1704164645',
    '2024-01-02T',
    '2024-01-02 03:04Z',
    '2024-01-02 03:04:05 Mars/Base',
    '10:00',
    '2024-01-02 junk',
  ])('%s is no timestamp', (text) => {
    expect(parseTimestamp(text, utc)).toBeNull()
  })

  test('a time alone is a time of today, in the zone', () => {
    const now = micros('2024-06-15T02:00:00Z')
    expect(parseTimestamp('10:00', utc, now)).toBe(micros('2024-06-15T10:00:00Z'))
    expect(parseTimestamp('T10:30:15', utc, now)).toBe(micros('2024-06-15T10:30:15Z'))
    expect(parseTimestamp('10:00', newYork, now)).toBe(micros('2024-06-14T14:00:00Z'))
  })

  test('the zone of the session counts, in a gap and in a repeated hour too', () => {
    expect(parseTimestamp('2024-01-02 03:04:05', newYork)).toBe(micros('2024-01-02T08:04:05Z'))
    expect(parseTimestamp('2024-03-10 02:30:00', newYork)).toBe(1_710_055_800_000_000)
    expect(parseTimestamp('2024-11-03 01:30:00', newYork)).toBe(micros('2024-11-03T05:30:00Z'))
  })

  test('a microsecond that cannot be kept is an error, not a rounded value', () => {
    expect(() => parseTimestamp('9999-12-31 23:59:59.999999', utc)).toThrow(
      expect.objectContaining({ condition: 'DATETIME_OVERFLOW' }),
    )
  })

  test('reads every timestamp that formatTimestamp writes', () => {
    fc.assert(fc.property(anyMicros, (m) => parseTimestamp(formatTimestamp(m, utc), utc) === m))
    fc.assert(fc.property(anyMicros, (m) => parseTimestampNtz(formatTimestampNtz(m, 'T')) === m))
  })

  test('a local timestamp ignores a zone but wants it to exist', () => {
    expect(parseTimestampNtz('2024-01-02T03:04:05+02:00')).toBe(micros('2024-01-02T03:04:05Z'))
    expect(parseTimestampNtz('2024-01-02T03:04:05 Mars/Base')).toBeNull()
    expect(parseTimestampNtz('10:00')).toBeNull()
    expect(parseTimestampNtz('2024-01-02T03:04:05Z', false)).toBeNull()
  })
})

describe('parseTimestampBytes', () => {
  const parse = (text: string, zone = utc): number | null => {
    const bytes = Buffer.from(`xx${text}yy`)
    return parseTimestampBytes(bytes, { start: 2, end: bytes.length - 2 }, zone)
  }

  test('gives what parseTimestamp gives, or null', () => {
    const texts = [
      '2024-01-02 03:04:05',
      '2024-01-02T03:04:05.678901Z',
      '2024-03-10 02:30:00.5',
      '2024-01-02 03:04:05.1234567',
    ]
    for (const text of texts) {
      for (const zone of [utc, newYork]) expect(parse(text, zone)).toBe(parseTimestamp(text, zone))
    }
    for (const text of [
      '2024-1-2 03:04:05',
      '2024-01-02',
      '2024-01-02 03:04:05+01:00',
      '2024-02-30 00:00:00',
      '2024-01-02 24:00:00',
      'x',
    ]) {
      expect(parse(text), text).toBeNull()
    }
  })

  test('never disagrees with parseTimestamp', () => {
    const text = fc.oneof(
      anyMicros.map((m) => formatTimestamp(m, utc)),
      fc.stringMatching(/^20\d\d-[01]\d-[0-3]\d[ T][012]\d:[0-6]\d:[0-6]\d(\.\d{0,8})?Z?$/),
    )
    fc.assert(
      fc.property(text, (t) => {
        const fast = parse(t)
        if (fast !== null) expect(fast).toBe(parseTimestamp(t, utc))
      }),
    )
  })

  test('a date is read from its bytes', () => {
    expect(parseDateBytes(Buffer.from('2024-02-29'), 0, 10)).toBe(19_782)
    expect(parseDateBytes(Buffer.from('2023-02-29'), 0, 10)).toBeNull()
    expect(parseDateBytes(Buffer.from('2024-2-29 '), 0, 10)).toBeNull()
  })
})
