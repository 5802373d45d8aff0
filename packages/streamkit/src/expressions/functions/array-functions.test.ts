import { expect, test } from 'vitest'
import { isStreamKitError } from '../../errors/streamkit-error.ts'
import { arrayType, bigintType, doubleType, intType, stringType } from '../../types/data-type.ts'
import type { CallSite, FunctionDefinition } from '../function-definition.ts'
import { lookupFunction } from '../function-registry.ts'
import { literal } from '../literal.ts'

const numbers = arrayType(doubleType)
const typeOf = (value: unknown) => (Array.isArray(value) ? numbers : literal(value).dataType)

function evaluate(name: string, ...args: unknown[]): unknown {
  const definition = lookupFunction(name) as FunctionDefinition
  const site: CallSite = {
    args: args.map((value) => ({ dataType: typeOf(value), nullable: false })),
    parameters: {},
    conf: { timeZone: 'UTC', ansi: true },
  }
  try {
    return (definition.kernel(site, definition.signature(site)).evaluate as (...values: unknown[]) => unknown)(...args)
  } catch (error) {
    if (isStreamKitError(error)) return error.condition
    throw error
  }
}

test('arrays as sets take NaN for itself and null for itself, and keep the first of equals', () => {
  expect(evaluate('array_distinct', [Number.NaN, null, 1, Number.NaN, null])).toEqual([Number.NaN, null, 1])
  expect(evaluate('array_union', [1, null], [null, 2, 1])).toEqual([1, null, 2])
  expect(evaluate('array_intersect', [3, 1, 1, null], [null, 1])).toEqual([1, null])
  expect(evaluate('array_except', [3, 1, 3, null], [1])).toEqual([3, null])
})

test('the greatest and least skip null, and there are none in an array of nulls', () => {
  expect([evaluate('array_max', [1, null, Number.NaN]), evaluate('array_min', [1, null, Number.NaN])]).toEqual([
    Number.NaN,
    1,
  ])
  expect(evaluate('array_max', [null])).toBeNull()
})

test('slices count from 1, or from the end', () => {
  expect(evaluate('slice', [1, 2, 3], 2, 5)).toEqual([2, 3])
  expect(evaluate('slice', [1, 2, 3], -2, 1)).toEqual([2])
  expect(evaluate('slice', [1, 2, 3], -4, 2)).toEqual([])
  expect(evaluate('slice', [1], 0, 1)).toBe('INVALID_PARAMETER_VALUE.START')
  expect(evaluate('slice', [1], 1, -1)).toBe('INVALID_PARAMETER_VALUE.LENGTH')
})

test('a position is a bigint from 1, and 0 without one', () => {
  expect([evaluate('array_position', [5, 7], 7), evaluate('array_position', [5, null], 7)]).toEqual([2n, 0n])
})

test('arrays of other types are refused where they do not fit', () => {
  const site = (dataType: CallSite['args'][number]['dataType']): CallSite => ({
    args: [{ dataType, nullable: true }],
    parameters: {},
    conf: { timeZone: 'UTC', ansi: true },
  })
  const refusal = (name: string, dataType: Parameters<typeof site>[0]) => () =>
    lookupFunction(name)?.signature(site(dataType))
  const unexpected = expect.objectContaining({ condition: 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE' })
  expect(refusal('array_max', stringType)).toThrow(unexpected)
  expect(refusal('flatten', arrayType(intType))).toThrow(unexpected)
  expect(lookupFunction('flatten')?.signature(site(arrayType(arrayType(bigintType)))).dataType).toEqual(
    arrayType(bigintType),
  )
})
