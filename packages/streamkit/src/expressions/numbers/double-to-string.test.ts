import fc from 'fast-check'
import { expect, test } from 'vitest'
import { doubleToString, floatToString } from './double-to-string.ts'

test.each([
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [-1.5, '-1.5'],
  [0.001, '0.001'],
  [0.0001, '1.0E-4'],
  [9999999, '9999999.0'],
  [1e7, '1.0E7'],
  [12345678.9, '1.23456789E7'],
  [1e17, '1.0E17'],
  [1e21, '1.0E21'],
  [1e22, '1.0E22'],
  [1e23, '9.999999999999999E22'],
  [2e23, '1.9999999999999998E23'],
  [2147483648, '2.147483648E9'],
  [5e-324, '4.9E-324'],
  [Number.MAX_VALUE, '1.7976931348623157E308'],
  [0.1 + 0.2, '0.30000000000000004'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
])('the double %d is written %s', (value, text) => {
  expect(doubleToString(value)).toBe(text)
})

test.each([
  [100, '100.0'],
  [1e15, '9.9999999E14'],
  [1e17, '9.9999998E16'],
  [1.2345678901234568e17, '1.23456791E17'],
  [1234567.125, '1234567.1'],
  [2147483648, '2.14748365E9'],
  [0.1, '0.1'],
  [1e-45, '1.4E-45'],
  [4.522914290752874e25, '4.5229142E25'],
])('the float nearest to %d is written %s', (value, text) => {
  expect(floatToString(Math.fround(value))).toBe(text)
})

test('what is written is read back as the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(doubleToString(value))).toBe(value)
    }),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Math.fround(Number(floatToString(value)))).toBe(value)
    }),
    { numRuns: 2000 },
  )
})
