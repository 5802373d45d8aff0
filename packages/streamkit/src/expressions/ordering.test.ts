import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arrayType, doubleType, intType, mapType, stringType, structField, structType } from '../types/data-type.ts'
import { type Compare, compareDoubles, compareOf, compareStrings, equalOf, isOrderable } from './ordering.ts'

const text = fc.string({ unit: 'binary' })
const sign = (n: number) => Math.sign(n) + 0

describe('text', () => {
  test('is ordered as its UTF-8 bytes are, not by UTF-16 units', () => {
    expect(compareStrings('\u{1F600}', '\uFF5E')).toBeGreaterThan(0)
    const property = fc.property(text, text, text, (start, a, b) => {
      const bytes = Buffer.compare(Buffer.from(start + a), Buffer.from(start + b))
      expect(sign(compareStrings(start + a, start + b))).toBe(sign(bytes))
    })
    fc.assert(property, { numRuns: 2000 })
  })
})

test('NaN equals itself and is greater than everything; the zeros are equal', () => {
  const sorted = [Number.NaN, 1, Number.POSITIVE_INFINITY, -0, Number.NEGATIVE_INFINITY, 0].sort(compareDoubles)
  expect(sorted.map(String)).toEqual(['-Infinity', '0', '0', '1', 'Infinity', 'NaN'])
  const equal = equalOf(doubleType) as (a: number, b: number) => boolean
  expect([equal(Number.NaN, Number.NaN), equal(0, -0), equal(1, Number.NaN)]).toEqual([true, true, false])
})

test('arrays and structs are ordered item by item, null first, the shorter first', () => {
  const arrays = compareOf(arrayType(stringType)) as Compare
  expect(sign(arrays(['a', null], ['a', 'a']))).toBe(-1)
  expect(sign(arrays(['b'], ['a', 'z']))).toBe(1)
  expect(sign(arrays(['a'], ['a', null]))).toBe(-1)
  const structs = compareOf(structType([structField('x', intType), structField('y', arrayType(doubleType))])) as Compare
  expect(sign(structs([1, [Number.NaN]], [1, [5]]))).toBe(1)
  expect(structs([null, null], [null, null])).toBe(0)
})

test('maps have no order, nor what contains them', () => {
  const map = mapType(stringType, intType)
  expect([map, arrayType(map), structType([structField('m', map)]), arrayType(intType)].map(isOrderable)).toEqual([
    false,
    false,
    false,
    true,
  ])
})
