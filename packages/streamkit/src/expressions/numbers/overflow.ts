import { ExecutionException } from '../../errors/streamkit-error.ts'
import { type DecimalType, sqlType } from '../../types/data-type.ts'
import { fitsPrecision, type Unscaled } from './decimal-arithmetic.ts'
import { decimalToText } from './decimal-text.ts'

// What happens to a result that its type cannot hold. Each is a function of its own so that generated code calls it directly.

export type EvalMode = 'ansi' | 'legacy' | 'try'
type NumberFit = (result: number) => number | null

export function overflow(what: string): never {
  throw new ExecutionException('ARITHMETIC_OVERFLOW', { message: what })
}

/** The number if it is an int, else ARITHMETIC_OVERFLOW. */
export function fitInt(result: number): number {
  const wrapped = result | 0
  return wrapped === result ? wrapped : overflow('integer overflow: the result')
}
function fitSmallint(result: number): number {
  return result >= -32768 && result <= 32767 ? result | 0 : overflow('smallint overflow: the result')
}
function fitTinyint(result: number): number {
  return result >= -128 && result <= 127 ? result | 0 : overflow('tinyint overflow: the result')
}
/** A 64-bit integer kept as a number must be a safe integer; turns -0 into 0. */
export function fitSafe(result: number): number {
  if (result >= Number.MIN_SAFE_INTEGER && result <= Number.MAX_SAFE_INTEGER) return result + 0
  return overflow('long overflow: a 64-bit integer outside the safe integers')
}
function tryInt(result: number): number | null {
  return (result | 0) === result ? result | 0 : null
}
function trySmallint(result: number): number | null {
  return result >= -32768 && result <= 32767 ? result | 0 : null
}
function tryTinyint(result: number): number | null {
  return result >= -128 && result <= 127 ? result | 0 : null
}
function trySafe(result: number): number | null {
  return result >= Number.MIN_SAFE_INTEGER && result <= Number.MAX_SAFE_INTEGER ? result + 0 : null
}
function wrapInt(result: number): number {
  return result | 0
}
function wrapSmallint(result: number): number {
  return (result << 16) >> 16
}
function wrapTinyint(result: number): number {
  return (result << 24) >> 24
}

const fits: Readonly<Record<'tinyint' | 'smallint' | 'int' | 'bigint', Readonly<Record<EvalMode, NumberFit>>>> = {
  tinyint: { ansi: fitTinyint, legacy: wrapTinyint, try: tryTinyint },
  smallint: { ansi: fitSmallint, legacy: wrapSmallint, try: trySmallint },
  int: { ansi: fitInt, legacy: wrapInt, try: tryInt },
  // Numbers cannot wrap at 64 bits: an overflow is an error in either mode.
  bigint: { ansi: fitSafe, legacy: fitSafe, try: trySafe },
}

/** Fits a result into an integer type that is kept as a number. */
export function fitNumber(kind: 'tinyint' | 'smallint' | 'int' | 'bigint', mode: EvalMode): NumberFit {
  return fits[kind][mode]
}

function fitBigInt(result: bigint): bigint {
  return BigInt.asIntN(64, result) === result ? result : overflow('long overflow: the result')
}
function tryBigInt(result: bigint): bigint | null {
  return BigInt.asIntN(64, result) === result ? result : null
}
function wrapBigInt(result: bigint): bigint {
  return BigInt.asIntN(64, result)
}

/** The same for exact 64-bit integers. */
export function fitExact(mode: EvalMode): (result: bigint) => bigint | null {
  return mode === 'ansi' ? fitBigInt : mode === 'try' ? tryBigInt : wrapBigInt
}

/** A decimal has too many digits for its type. */
export function outOfRange(unscaled: Unscaled, type: DecimalType): never {
  throw new ExecutionException('NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION', {
    value: decimalToText(unscaled, type.scale),
    type: sqlType(type),
  })
}

/** Fits an unscaled value of a large decimal: too many digits are an error, or null. */
export function fitDecimal(unscaled: bigint, type: DecimalType, mode: EvalMode): bigint | null {
  if (fitsPrecision(unscaled, type.precision)) return unscaled
  return mode === 'ansi' ? outOfRange(unscaled, type) : null
}
