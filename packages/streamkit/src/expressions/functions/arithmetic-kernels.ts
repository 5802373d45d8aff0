import { ExecutionException } from '../../errors/streamkit-error.ts'
import type { DataType } from '../../types/data-type.ts'
import type { Kernel } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import { type EvalMode, fitExact, fitNumber } from '../numbers/overflow.ts'

export type ArithmeticOperator = 'add' | 'subtract' | 'multiply' | 'divide' | 'remainder' | 'pmod'

type NumberOperation = (a: number, b: number) => number
type BigIntOperation = (a: bigint, b: bigint) => bigint

const symbols = { add: '+', subtract: '-', multiply: '*', divide: '/', remainder: '%' } as const

const onNumbers: Readonly<Record<ArithmeticOperator, NumberOperation>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  remainder: (a, b) => a % b,
  pmod: (a, b) => (a % b < 0 ? ((a % b) + b) % b : a % b),
}
const onBigInts: Readonly<Record<ArithmeticOperator, BigIntOperation>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  remainder: (a, b) => a % b,
  pmod: (a, b) => (a % b < 0n ? ((a % b) + b) % b : a % b),
}

/** The kernel of `a operator b` over two values of one type that is no decimal. */
export function arithmeticKernel(operator: ArithmeticOperator, type: DataType, mode: EvalMode): Kernel {
  const divides = operator === 'divide' || operator === 'remainder' || operator === 'pmod'
  if (type.kind === 'bigint' && type.as === 'bigint') return exactKernel(operator, mode, divides)
  if (divides) return dividingKernel(operator, type, mode)
  const operation = onNumbers[operator]
  const symbol = symbols[operator as keyof typeof symbols]
  if (type.kind === 'double') return strict(operation, ([a, b]) => `(${a} ${symbol} ${b})`)
  if (type.kind === 'float') {
    return strict(
      (a: number, b: number) => Math.fround(operation(a, b)),
      ([a, b], ref) => `${ref(Math.fround)}(${a} ${symbol} ${b})`,
    )
  }
  if (type.kind === 'int' && operator === 'multiply' && mode === 'legacy') {
    return strict(Math.imul, ([a, b], ref) => `${ref(Math.imul)}(${a}, ${b})`)
  }
  if (mode === 'ansi' && (type.kind === 'tinyint' || type.kind === 'smallint')) {
    return strict(checkedShort(operation, symbol, type.kind))
  }
  const checked = fitNumber(type.kind as 'int', mode)
  if (mode === 'try') return strictOrNull((a: number, b: number) => checked(operation(a, b)))
  return strict(
    (a: number, b: number) => checked(operation(a, b)),
    ([a, b], ref) => `${ref(checked)}(${a} ${symbol} ${b})`,
  )
}

/** The smallest integers have a condition of their own, which names the operands. */
function checkedShort(operation: NumberOperation, symbol: string, kind: 'tinyint' | 'smallint'): NumberOperation {
  const limit = kind === 'tinyint' ? 128 : 32768
  const suffix = kind === 'tinyint' ? 'Y' : 'S'
  return (a, b) => {
    const result = operation(a, b) + 0
    if (result >= -limit && result < limit) return result
    const [value1, value2] = [`${a}${suffix}`, `${b}${suffix}`]
    throw new ExecutionException('BINARY_ARITHMETIC_OVERFLOW', { value1, symbol, value2 })
  }
}

function exactKernel(operator: ArithmeticOperator, mode: EvalMode, divides: boolean): Kernel {
  const operation = onBigInts[operator]
  const checked = fitExact(mode)
  if (!divides) {
    const evaluate = (a: bigint, b: bigint) => checked(operation(a, b))
    return mode === 'try' ? strictOrNull(evaluate) : strict(evaluate)
  }
  const byZero = zeroDivision(operator, mode)
  const evaluate = (a: bigint, b: bigint) => (b === 0n ? byZero() : checked(operation(a, b)))
  return mode === 'ansi' ? strict(evaluate) : strictOrNull(evaluate)
}

function dividingKernel(operator: ArithmeticOperator, type: DataType, mode: EvalMode): Kernel {
  const operation = onNumbers[operator]
  const byZero = zeroDivision(operator, mode)
  const finish = finishOf(type)
  const evaluate = (a: number, b: number) => (b === 0 ? byZero() : finish(operation(a, b)))
  return mode === 'ansi' ? strict(evaluate) : strictOrNull(evaluate)
}

/** A remainder always fits its type; only -0 must not appear among integers. */
function finishOf(type: DataType): (result: number) => number {
  if (type.kind === 'double') return (result) => result
  return type.kind === 'float' ? Math.fround : (result) => result + 0
}

/** What a divisor of zero gives: an error of its own for division and remainder, or null. */
export function zeroDivision(operator: ArithmeticOperator, mode: EvalMode): () => null {
  if (mode !== 'ansi') return () => null
  const condition = operator === 'divide' ? 'DIVIDE_BY_ZERO' : 'REMAINDER_BY_ZERO'
  return () => {
    throw new ExecutionException(condition, {})
  }
}

/** `a div b`, truncated. Integers only; the divisor is not zero. */
export function integralDivision(type: DataType, mode: EvalMode): Kernel {
  const byZero = zeroDivision('divide', mode)
  if (type.kind === 'bigint' && type.as === 'bigint') {
    const checked = fitExact(mode)
    const evaluate = (a: bigint, b: bigint) => (b === 0n ? byZero() : checked(a / b))
    return mode === 'ansi' ? strict(evaluate) : strictOrNull(evaluate)
  }
  // a - a % b is a multiple of b, so that the quotient is exact also where a / b would be rounded.
  const evaluate = (a: number, b: number) => (b === 0 ? byZero() : (a - (a % b)) / b + 0)
  return mode === 'ansi' ? strict(evaluate) : strictOrNull(evaluate)
}
