import { callKernel } from '../expressions/call-kernel.ts'
import { castKernel } from '../expressions/cast/cast-kernel.ts'
import type { Call, Cast, Expression, ExpressionConf, UserFunctionCall } from '../expressions/expression.ts'
import { dataTypeOf } from '../expressions/expression-type.ts'
import type { Kernel } from '../expressions/function-definition.ts'
import { inSetKernel } from '../expressions/functions/comparison.ts'
import { literalValue } from '../expressions/literal.ts'
import { userFunctionKernel } from './user-function-kernel.ts'

/** How a resolved call, cast or user function computes, and over which arguments: what the interpreter and generated code share. */
export interface Computation {
  readonly kernel: Kernel
  readonly args: readonly Expression[]
}

export function computationOf(e: Call | Cast | UserFunctionCall, conf: ExpressionConf): Computation {
  switch (e.kind) {
    case 'cast':
      return { kernel: castKernel(dataTypeOf(e.child), e.to, { mode: e.mode, conf }), args: [e.child] }
    case 'udf':
      return { kernel: userFunctionKernel(e), args: e.args }
    case 'call':
      return inConstants(e) ?? { kernel: callKernel(e, conf), args: e.args }
  }
}

/** `x in (constants)` looks the value up instead of comparing it with each. */
function inConstants(e: Call): Computation | null {
  const [value, ...items] = e.args
  if (e.name !== 'in' || value === undefined) return null
  const constants = []
  for (const item of items) {
    if (item.kind !== 'literal') return null
    constants.push(literalValue(item))
  }
  const kernel = inSetKernel(dataTypeOf(value), constants)
  return kernel && { kernel, args: [value] }
}
