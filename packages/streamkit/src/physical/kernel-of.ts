import { invariant } from '../errors/invariant.ts'
import { castKernel } from '../expressions/cast/cast-kernel.ts'
import type { Call, Cast, Expression, ExpressionConf, UserFunctionCall } from '../expressions/expression.ts'
import { dataTypeOf, nullableOf } from '../expressions/expression-type.ts'
import type { ArgumentInfo, Kernel } from '../expressions/function-definition.ts'
import { lookupFunction } from '../expressions/function-registry.ts'
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

function callKernel(e: Call, conf: ExpressionConf): Kernel {
  const definition = lookupFunction(e.name)
  invariant(definition !== undefined, `a definition of the resolved function ${e.name}`)
  const args = e.args.map(argumentInfo)
  const signature = { inputs: args.map((a) => a.dataType), dataType: dataTypeOf(e), nullable: nullableOf(e) }
  return definition.kernel({ args, parameters: e.parameters ?? {}, conf }, signature)
}

function argumentInfo(e: Expression): ArgumentInfo {
  const info = { dataType: dataTypeOf(e), nullable: nullableOf(e) }
  const constant = e.kind === 'alias' ? e.child : e
  return constant.kind === 'literal' ? { ...info, literal: constant.value } : info
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
