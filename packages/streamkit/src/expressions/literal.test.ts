import { expect, test } from 'vitest'
import {
  arrayType,
  bigintType,
  binaryType,
  type DataType,
  decimalType,
  doubleType,
  intType,
  mapType,
  safeBigintType,
  stringType,
  structField,
  structType,
  timestampType,
} from '../types/data-type.ts'
import type { Literal } from './expression.ts'
import { decimalTypeOfText, literal, literalValue } from './literal.ts'

test.each([
  ['text', stringType],
  [true, { kind: 'boolean' }],
  [1, intType],
  [-2147483648, intType],
  [2147483648, safeBigintType],
  [1.5, doubleType],
  [-0, doubleType],
  [Number.NaN, doubleType],
  [2 ** 53, doubleType],
  [5n, bigintType],
  [null, { kind: 'void' }],
] as const)('%# the type of a constant is found', (value, type) => {
  expect(literal(value).dataType).toEqual(type)
})

const samples: readonly (readonly [unknown, DataType])[] = [
  [2n ** 63n - 1n, bigintType],
  [150, decimalType(10, 2)],
  [10n ** 30n, decimalType(38, 2)],
  [-0, doubleType],
  [Number.NaN, doubleType],
  [Number.NEGATIVE_INFINITY, doubleType],
  [1_704_164_645_000_000, timestampType],
  [Uint8Array.of(0, 15, 255), binaryType],
  [[1n, null], arrayType(bigintType)],
  [['a', [Number.NaN]], structType([structField('s', stringType), structField('d', arrayType(doubleType))])],
  [new Map([['k', 1n]]), mapType(stringType, bigintType)],
  [null, arrayType(stringType)],
]

test.each(samples)('%# a constant survives JSON', (value, type) => {
  const written = JSON.stringify(literal(value, type))
  expect(literalValue(JSON.parse(written) as Literal)).toEqual(value)
})

test('the decimal type of a constant has as many digits as its text', () => {
  expect(['0.1', '1.50', '-100', '0', '.05'].map(decimalTypeOfText)).toEqual([
    decimalType(1, 1),
    decimalType(3, 2),
    decimalType(3, 0),
    decimalType(1, 0),
    decimalType(2, 2),
  ])
})
