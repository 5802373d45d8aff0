import { invariant } from '../errors/invariant.ts'
import type { Call, Expression, ExpressionConf } from './expression.ts'
import { dataTypeOf, nullableOf } from './expression-type.ts'
import type { ArgumentInfo, Kernel } from './function-definition.ts'
import { lookupFunction } from './function-registry.ts'

/** How a resolved call computes. */
export function callKernel(e: Call, conf: ExpressionConf): Kernel {
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
