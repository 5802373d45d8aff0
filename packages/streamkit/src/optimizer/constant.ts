import { callKernel } from '../expressions/call-kernel.ts'
import { castKernel } from '../expressions/cast/cast-kernel.ts'
import type { Call, Cast, ExpressionConf, Literal, ResolvedExpression } from '../expressions/expression.ts'
import { dataTypeOf } from '../expressions/expression-type.ts'
import type { Kernel } from '../expressions/function-definition.ts'
import { lookupFunction } from '../expressions/function-registry.ts'
import { literal, literalValue } from '../expressions/literal.ts'
import { booleanType, type DataType } from '../types/data-type.ts'

export const trueLiteral: Literal = literal(true, booleanType)
export const falseLiteral: Literal = literal(false, booleanType)

export function nullOf(type: DataType): Literal {
  return { kind: 'literal', value: null, dataType: type }
}
export function isNullLiteral(e: ResolvedExpression): boolean {
  return e.kind === 'literal' && e.value === null
}
export function isLiteral(e: ResolvedExpression, value: boolean): boolean {
  return e.kind === 'literal' && e.value === value
}

/** How a call or a cast computes; null where that cannot be told from here, or not before rows come. */
export function kernelOf(e: Call | Cast, conf: ExpressionConf): Kernel | null {
  try {
    if (e.kind === 'cast') return castKernel(dataTypeOf(e.child), e.to, { mode: e.mode, conf })
    if (lookupFunction(e.name)?.deterministic === false) return null
    const kernel = callKernel(e, conf)
    return kernel.usesContext === true ? null : kernel
  } catch {
    return null
  }
}

/** Types whose values are shared by all rows without anybody being able to change them. */
const nested = new Set(['array', 'map', 'struct', 'binary'])
/** Text that is longer is computed where it is needed: plans are shown, compared and kept. */
const maxTextLength = 4096

/** The constant that a call or cast of constants gives. Null: it depends on more, or it fails, which is for the rows to tell. */
export function folded(e: Call | Cast, conf: ExpressionConf): Literal | null {
  const type = dataTypeOf(e)
  if (nested.has(type.kind) || type.kind === 'void') return null
  const args = e.kind === 'cast' ? [e.child] : e.args
  const values: unknown[] = []
  for (const arg of args) {
    if (arg.kind !== 'literal') return null
    values.push(literalValue(arg))
  }
  const kernel = kernelOf(e, conf)
  if (kernel === null) return null
  if (kernel.nulls === 'propagate' && values.includes(null)) return nullOf(type)
  try {
    const value = (kernel.evaluate as (...all: unknown[]) => unknown)(...values)
    return typeof value === 'string' && value.length > maxTextLength ? null : literal(value, type)
  } catch {
    return null
  }
}
