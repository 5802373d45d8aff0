import { castKernel, castMayReturnNull } from '../expressions/cast/cast-kernel.ts'
import { sameRepresentation } from '../expressions/common-type.ts'
import type { CastMode, Expression, ExpressionConf } from '../expressions/expression.ts'
import { dataTypeOf, nullableOf } from '../expressions/expression-type.ts'
import { literal, literalValue } from '../expressions/literal.ts'
import { type DataType, isNumeric } from '../types/data-type.ts'

function isTime(type: DataType): boolean {
  return type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'timestamp_ntz'
}

function isAtomic(type: DataType): boolean {
  return type.kind !== 'array' && type.kind !== 'map' && type.kind !== 'struct'
}

/**
 * Whether an argument of one type may be given where another is declared. Null and text go anywhere, numbers to numbers, dates and
 * times to each other, everything simple to text; a boolean is no number and a number no boolean.
 */
export function isImplicitlyCastable(from: DataType, to: DataType): boolean {
  if (sameRepresentation(from, to) || from.kind === 'void') return true
  if (from.kind === 'array' && to.kind === 'array') return isImplicitlyCastable(from.element, to.element)
  if (from.kind === 'map' && to.kind === 'map') {
    return isImplicitlyCastable(from.key, to.key) && isImplicitlyCastable(from.value, to.value)
  }
  if (from.kind === 'struct' && to.kind === 'struct') {
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((f, i) => isImplicitlyCastable(f.dataType, (to.fields[i] as typeof f).dataType))
    )
  }
  if (!isAtomic(from) || !isAtomic(to)) return false
  if (from.kind === 'string' || to.kind === 'string') return true
  return (isNumeric(from) && isNumeric(to)) || (isTime(from) && isTime(to))
}

/** The mode of casts that nobody wrote. */
export function implicitMode(conf: ExpressionConf): CastMode {
  return conf.ansi ? 'ansi' : 'legacy'
}

/** The expression as a value of `to`. Constants are converted at once where that cannot fail or depend on the time. */
export function implicitCast(e: Expression, to: DataType, conf: ExpressionConf): Expression {
  const from = dataTypeOf(e)
  if (sameRepresentation(from, to)) return e
  return foldedCast(e, to, conf) ?? castExpression(e, to, implicitMode(conf))
}

/** A resolved cast. */
export function castExpression(child: Expression, to: DataType, mode: CastMode): Expression {
  const nullable = nullableOf(child) || castMayReturnNull(dataTypeOf(child), to, mode)
  return { kind: 'cast', child, to, mode, nullable }
}

function foldedCast(e: Expression, to: DataType, conf: ExpressionConf): Expression | null {
  if (e.kind !== 'literal') return null
  if (e.value === null) return literal(null, to)
  const kernel = castKernel(e.dataType, to, { mode: 'try', conf })
  // A time of day without a date means today, which is known only when a batch runs.
  if (kernel.usesContext === true && !/^\s*[+-]?\d{4}/.test(String(e.value))) return null
  const evaluate = kernel.evaluate as (...args: unknown[]) => unknown
  const value = literalValue(e)
  const converted = kernel.usesContext === true ? evaluate(noContext, value) : evaluate(value)
  return converted === null ? null : literal(converted, to)
}

const noContext = { batchTimestampMicros: 0, seed: 0 }
