import { AnalysisException } from '../../errors/streamkit-error.ts'
import {
  bigintType,
  type DataType,
  type DecimalType,
  doubleType,
  isFractional,
  isIntegral,
} from '../../types/data-type.ts'
import type { CallSite, FunctionDefinition, Kernel, Signature } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import { powerOfTen, type Unscaled, unscaledToBigInt } from '../numbers/decimal-arithmetic.ts'
import { type DecimalOperator, decimalResult } from '../numbers/decimal-precision.ts'
import { type EvalMode, fitDecimal, fitInt, fitNumber, overflow } from '../numbers/overflow.ts'
import { anyNullable, argumentAt, requireArguments } from '../signature.ts'
import { type ArithmeticOperator, arithmeticKernel, integralDivision, zeroDivision } from './arithmetic-kernels.ts'
import { arithmeticOperands } from './arithmetic-operands.ts'
import { decimalKernel } from './decimal-kernels.ts'

/** Digits that Scala's BigDecimal keeps when it changes a sign: it rounds half to even, and so does Spark. */
const scalaDigits = 34

function modeOf(site: CallSite, fixed: EvalMode | null): EvalMode {
  return fixed ?? (site.conf.ansi ? 'ansi' : 'legacy')
}

/** `+ - * / %` and their `try_` forms. */
function binary(name: string, operator: ArithmeticOperator, fixedMode: EvalMode | null = null): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [2])
      return dateSignature(operator, site) ?? numericSignature(name, operator, { site, fixedMode })
    },
    kernel: (site, signature) => {
      const mode = modeOf(site, fixedMode)
      const [left, right] = signature.inputs as [DataType, DataType]
      if (left.kind === 'date' || right.kind === 'date') return dateKernel(operator)
      if (left.kind !== 'decimal') return arithmeticKernel(operator, left, mode)
      const result = signature.dataType as DecimalType
      return decimalKernel({ operator, left, right: right as DecimalType, result, mode })
    },
  }
}

interface NumericSite {
  readonly site: CallSite
  readonly fixedMode: EvalMode | null
}

function numericSignature(name: string, operator: ArithmeticOperator, { site, fixedMode }: NumericSite): Signature {
  const operands = arithmeticOperands(name, site)
  const divides = operator === 'divide' || operator === 'remainder' || operator === 'pmod'
  const mode = modeOf(site, fixedMode)
  if (operands.kind === 'decimal') {
    const dataType = decimalResult(resultRule(operator), operands.left, operands.right)
    return { inputs: [operands.left, operands.right], dataType, nullable: anyNullable(site) || mode !== 'ansi' }
  }
  const type = operator === 'divide' ? doubleType : operands.type
  const nullable = anyNullable(site) || mode === 'try' || (divides && mode === 'legacy')
  return { inputs: [type, type], dataType: type, nullable }
}

function resultRule(operator: ArithmeticOperator): DecimalOperator {
  return operator === 'pmod' ? 'remainder' : operator
}

function isTime({ kind }: DataType): boolean {
  return kind === 'date' || kind === 'timestamp' || kind === 'timestamp_ntz'
}

/** `date + days` and `date - days`. */
function dateSignature(operator: ArithmeticOperator, site: CallSite): Signature | null {
  const [a, b] = [argumentAt(site, 0).dataType, argumentAt(site, 1).dataType]
  const days: DataType = { kind: 'int' }
  const isDays = (type: DataType) => isIntegral(type) && type.kind !== 'bigint'
  const nullable = anyNullable(site)
  if (operator !== 'add' && operator !== 'subtract') return null
  if (a.kind === 'date' && isDays(b)) return { inputs: [a, days], dataType: a, nullable }
  if (operator === 'add' && b.kind === 'date' && isDays(a)) return { inputs: [days, b], dataType: b, nullable }
  if (operator === 'subtract' && isTime(a) && isTime(b)) {
    throw new AnalysisException('UNSUPPORTED_FEATURE', {
      feature: 'The difference of two times as an interval',
      hint: 'Use date_diff for days, or the difference of unix_micros.',
    })
  }
  return null
}

function dateKernel(operator: ArithmeticOperator): Kernel {
  return operator === 'add'
    ? strict((a: number, b: number) => fitInt(a + b))
    : strict((a: number, b: number) => fitInt(a - b))
}

