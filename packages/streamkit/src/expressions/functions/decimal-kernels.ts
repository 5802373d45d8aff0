import { type DecimalType, isCompactDecimal, maxDecimalPrecision } from '../../types/data-type.ts'
import type { Kernel } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import {
  bigIntToUnscaled,
  divideHalfUp,
  powerOfTen,
  rescale,
  type Unscaled,
  unscaledToBigInt,
} from '../numbers/decimal-arithmetic.ts'
import { type EvalMode, fitDecimal, outOfRange } from '../numbers/overflow.ts'
import { type ArithmeticOperator, zeroDivision } from './arithmetic-kernels.ts'

export interface DecimalOperation {
  readonly operator: ArithmeticOperator
  readonly left: DecimalType
  readonly right: DecimalType
  readonly result: DecimalType
  readonly mode: EvalMode
}

/** The kernel of an operator over two decimals. Where all fits 15 digits it works on numbers, else on bigints; both are exact. */
export function decimalKernel(operation: DecimalOperation): Kernel {
  return compactKernel(operation) ?? widenedKernel(operation) ?? exactKernel(operation)
}

/** Sums and products whose operands and result are exact as doubles. */
function compactKernel({ operator, left, right, result, mode }: DecimalOperation): Kernel | null {
  if (!isCompactDecimal(left) || !isCompactDecimal(right) || !isCompactDecimal(result)) return null
  const up = (type: DecimalType) => 10 ** (result.scale - type.scale)
  const limit = 10 ** result.precision
  const checked = (unscaled: number) =>
    unscaled < limit && unscaled > -limit ? unscaled + 0 : tooLarge(unscaled, result, mode)
  const [x, y] = [up(left), up(right)]
  const wrap = (evaluate: (a: number, b: number) => number | null, inline: Kernel['inline']) =>
    mode === 'ansi' ? strict(evaluate, inline) : strictOrNull(evaluate)
  switch (operator) {
    case 'add':
      return wrap(
        (a, b) => checked(a * x + b * y),
        ([a, b], ref) => `${ref(checked)}(${a} * ${ref(x)} + ${b} * ${ref(y)})`,
      )
    case 'subtract':
      return wrap(
        (a, b) => checked(a * x - b * y),
        ([a, b], ref) => `${ref(checked)}(${a} * ${ref(x)} - ${b} * ${ref(y)})`,
      )
    case 'multiply':
      return wrap(
        (a, b) => checked(a * b),
        ([a, b], ref) => `${ref(checked)}(${a} * ${b})`,
      )
    default:
      return null
  }
}

/**
 * Sums and products of small operands with a large result, such as price times quantity: computed as doubles while these are exact, so
 * that one bigint is made instead of four.
 */
function widenedKernel(operation: DecimalOperation): Kernel | null {
  const { operator, left, right, result } = operation
  if (!isCompactDecimal(left) || !isCompactDecimal(right)) return null
  const natural = operator === 'multiply' ? left.scale + right.scale : Math.max(left.scale, right.scale)
  // A type with as many digits as the exact result needs cannot overflow, nor is there anything to round.
  if (result.precision === maxDecimalPrecision || result.scale !== natural) return null
  const compute = doubleComputation(operator, natural - left.scale, natural - right.scale)
  if (compute === null) return null
  const exact = exactKernel(operation).evaluate as (a: Unscaled, b: Unscaled) => bigint
  return strict((a: number, b: number) => {
    const value = compute(a, b)
    return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? BigInt(value) : exact(a, b)
  })
}

function doubleComputation(operator: ArithmeticOperator, leftShift: number, rightShift: number) {
  const [x, y] = [10 ** leftShift, 10 ** rightShift]
  switch (operator) {
    case 'add':
      return (a: number, b: number) => a * x + b * y
    case 'subtract':
      return (a: number, b: number) => a * x - b * y
    case 'multiply':
      return (a: number, b: number) => a * b
    default:
      return null
  }
}

function tooLarge(unscaled: number, type: DecimalType, mode: EvalMode): null {
  return mode === 'ansi' ? outOfRange(unscaled, type) : null
}

function exactKernel({ operator, left, right, result, mode }: DecimalOperation): Kernel {
  const compute = computation(operator, left, right)
  const byZero = zeroDivision(operator, mode)
  const divides = operator === 'divide' || operator === 'remainder' || operator === 'pmod'
  const evaluate = (a: Unscaled, b: Unscaled) => {
    const divisor = unscaledToBigInt(b)
    if (divides && divisor === 0n) return byZero()
    const exact = compute(unscaledToBigInt(a), divisor)
    const fitted = fitDecimal(rescale(exact.unscaled, exact.scale, result.scale), result, mode)
    return fitted === null ? null : bigIntToUnscaled(fitted, result)
  }
  return mode === 'ansi' ? strict(evaluate) : strictOrNull(evaluate)
}

type Computation = (a: bigint, b: bigint) => { readonly unscaled: bigint; readonly scale: number }

function computation(operator: ArithmeticOperator, left: DecimalType, right: DecimalType): Computation {
  const scale = Math.max(left.scale, right.scale)
  const [x, y] = [powerOfTen(scale - left.scale), powerOfTen(scale - right.scale)]
  switch (operator) {
    case 'add':
      return (a, b) => ({ unscaled: a * x + b * y, scale })
    case 'subtract':
      return (a, b) => ({ unscaled: a * x - b * y, scale })
    case 'multiply':
      return (a, b) => ({ unscaled: a * b, scale: left.scale + right.scale })
    case 'divide': {
      const shift = powerOfTen(maxDecimalPrecision)
      return (a, b) => ({ unscaled: divideHalfUp(a * x * shift, b * y), scale: maxDecimalPrecision })
    }
    case 'remainder':
      return (a, b) => ({ unscaled: (a * x) % (b * y), scale })
    case 'pmod':
      return (a, b) => {
        const rest = (a * x) % (b * y)
        return { unscaled: rest < 0n ? (rest + b * y) % (b * y) : rest, scale }
      }
  }
}
