import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timeZone } from '../time-zone.ts'
import { dateTimePattern } from './datetime-pattern.ts'

const utc = timeZone('UTC')
const micros = (iso: string): number => Date.parse(iso) * 1000
const parse = (pattern: string, text: string, zone = utc): number | null => dateTimePattern(pattern).parse(text, zone)
const format = (pattern: string, iso: string, zone = utc): string => dateTimePattern(pattern).format(micros(iso), zone)

describe('writing', () => {
  test.each([
    ['E', 'Tue'],
    ['EEEE d MMMM yy', 'Tuesday 2 January 24'],
    ['yyyy-MM-dd HH:mm:ss.SSS', '2024-01-02 15:04:05.678'],
    ['SSSSSSSSS', '678000000'],
    ["HH'h'mm ''", "15h04 '"],
    ["yyyy''MM", "2024'01"],
    ['D DDD F', '2 002 2'],
    ['Q QQ QQQ QQQQ', '1 01 Q1 1st quarter'],
    ['G GGGG', 'AD Anno Domini'],
    ['a h hh K KK k kk', 'PM 3 03 3 03 15 15'],
    ['MMM LLL LLLL', 'Jan Jan January'],
    ['[yyyy]', '2024'],
    ['x xx xxx X XXX Z ZZZZ O VV z zzzz', '+00 +0000 +00:00 Z Z +0000 GMT GMT UTC UTC Coordinated Universal Time'],
  ])('%s', (pattern, text) => {
    expect(format(pattern, '2024-01-02T15:04:05.678Z')).toBe(text)
  })

  test('offsets and names of zones', () => {
    const paris = timeZone('Europe/Paris')
    const kolkata = timeZone('Asia/Kolkata')
    expect(format('X XX XXX XXXXX x Z ZZZZ O VV z zzzz', '2024-07-02T00:00:00Z', paris)).toBe(
      '+02 +0200 +02:00 +02:00 +02 +0200 GMT+02:00 GMT+2 Europe/Paris CEST Central European Summer Time',
    )
    expect(format('X x O z', '2024-07-02T00:00:00Z', kolkata)).toBe('+0530 +0530 GMT+5:30 IST')
    expect(format('z', '2024-01-02T00:00:00Z', timeZone('America/New_York'))).toBe('EST')
    expect(format('z', '2024-01-02T00:00:00Z', timeZone('+01:00'))).toBe('+01:00')
  })

  test('years outside 0 to 9999', () => {
    expect(format('yyyy', '+012024-01-02T00:00:00Z')).toBe('+12024')
    expect(format('yyyy yy y', '-000001-01-02T00:00:00Z')).toBe('-0001 01 -1')
    expect(format('y G', '-000001-01-02T00:00:00Z')).toBe('2 BC')
  })
})

