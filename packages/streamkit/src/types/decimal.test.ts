import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Decimal } from './decimal.ts'

test.each([
  ['19.99', '19.99'],
  ['-0.050', '-0.050'],
  ['1e-3', '0.001'],
  ['1.5E2', '150'],
  ['+.5', '0.5'],
  ['5.', '5'],
  [' 7 ', '7'],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
])('the text %s is the decimal %s', (text, expected) => {
  expect(Decimal.from(text).toString()).toBe(expected)
})

test.each(['', '.', 'abc', '1.2.3', '0x10', '1_000', 'NaN', 'Infinity', '1e999999999'])(
  'the text %j is no decimal',
  (text) => {
    expect(Decimal.tryParse(text)).toBeNull()
    expect(() => Decimal.from(text)).toThrow('CAST_INVALID_INPUT')
  },
)

test('a number is taken by its shortest text', () => {
  expect(Decimal.from(0.1).add(0.2).equals('0.3')).toBe(true)
  expect(Decimal.from(1e-7).toString()).toBe('0.0000001')
  expect(() => Decimal.from(Number.NaN)).toThrow('CAST_INVALID_INPUT')
})

test('arithmetic is exact beyond 2^53', () => {
  const big = Decimal.from('9007199254740993.01')
  expect(big.add('0.01').toString()).toBe('9007199254740993.02')
  expect(big.sub(big).toString()).toBe('0.00')
  expect(big.mul(3).toString()).toBe('27021597764222979.03')
})

test('rounding goes half away from zero', () => {
  expect(Decimal.from('2.345').setScale(2).toString()).toBe('2.35')
  expect(Decimal.from('-2.345').setScale(2).toString()).toBe('-2.35')
  expect(Decimal.from('-0.004').setScale(2).toString()).toBe('0.00')
  expect(Decimal.from('2').setScale(2).toString()).toBe('2.00')
})

test('equality and order go by value, not by scale', () => {
  expect(Decimal.from('1.0').equals('1.00')).toBe(true)
  expect(
    ['10', '-1', '9.5']
      .map(Decimal.from)
      .sort((a, b) => a.compare(b))
      .map(String),
  ).toEqual(['-1', '9.5', '10'])
})

test('a decimal is text in JSON and readable in logs', () => {
  const price = Decimal.from('19.90')
  expect(JSON.stringify({ price })).toBe('{"price":"19.90"}')
  expect(inspect({ price })).toBe('{ price: Decimal(19.90) }')
})

test('precision counts the digits, and those behind the point at least', () => {
  expect(Decimal.from('19.90').precision).toBe(4)
  expect(Decimal.from('0.001').precision).toBe(3)
})

test('a decimal cannot be changed', () => {
  expect(Object.isFrozen(Decimal.from(1))).toBe(true)
})

test('a decimal of another copy of the package is known by its members', () => {
  expect(Decimal.is({ unscaled: 1n, scale: 2 })).toBe(true)
  expect(Decimal.is('1')).toBe(false)
  expect(Decimal.is(null)).toBe(false)
})