/** `div`: the quotient of integers or decimals without its fraction, a bigint. */
const div: FunctionDefinition = {
  name: 'div',
  signature: (site) => {
    requireArguments('div', site, [2])
    const operands = arithmeticOperands('div', site)
    const nullable = anyNullable(site) || !site.conf.ansi
    if (operands.kind === 'decimal') {
      return { inputs: [operands.left, operands.right], dataType: bigintType, nullable }
    }
    if (isFractional(operands.type)) return { inputs: [bigintType, bigintType], dataType: bigintType, nullable }
    const type = operands.type.kind === 'bigint' ? operands.type : bigintType
    return { inputs: [type, type], dataType: type, nullable }
  },
  kernel: (site, { inputs }) => {
    const mode = modeOf(site, null)
    const [left, right] = inputs as [DataType, DataType]
    if (left.kind !== 'decimal' || right.kind !== 'decimal') return integralDivision(left, mode)
    const scale = Math.max(left.scale, right.scale)
    const [x, y] = [powerOfTen(scale - left.scale), powerOfTen(scale - right.scale)]
    const byZero = zeroDivision('divide', mode)
    return strictOrNull((a: Unscaled, b: Unscaled) => {
      const divisor = unscaledToBigInt(b) * y
      if (divisor === 0n) return byZero()
      const quotient = (unscaledToBigInt(a) * x) / divisor
      // Spark keeps the lowest 64 bits, with ANSI on too; beyond 34 digits Java gives up
      return quotient.toString().length > scalaDigits + 1 ? overflow('div') : BigInt.asIntN(64, quotient)
    })
  },
}

/** Functions of one number whose type stays. Text becomes a double. */
function unary(name: string, kernel: (type: DataType, mode: EvalMode) => Kernel): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      const { dataType } = argumentAt(site, 0)
      const type = dataType.kind === 'string' || dataType.kind === 'void' ? doubleType : dataType
      const decimalOrSame = arithmeticOperands(name, {
        ...site,
        args: [
          { dataType: type, nullable: true },
          { dataType: type, nullable: true },
        ],
      })
      const result = decimalOrSame.kind === 'decimal' ? decimalOrSame.left : decimalOrSame.type
      return { inputs: [result], dataType: result, nullable: anyNullable(site) }
    },
    kernel: (site, { dataType }) => kernel(dataType, modeOf(site, null)),
  }
}

function negateKernel(type: DataType, mode: EvalMode): Kernel {
  if (type.kind === 'decimal') return negateDecimal(type, mode)
  if (isFractional(type)) {
    return strict(
      (a: number) => -a,
      ([a]) => `(-${a})`,
    )
  }
  if (type.kind === 'tinyint' || type.kind === 'smallint') {
    const checked = fitNumber(type.kind, mode)
    return strict((a: number) => checked(0 - a))
  }
  const subtract = arithmeticKernel('subtract', type, mode)
  const zero = type.kind === 'bigint' && type.as === 'bigint' ? 0n : 0
  const evaluate = subtract.evaluate as (a: unknown, b: unknown) => unknown
  return strict((a: unknown) => evaluate(zero, a))
}

function negateDecimal(type: DecimalType, mode: EvalMode): Kernel {
  if (type.precision <= scalaDigits) return strict((a: Unscaled) => (typeof a === 'bigint' ? -a : 0 - a))
  return strictOrNull((a: bigint) => fitDecimal(-toDigitsHalfEven(a, scalaDigits), type, mode))
}

function toDigitsHalfEven(value: bigint, digits: number): bigint {
  const surplus = value.toString().replace('-', '').length - digits
  if (surplus <= 0) return value
  const unit = powerOfTen(surplus)
  const [kept, rest] = [value / unit, value % unit]
  const twice = (rest < 0n ? -rest : rest) * 2n
  const up = twice > unit || (twice === unit && kept % 2n !== 0n)
  return (kept + (up ? (value < 0n ? -1n : 1n) : 0n)) * unit
}

function absKernel(type: DataType, mode: EvalMode): Kernel {
  if (isFractional(type)) return strict(Math.abs, ([a], ref) => `${ref(Math.abs)}(${a})`)
  const negate = negateKernel(type, mode).evaluate as (a: unknown) => unknown
  return strictOrNull((a: number | bigint) => (a < 0 ? negate(a) : a))
}

function signKernel(type: DataType): Kernel {
  if (type.kind === 'double' || type.kind === 'float') return strict(Math.sign)
  return strict((a: number | bigint) => (a < 0 ? -1 : a > 0 ? 1 : 0))
}

function signOf(name: string): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      return { inputs: [doubleType], dataType: doubleType, nullable: anyNullable(site) }
    },
    kernel: () => signKernel(doubleType),
  }
}

/** Operators on numbers. */
export const arithmeticFunctions: readonly FunctionDefinition[] = [
  binary('+', 'add'),
  binary('-', 'subtract'),
  binary('*', 'multiply'),
  binary('/', 'divide'),
  binary('%', 'remainder'),
  binary('mod', 'remainder'),
  binary('pmod', 'pmod'),
  binary('try_add', 'add', 'try'),
  binary('try_subtract', 'subtract', 'try'),
  binary('try_multiply', 'multiply', 'try'),
  binary('try_divide', 'divide', 'try'),
  binary('try_mod', 'remainder', 'try'),
  div,
  unary('negative', negateKernel),
  unary('positive', () => strict((a: unknown) => a)),
  unary('abs', absKernel),
  signOf('sign'),
  signOf('signum'),
]