describe('reading', () => {
  test.each([
    ['dd/MM/yyyy HH:mm', '02/01/2024 03:04', '2024-01-02T03:04:00Z'],
    ['yyyy-MM-dd HH:mm:ss VV', '2024-01-02 03:04:05 Europe/Paris', '2024-01-02T02:04:05Z'],
    ['yyyy-MM-dd HH:mm:ss XXX', '2024-01-02 03:04:05 +01:00', '2024-01-02T02:04:05Z'],
    ["yyyy-MM-dd'T'HH:mm:ssX", '2024-01-02T03:04:05z', '2024-01-02T03:04:05Z'],
    ['yyyy-MM-dd HH:mm z', '2024-07-02 03:04 PDT', '2024-07-02T10:04:00Z'],
    ['yyyy-MM-dd HH:mm O', '2024-07-02 03:04 GMT-3:30', '2024-07-02T06:34:00Z'],
    ['MMM d, yyyy', 'jan 2, 2024', '2024-01-02T00:00:00Z'],
    ['MMMM d, yyyy', 'January 22, 2024', '2024-01-22T00:00:00Z'],
    ['DDD yyyy', '060 2024', '2024-02-29T00:00:00Z'],
    ['HH:mm', '03:04', '1970-01-01T03:04:00Z'],
    ['yyyyMMddHHmmss', '20240102030405', '2024-01-02T03:04:05Z'],
    ['yyyy-MM-dd[ HH:mm]', '2024-01-02', '2024-01-02T00:00:00Z'],
    ['yyyy-MM-dd[ HH:mm]', '2024-01-02 03:04', '2024-01-02T03:04:00Z'],
    ['yy-M-d', '24-1-22', '2024-01-22T00:00:00Z'],
    ['d.M.y', '2.1.24', '0024-01-02T00:00:00Z'],
    ['y G', '2 BC', '-000001-01-01T00:00:00Z'],
    ['hh:mm a', '03:04 PM', '1970-01-01T15:04:00Z'],
    ['hh:mm', '03:04', '1970-01-01T03:04:00Z'],
    ['hh a', '12 am', '1970-01-01T00:00:00Z'],
    ['a', 'PM', '1970-01-01T12:00:00Z'],
    ['kk:mm', '24:10', '1970-01-01T00:10:00Z'],
    ['ss', '07', '1970-01-01T00:00:07Z'],
    ['yyyy', '+12024', '+012024-01-01T00:00:00Z'],
    ['ss.SSSSSS', '07.5', '1970-01-01T00:00:07.500Z'],
  ])('%s reads %s', (pattern, text, iso) => {
    expect(parse(pattern, text)).toBe(micros(iso))
  })

  test.each([
    ['yyyy-MM-dd', '2024-1-2'],
    ['yyyy-MM-dd', '24-01-02'],
    ['yyyy-MM-dd', '2024-01-02 '],
    ['yyyy-MM-dd', '2024-02-30'],
    ['yyyy-MM-dd', ''],
    ['yyyy', '12024'],
    ['yyyy', '+2024'],
    ['yyyyMMddHHmmss', '2024010203040'],
    ['yyyy-MM-dd HH:mm:ss', '2024-01-02 24:00:00'],
    ['yyyy-MM-dd hh:mm:ss', '2024-01-02 13:04:05'],
    ['yyyy-MM-dd HH:mm:ss', '2024-01-02 03:04:05.5'],
    ['MMM d, yyyy', 'January 2, 2024'],
    ['DDD yyyy', '366 2023'],
    ['HH a', '13 AM'],
    ['DDD yyyy-MM-dd', '061 2024-02-29'],
    ['dd dd', '01 02'],
    ['ss.SSS', '07.1234'],
    ['VV', 'Mars/Base'],
    ['XXX', '+25:00'],
  ])('%s does not read %s', (pattern, text) => {
    expect(parse(pattern, text)).toBeNull()
  })

  test('a fraction finer than a microsecond is cut off', () => {
    expect(parse('ss.SSSSSSSSS', '00.123456789')).toBe(123_456)
  })

  test('a local time and a day are read without their zone', () => {
    const pattern = dateTimePattern('yyyy-MM-dd HH:mmXXX')
    expect(pattern.parseNtz('2024-01-02 03:04+05:00')).toBe(micros('2024-01-02T03:04:00Z'))
    expect(pattern.parseDate('2024-01-02 03:04+05:00')).toBe(19_724)
  })

  test('what was written is read back', () => {
    const zone = timeZone('Europe/Paris')
    for (const text of ['yyyy-MM-dd HH:mm:ss.SSSSSS XXX', 'D y H:m:s.SSSSSS Z', "d MMMM y h 'o' mm ss.SSSSSS a X"]) {
      const pattern = dateTimePattern(text)
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 8_000_000_000_000_000 }), (m) => {
          expect(pattern.parse(pattern.format(m, zone), utc)).toBe(m)
        }),
      )
    }
  })
})

describe('refused patterns', () => {
  const refused = (use: 'parse' | 'format', pattern: string): string => {
    try {
      dateTimePattern(pattern).check(use)
      return 'accepted'
    } catch (e) {
      return (e as { condition: string }).condition
    }
  }
  test('letters that Spark refuses have its conditions', () => {
    const weekBased = 'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN'
    const illegal = 'INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER'
    for (const pattern of ['YYYY', 'uuuu', 'w', 'e', 'c', 'W']) expect(refused('format', pattern)).toBe(weekBased)
    for (const pattern of ['B', 'A', 'n', 'N', 'p']) expect(refused('format', pattern)).toBe(illegal)
    for (const pattern of ['E', 'F', 'qqq', 'Q']) {
      expect(refused('parse', pattern)).toBe(illegal)
      expect(refused('format', pattern)).toBe('accepted')
    }
    expect(refused('format', 'MMMMM')).toBe('INVALID_DATETIME_PATTERN.LENGTH')
  })
  test('what is no pattern at all is refused', () => {
    for (const pattern of ['I', 'V', "yyyy'", 'OO', 'XXXXXX']) {
      expect(refused('format', pattern)).toBe('INVALID_DATETIME_PATTERN.WITH_SUGGESTION')
    }
    for (const pattern of ['ddd', 'aa', 'ZZZZZZ', 'yyyy]', '{', 'SSSSSSSSSS', 'DDDD']) {
      expect(refused('format', pattern)).toBe('INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION')
    }
  })
})
