import { expect, test } from 'vitest'
import { evaluateCall } from '../../../test/support/evaluate-call.ts'

test.each([
  ['454', '999', 454],
  ['454.00', '000.00', 45_400],
  ['12,454', '99,999', 12_454],
  ['1,234', '9,999,999', 1234],
  ['$78.12', '$99.99', 7812],
  ['12,454.8-', '99,999.9S', -124_548],
  ['-5', 'S9', -5],
  ['+5', 'S9', 5],
  ['<5>', '9PR', -5],
  ['5', '9MI', 5],
  [' 5 ', '9', 5],
  ['.5', '9.9', 5],
  ['12345678901234567890', '99999999999999999999', 12_345_678_901_234_567_890n],
])('%s by %s', (text, format, value) => {
  expect(evaluateCall('to_number', [text, format])).toBe(value)
})

test.each([
  ['x', '9'],
  ['12', '9'],
  ['1', '00'],
  ['1234', '9,999'],
  ['1,23', '9,999'],
  ['1.55', '9.9'],
  ['', '9'],
  ['-1', '9'],
])('%s does not fit %s', (text, format) => {
  expect(evaluateCall('try_to_number', [text, format])).toBeNull()
  expect(evaluateCall('to_number', [text, format])).toEqual({ error: 'INVALID_FORMAT.MISMATCH_INPUT' })
})

test.each(['', 'a', '9,,9', ',9', '9.9.9', 'S9S', '$9$'])('%s is no format', (format) => {
  expect(evaluateCall('to_number', ['1', format])).toEqual({ error: 'INVALID_FORMAT.UNEXPECTED_TOKEN' })
})
