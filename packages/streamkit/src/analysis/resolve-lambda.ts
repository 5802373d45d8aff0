import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression, Lambda, LambdaVariable } from '../expressions/expression.ts'
import { sqlText } from '../expressions/expression-type.ts'
import type {
  ArgumentInfo,
  CallSite,
  FunctionDefinition,
  LambdaParameters,
  LambdaParameterType,
} from '../expressions/function-definition.ts'
import { bindParameters, variableKey } from '../expressions/lambda-variables.ts'
import { voidType } from '../types/data-type.ts'
import type { Scope } from './scope.ts'

/** How a call resolves its arguments, and what it tells its definition of them. */
export interface LambdaResolution {
  readonly scope: Scope
  readonly resolve: (e: Expression, scope: Scope) => Expression
  readonly site: (args: readonly ArgumentInfo[]) => CallSite
  readonly info: (e: Expression) => ArgumentInfo
}

const untyped: ArgumentInfo = { dataType: voidType, nullable: true }

/**
 * The arguments of a higher-order function: first those that are values, then its lambdas, whose parameters have types that the values give. A value where a lambda belongs is a lambda that does not look at its parameters.
 */
export function resolveArguments(
  args: readonly Expression[],
  definition: FunctionDefinition,
  { scope, resolve, site, info }: LambdaResolution,
): readonly Expression[] {
  const { lambdaParameters } = definition
  if (lambdaParameters === undefined) {
    for (const arg of args) if (arg.kind === 'lambda') throw notHigherOrder(definition.name)
    return args.map((arg) => resolve(arg, scope))
  }
  const values = args.map((arg) => (arg.kind === 'lambda' ? null : resolve(arg, scope)))
  const known = site(values.map((value) => (value === null ? untyped : info(value))))
  return args.map((arg, index) => {
    const expected = lambdaParameters(known, index)
    if (arg.kind !== 'lambda') {
      const value = values[index] as Expression
      return expected === null ? value : { kind: 'lambda', parameters: [], body: value }
    }
    if (expected === null) throw notHigherOrder(definition.name)
    return resolvedLambda(arg, typedVariables(arg, expected), { scope, resolve })
  })
}

function typedVariables(lambda: Lambda, expected: LambdaParameters): readonly LambdaVariable[] {
  const { types, required = types.length } = expected
  const { parameters } = lambda
  if (parameters.length < required || parameters.length > types.length) throw wrongArity(lambda, expected)
  requireDistinct(parameters)
  return parameters.map((name, i) => {
    const { dataType, nullable } = types[i] as LambdaParameterType
    return { kind: 'lambdaVariable', name, dataType, nullable }
  })
}

function resolvedLambda(
  lambda: Lambda,
  variables: readonly LambdaVariable[],
  { scope, resolve }: Pick<LambdaResolution, 'scope' | 'resolve'>,
): Lambda {
  return { ...lambda, body: resolve(bindParameters(lambda).body, withVariables(scope, variables)) }
}

function withVariables(scope: Scope, variables: readonly LambdaVariable[]): Scope {
  const own = variables.map((v) => [variableKey(v.name), v] as const)
  return { ...scope, variables: new Map([...(scope.variables ?? []), ...own]) }
}

/** A parameter where a body uses it. */
export function resolveVariable(e: LambdaVariable, { variables }: Scope): Expression {
  const found = variables?.get(variableKey(e.name))
  if (found !== undefined) return found
  throw new AnalysisException('UNRESOLVED_COLUMN.WITHOUT_SUGGESTION', { objectName: `\`${e.name}\`` })
}

function requireDistinct(parameters: readonly string[]): void {
  if (new Set(parameters.map(variableKey)).size === parameters.length) return
  const args = parameters.map((name) => `\`${name}\``).join(', ')
  throw new AnalysisException('INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES', { args })
}

function wrongArity(lambda: Lambda, { types, required = types.length }: LambdaParameters): AnalysisException {
  return new AnalysisException('INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH', {
    lambda: sqlText(lambda),
    expectedNumArgs: required === types.length ? `${required}` : `${required} to ${types.length}`,
    actualNumArgs: lambda.parameters.length,
  })
}

function notHigherOrder(name: string): AnalysisException {
  return new AnalysisException('INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION', { name: `\`${name}\`` })
}
