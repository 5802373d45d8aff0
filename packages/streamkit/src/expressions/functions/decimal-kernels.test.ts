import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isStreamKitError } from '../../errors/streamkit-error.ts'
import { type DecimalType, decimalType } from '../../types/data-type.ts'
import { bigIntToUnscaled, powerOfTen, unscaledToBigInt } from '../numbers/decimal-arithmetic.ts'
import { type DecimalOperator, decimalResult } from '../numbers/decimal-precision.ts'
import { decimalKernel } from './decimal-kernels.ts'

const type = fc
  .integer({ min: 1, max: 38 })
  .chain((precision) => fc.nat(precision).map((scale) => decimalType(precision, scale)))
const unscaledOf = ({ precision }: DecimalType) => fc.bigInt(1n - powerOfTen(precision), powerOfTen(precision) - 1n)
const operand = type.chain((t) => unscaledOf(t).map((unscaled) => ({ type: t, unscaled })))
const operators: readonly DecimalOperator[] = ['add', 'subtract', 'multiply', 'divide', 'remainder']

/** The exact result as a fraction. */
function exactly(operator: DecimalOperator, [a, x]: readonly [bigint, number], [b, y]: readonly [bigint, number]) {
  const [n, m] = [a * powerOfTen(y), b * powerOfTen(x)]
  const unit = powerOfTen(x + y)
  switch (operator) {
    case 'add':
      return { numerator: n + m, denominator: unit }
    case 'subtract':
      return { numerator: n - m, denominator: unit }
    case 'multiply':
      return { numerator: a * b, denominator: unit }
    case 'divide':
      return { numerator: m < 0n ? -n : n, denominator: m < 0n ? -m : m }
    case 'remainder':
      return { numerator: n % m, denominator: unit }
  }
}

test('results are the exact ones, rounded half up to the scale of the result, or null where they do not fit', () => {
  const property = fc.property(fc.constantFrom(...operators), operand, operand, (operator, left, right) => {
    fc.pre(right.unscaled !== 0n)
    const result = decimalResult(operator, left.type, right.type)
    const kernel = decimalKernel({ operator, left: left.type, right: right.type, result, mode: 'try' })
    const evaluate = kernel.evaluate as (a: unknown, b: unknown) => number | bigint | null
    const value = evaluate(bigIntToUnscaled(left.unscaled, left.type), bigIntToUnscaled(right.unscaled, right.type))
    const { numerator, denominator } = exactly(
      operator,
      [left.unscaled, left.type.scale],
      [right.unscaled, right.type.scale],
    )
    const scaled = numerator * powerOfTen(result.scale)
    if (value === null) {
      expect((scaled < 0n ? -scaled : scaled) / denominator + 1n).toBeGreaterThanOrEqual(powerOfTen(result.precision))
      return
    }
    // At most half a unit of the last digit off. Quotients are first rounded to 38 digits, as in Spark, which may add half a unit there.
    const distance = unscaledToBigInt(value) * denominator - scaled
    const finer = powerOfTen(38 - result.scale)
    const limit = denominator * (operator === 'divide' ? finer + 1n : finer)
    expect((distance < 0n ? -distance : distance) * 2n * finer).toBeLessThanOrEqual(limit)
    expect(typeof value).toBe(result.precision <= 15 ? 'number' : 'bigint')
  })
  fc.assert(property, { numRuns: 2000 })
})

test('a divisor of zero and too many digits have conditions of their own', () => {
  const wide = decimalType(38, 0)
  const fail = (operator: DecimalOperator, a: bigint, b: bigint) => {
    const kernel = decimalKernel({ operator, left: wide, right: wide, result: wide, mode: 'ansi' })
    try {
      return (kernel.evaluate as (x: bigint, y: bigint) => unknown)(a, b)
    } catch (error) {
      return isStreamKitError(error) && error.condition
    }
  }
  expect(fail('divide', 1n, 0n)).toBe('DIVIDE_BY_ZERO')
  expect(fail('remainder', 1n, 0n)).toBe('REMAINDER_BY_ZERO')
  expect(fail('multiply', powerOfTen(37), 10n)).toBe('NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION')
})
