import { describe, expect, test } from 'vitest'
import { evaluateCall } from '../../../test/support/evaluate-call.ts'
import { decimalType } from '../../types/data-type.ts'
import { literal } from '../literal.ts'

const double = (n: number): unknown => literal(n, { kind: 'double' })

describe('format_string', () => {
  test.each([
    ['%s-%05d', ['a', 42], 'a-00042'],
    ['%5s|%-5s|%S', ['a', 'b', 'c'], '    a|b    |C'],
    ['%2$s %1$s %<s %s', ['a', 'b'], 'b a a a'],
    ['%,d %+d %(d % d', [1_234_567, 5, -5, 5], '1,234,567 +5 (5) 5'.replace('(5) 5', '(5)  5')],
    ['%x %X %#x %o', [255, 255, 255, 8], 'ff FF 0xff 10'],
    ['%x', [-1], 'ffffffff'],
    ['%c%n%%', [65], 'A\n%'],
    ['%b %b', [true, null], 'true false'],
    ['%s %d', [null, null], 'null null'],
    ['%.2s', ['abc'], 'ab'],
    ['%8.3f|%-8.1f|%08.2f', [double(3.1419), double(2.25), double(-1.5)], '   3.142|2.3     |-0001.50'],
    ['%e', [double(12345.678)], '1.234568e+04'],
    ['%.2f', [literal(12_345n, decimalType(20, 3))], '12.35'],
    ['%f %s', [double(Number.POSITIVE_INFINITY), double(1e7)], 'Infinity 1.0E7'],
  ])('%s', (format, values, text) => {
    expect(evaluateCall('format_string', [format, ...values])).toBe(text)
  })

  test('a conversion that does not fit its value is an error', () => {
    expect(evaluateCall('format_string', ['%d', 'a'])).toEqual({ error: 'INVALID_FORMAT.MISMATCH_INPUT' })
    expect(evaluateCall('format_string', ['%s %s', 'a'])).toEqual({ error: 'INVALID_FORMAT.MISMATCH_INPUT' })
    expect(evaluateCall('format_string', ['%', 'a'])).toEqual({ error: 'INVALID_FORMAT.MISMATCH_INPUT' })
  })
})

describe('format_number', () => {
  test.each([
    [double(1_234_567.891), 2, '1,234,567.89'],
    [double(0.5), 0, '0'],
    [double(1.5), 0, '2'],
    [double(2.5), 0, '2'],
    [double(0.125), 2, '0.12'],
    [double(-1234.5), 1, '-1,234.5'],
    [double(Number.NaN), 1, 'NaN'],
    [5, 2, '5.00'],
    [12_345_678_901n, 0, '12,345,678,901'],
    [literal(125, decimalType(5, 3)), 2, '0.12'],
    [double(1234.5), '#,##0.00', '1,234.50'],
    [double(1234.567), '##0.##', '1234.57'],
    [double(0.5), '$#,###.##', '$.5'],
    [double(12.5), '0000.0', '0012.5'],
  ])('%o by %s', (value, format, text) => {
    expect(evaluateCall('format_number', [value, format])).toBe(text)
  })
  test('fewer than no digits are null', () => {
    expect(evaluateCall('format_number', [1, -1])).toBeNull()
  })
})
