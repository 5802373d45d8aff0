import { describe, expect, test } from 'vitest'
import { isStreamKitError } from '../../errors/streamkit-error.ts'
import {
  bigintType,
  type DataType,
  dateType,
  decimalType,
  doubleType,
  floatType,
  intType,
  safeBigintType,
  smallintType,
  tinyintType,
} from '../../types/data-type.ts'
import type { CallSite, FunctionDefinition } from '../function-definition.ts'
import { lookupFunction } from '../function-registry.ts'

function evaluate(name: string, args: readonly unknown[], types: readonly DataType[], ansi = true): unknown {
  const definition = lookupFunction(name) as FunctionDefinition
  const site: CallSite = {
    args: types.map((dataType) => ({ dataType, nullable: false })),
    parameters: {},
    conf: { timeZone: 'UTC', ansi },
  }
  try {
    const kernel = definition.kernel(site, definition.signature(site))
    return (kernel.evaluate as (...values: unknown[]) => unknown)(...args)
  } catch (error) {
    if (isStreamKitError(error)) return error.condition
    throw error
  }
}
const both = (type: DataType): readonly DataType[] => [type, type]
const max = Number.MAX_SAFE_INTEGER

describe('64-bit integers that are numbers', () => {
  test('are exact or refused, with ANSI off too', () => {
    for (const ansi of [true, false]) {
      expect(evaluate('+', [max, 1], both(safeBigintType), ansi)).toBe('ARITHMETIC_OVERFLOW')
      expect(evaluate('-', [-max, 1], both(safeBigintType), ansi)).toBe('ARITHMETIC_OVERFLOW')
      expect(evaluate('*', [2 ** 27, 2 ** 26], both(safeBigintType), ansi)).toBe('ARITHMETIC_OVERFLOW')
      expect(evaluate('+', [max, 0], both(safeBigintType), ansi)).toBe(max)
    }
    expect(evaluate('try_multiply', [max, 2], both(safeBigintType))).toBeNull()
  })

  test('divide exactly where a division of doubles would round', () => {
    expect(evaluate('div', [max, 2], both(safeBigintType))).toBe((max - 1) / 2)
    expect(evaluate('div', [-7, 2], both(safeBigintType))).toBe(-3)
    expect(evaluate('div', [-1, 2], both(safeBigintType))).toBe(0)
  })

  test('keep all their bits in bit operators', () => {
    expect(evaluate('&', [max, 2 ** 40], both(safeBigintType))).toBe(2 ** 40)
    expect(evaluate('|', [2 ** 40, 1], both(safeBigintType))).toBe(2 ** 40 + 1)
    expect(evaluate('~', [2 ** 40], [safeBigintType])).toBe(-(2 ** 40) - 1)
    expect(evaluate('shiftleft', [1, 40], [safeBigintType, intType])).toBe(2 ** 40)
  })
})

test('exact 64-bit integers are refused beyond their range, and wrap with ANSI off', () => {
  const top = 2n ** 63n - 1n
  expect(evaluate('*', [top, 2n], both(bigintType))).toBe('ARITHMETIC_OVERFLOW')
  expect(evaluate('*', [top, 2n], both(bigintType), false)).toBe(-2n)
  expect(evaluate('negative', [-top - 1n], [bigintType])).toBe('ARITHMETIC_OVERFLOW')
  expect(evaluate('abs', [-top - 1n], [bigintType], false)).toBe(-top - 1n)
  expect(evaluate('div', [-top - 1n, -1n], both(bigintType))).toBe('ARITHMETIC_OVERFLOW')
})

test('small integers name the operands that overflow, and wrap with ANSI off', () => {
  expect(evaluate('+', [127, 1], both(tinyintType))).toBe('BINARY_ARITHMETIC_OVERFLOW')
  expect(evaluate('*', [300, 300], both(smallintType))).toBe('BINARY_ARITHMETIC_OVERFLOW')
  expect(evaluate('*', [300, 300], both(smallintType), false)).toBe(24464)
  expect(evaluate('*', [2 ** 30, 7], both(intType), false)).toBe(-(2 ** 30))
  expect(evaluate('*', [2 ** 31 - 1, 2 ** 31 - 1], both(intType), false)).toBe(1)
})

test('no integer is ever -0', () => {
  for (const type of [intType, safeBigintType, decimalType(5, 2)]) {
    expect(evaluate('*', [0, -5], both(type))).toBe(0)
    expect(evaluate('%', [-4, 2], both(type))).toBe(0)
    expect(evaluate('negative', [0], [type])).toBe(0)
  }
})

test('floats are rounded to 32 bits, doubles are not', () => {
  expect(evaluate('+', [Math.fround(0.1), Math.fround(0.2)], both(floatType))).toBe(Math.fround(0.3))
  expect(evaluate('+', [0.1, 0.2], both(doubleType))).toBe(0.1 + 0.2)
  expect(evaluate('negative', [0], [doubleType])).toBe(-0)
})

test('days are added to dates', () => {
  expect(evaluate('+', [19724, 1], [dateType, intType])).toBe(19725)
  expect(evaluate('+', [1, 19724], [intType, dateType])).toBe(19725)
  expect(evaluate('-', [19724, 1], [dateType, intType])).toBe(19723)
  expect(evaluate('-', [19724, 1], both(dateType))).toBe('UNSUPPORTED_FEATURE')
})
