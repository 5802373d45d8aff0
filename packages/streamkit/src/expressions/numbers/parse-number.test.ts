import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parseBoolean,
  parseDouble,
  parseInt8,
  parseInt16,
  parseInt32,
  parseInt64,
  parseSafeInt64,
} from './parse-number.ts'

const fraction = { allowFraction: true }

describe('integers', () => {
  test.each(['', ' ', '+', '-', '--1', '+-1', '1 2', '1a', '1e3', '1.5', '0x10', '1_000', '\u00a01', '\u0661'])(
    '%j is none',
    (text) => {
      expect([parseInt8(text), parseInt16(text), parseInt32(text), parseSafeInt64(text), parseInt64(text)]).toEqual([
        null,
        null,
        null,
        null,
        null,
      ])
    },
  )

  test('may have a sign, leading zeros, and white space or control characters around them', () => {
    expect([' 12 ', '\t1\n', '+007', '-0', '\u007f5\u0001'].map((text) => parseInt32(text))).toEqual([12, 1, 7, 0, 5])
  })

  test('must be in the range of their type', () => {
    expect([parseInt8('127'), parseInt8('128'), parseInt8('-128'), parseInt8('-129')]).toEqual([127, null, -128, null])
    expect([parseInt16('-32768'), parseInt16('32768')]).toEqual([-32768, null])
    expect([parseInt32('2147483647'), parseInt32('-2147483649')]).toEqual([2147483647, null])
    expect([parseSafeInt64('9007199254740991'), parseSafeInt64('9007199254740992')]).toEqual([2 ** 53 - 1, null])
    expect([parseInt64('9223372036854775807'), parseInt64('9223372036854775808')]).toEqual([2n ** 63n - 1n, null])
  })

  test('drop a fraction where casts with ANSI off do', () => {
    expect(['1.5', '-1.9', '5.', '.', '1.x'].map((text) => parseInt32(text, fraction))).toEqual([1, -1, 5, 0, null])
    expect(parseInt64('9223372036854775807.9', fraction)).toBe(2n ** 63n - 1n)
  })

  test('of any size are read exactly', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 64n), 2n ** 64n), (n) => {
        expect(parseInt64(` ${n}\t`)).toBe(BigInt.asIntN(64, n) === n ? n : null)
      }),
    )
  })
})

test('doubles are read as Java reads them, and infinities in any case', () => {
  const texts = ['1', '.5', '5.', '1e3', '1E-400', '1d', '1.5F', '0x1p3', ' inf ', '-INFINITY', 'NaN', '+Infinity']
  expect(texts.map(parseDouble)).toEqual([1, 0.5, 5, 1000, 0, 1, 1.5, 8, Infinity, -Infinity, Number.NaN, Infinity])
  expect(['', '.', '1L', '0x10', '1_0', 'e3', '\u0661', '--1'].map(parseDouble)).toEqual(Array(8).fill(null))
  expect(parseDouble('-0')).toBe(-0)
})

test('booleans have five spellings each, in any case', () => {
  expect(['t', 'TRUE', 'y', 'Yes', ' 1 '].map(parseBoolean)).toEqual(Array(5).fill(true))
  expect(['f', 'False', 'n', 'NO', '0'].map(parseBoolean)).toEqual(Array(5).fill(false))
  expect(['', 'on', '2', '01', '1.0'].map(parseBoolean)).toEqual(Array(5).fill(null))
})
