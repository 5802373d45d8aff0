import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalToText, integralDigits, type ParsedDecimal, parseDecimalText, scaleParsed } from './decimal-text.ts'

const read = (text: string, scale: number) => {
  const parsed = parseDecimalText(text)
  return parsed && decimalToText(scaleParsed(parsed, scale), scale)
}

test.each([
  ['1', 2, '1.00'],
  [' .5\n', 1, '0.5'],
  ['5.', 0, '5'],
  ['-1.005', 2, '-1.01'],
  ['0.994', 2, '0.99'],
  ['9.995', 2, '10.00'],
  ['1e3', 2, '1000.00'],
  ['1e-400', 10, '0.0000000000'],
  ['-0', 2, '0.00'],
  ['0.5', 0, '1'],
  ['0.05', 0, '0'],
  ['\u0661\u0662.\u0665', 1, '12.5'],
  ['\u{1d7d8}\u{1d7ff}', 0, '09'.slice(1)],
])('%j with scale %d is %s', (text, scale, expected) => {
  expect(read(text, scale)).toBe(expected)
})

test.each(['', '.', '-', '1e', '1.2.3', '1d', 'NaN', '1_0', '\u00a01', '0x1'])('%j is no decimal', (text) => {
  expect(parseDecimalText(text)).toBeNull()
})

test('digits before the point are counted without making the number', () => {
  const digits = (text: string) => integralDigits(parseDecimalText(text) as ParsedDecimal)
  expect(['1e400', '123.456', '0.001', '0e99'].map(digits)).toEqual([401, 3, -2, 0])
})

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.nat(38), (unscaled, scale) => {
      const parsed = parseDecimalText(decimalToText(unscaled, scale)) as ParsedDecimal
      expect(scaleParsed(parsed, scale)).toBe(unscaled)
    }),
  )
})
