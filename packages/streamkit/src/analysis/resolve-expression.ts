import { AnalysisException } from '../errors/streamkit-error.ts'
import { aggregateNames, aggregateOf } from '../expressions/aggregate-registry.ts'
import { canCast } from '../expressions/cast/cast-kernel.ts'
import { commonTypeOf, sameRepresentation } from '../expressions/common-type.ts'
import type {
  Call,
  CaseWhen,
  Cast,
  CastMode,
  Coalesce,
  Expression,
  ExpressionConf,
  Logical,
  ResolvedExpression,
} from '../expressions/expression.ts'
import { dataTypeOf, nullableOf, sqlText } from '../expressions/expression-type.ts'
import type { ArgumentInfo, CallSite } from '../expressions/function-definition.ts'
import { functionNames, lookupFunction } from '../expressions/function-registry.ts'
import { lookupRewrite, type Rewrite } from '../expressions/functions/rewrites.ts'
import { isGenerator } from '../expressions/generators.ts'
import { dataDiffTypes, requireArguments, unexpectedType } from '../expressions/signature.ts'
import { lookupWindowFunction } from '../expressions/window-functions.ts'
import { booleanType, type DataType, isNumeric, sqlType } from '../types/data-type.ts'
import { nearestNames } from './nearest-names.ts'
import { resolveColumn, resolveField } from './resolve-column.ts'
import { intervalArithmetic } from './resolve-interval.ts'
import { resolveArguments, resolveVariable } from './resolve-lambda.ts'
import type { Scope } from './scope.ts'
import { castExpression, implicitCast, isImplicitlyCastable } from './type-coercion.ts'

export type { Scope }

/**
 * Binds names to columns, finds functions, inserts implicit casts and fills in types and nullability.
 *
 * @throws AnalysisException UNRESOLVED_COLUMN.WITH_SUGGESTION, AMBIGUOUS_REFERENCE, UNRESOLVED_ROUTINE, WRONG_NUM_ARGS.WITHOUT_SUGGESTION,
 * DATATYPE_MISMATCH.*
 */
export function resolveExpression(e: Expression, scope: Scope): ResolvedExpression {
  switch (e.kind) {
    case 'literal':
    case 'bound':
      return e
    case 'attribute':
      return resolveColumn(e, scope)
    case 'alias':
      return { ...e, child: resolveExpression(e.child, scope) }
    case 'getField':
      return resolveField(resolveExpression(e.child, scope), e.field)
    case 'and':
    case 'or':
      return resolveLogical(e, scope)
    case 'caseWhen':
      return resolveCase(e, scope)
    case 'coalesce':
      return resolveCoalesce(e, scope)
    case 'cast':
      return resolveCast(e, scope)
    case 'call':
      return resolveCall(e, scope)
    case 'lambdaVariable':
      return resolveVariable(e, scope)
    case 'windowExpression':
    case 'inSubquery':
    case 'scalarSubquery':
    case 'lambda':
      throw new AnalysisException('UNSUPPORTED_EXPR_FOR_OPERATOR', { invalidExprSqls: `"${sqlText(e)}"` })
    case 'udf':
      return { ...e, args: e.args.map((arg) => resolveExpression(arg, scope)), nullable: true }
  }
}

/** What a function definition is told of its arguments. */
export function callSite(call: Call, args: readonly ResolvedExpression[], conf: ExpressionConf): CallSite {
  return { args: args.map(argumentInfo), parameters: call.parameters ?? {}, conf }
}

function argumentInfo(e: ResolvedExpression): ArgumentInfo {
  const info = { dataType: dataTypeOf(e), nullable: nullableOf(e) }
  const constant = e.kind === 'alias' ? e.child : e
  return constant.kind === 'literal' ? { ...info, literal: constant.value } : info
}

function resolveCall(e: Call, scope: Scope): Expression {
  if (e.userAggregate !== undefined) throw misplacedOrUnknown(e)
  const timed = intervalArithmetic(e, { resolve: (part) => resolveExpression(part, scope), conf: scope.conf })
  if (timed !== null) return timed
  if (isGenerator(e)) throw new AnalysisException('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', { generator: sqlText(e) })
  const rewrite = lookupRewrite(e.name.toLowerCase(), e.args.length)
  if (rewrite !== undefined) return resolveExpression(rewritten(e, rewrite, scope), scope)
  const definition = lookupFunction(e.name)
  if (definition === undefined) throw misplacedOrUnknown(e)
  const parameters = e.parameters ?? {}
  const args = resolveArguments(e.args, definition, {
    scope,
    resolve: resolveExpression,
    site: (known) => ({ args: known, parameters, conf: scope.conf }),
    info: argumentInfo,
  })
  const site = callSite(e, args, scope.conf)
  const { inputs, dataType, nullable } = definition.signature(site)
  return {
    ...e,
    name: definition.name,
    args: castArguments(definition.name, args, { site, inputs }),
    dataType,
    nullable,
  }
}

/** The arguments of a call as values of the types that its definition takes. */
export function castArguments(
  name: string,
  args: readonly Expression[],
  { site, inputs }: { readonly site: CallSite; readonly inputs: readonly DataType[] },
): readonly Expression[] {
  return args.map((arg, i) => castArgument(arg, inputs[i], { name, site, index: i }))
}

function rewritten(e: Call, { counts, to }: Rewrite, scope: Scope): Expression {
  const known: ArgumentInfo = { dataType: { kind: 'void' }, nullable: true }
  requireArguments(e.name, { args: e.args.map(() => known), parameters: {}, conf: scope.conf }, counts)
  return to(e.args, scope.conf)
}

interface ArgumentPlace {
  readonly name: string
  readonly site: CallSite
  readonly index: number
}

function castArgument(arg: Expression, to: DataType | undefined, { name, site, index }: ArgumentPlace): Expression {
  if (to === undefined || sameRepresentation(dataTypeOf(arg), to)) return arg
  if (arg.kind === 'lambda') return { ...arg, body: castArgument(arg.body, to, { name, site, index }) }
  if (isImplicitlyCastable(dataTypeOf(arg), to) && canCast(dataTypeOf(arg), to, 'ansi')) {
    return implicitCast(arg, to, site.conf)
  }
  throw unexpectedType(name, site, { index, required: sqlType(to), text: `"${sqlText(arg)}"` })
}

function resolveCast(e: Cast, scope: Scope): Expression {
  const child = resolveExpression(e.child, scope)
  const from = dataTypeOf(child)
  // A cast means what the session says; only `tryCast` means the same in both.
  const mode = e.mode === 'ansi' && !scope.conf.ansi ? 'legacy' : e.mode
  if (!canCast(from, e.to, mode)) {
    throw new AnalysisException(castRefusal(from, e.to, mode), {
      expression: `"${sqlText(e)}"`,
      srcType: sqlType(from),
      targetType: sqlType(e.to),
    })
  }
  return castExpression(child, e.to, mode)
}

/** Why there is no such cast: a function does it, a setting allows it, or neither. */
function castRefusal(from: DataType, to: DataType, mode: CastMode) {
  const days = (type: DataType) => type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'timestamp_ntz'
  if (mode !== 'legacy' && from.kind === 'date' && isNumeric(to)) return 'DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION'
  if (mode !== 'legacy' && isNumeric(from) && to.kind === 'date') return 'DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION'
  if (mode === 'ansi' && canCast(from, to, 'legacy') && !(days(from) && days(to))) {
    return 'DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION'
  }
  return 'DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION'
}

/** The argument as a condition; null counts as one, nothing else but booleans and text does. */
export function asCondition(e: Expression, name: string, conf: ExpressionConf): Expression {
  const type = dataTypeOf(e)
  if (type.kind === 'boolean') return e
  // A condition of CASE is not converted, a null without a type neither.
  if (name !== 'CASE' && (type.kind === 'void' || type.kind === 'string')) return implicitCast(e, booleanType, conf)
  const site: CallSite = { args: [argumentInfo(e)], parameters: {}, conf }
  throw unexpectedType(name, site, { index: 0, required: sqlType(booleanType), text: `"${sqlText(e)}"` })
}

function resolveLogical(e: Logical, scope: Scope): Expression {
  const name = e.kind.toUpperCase()
  const left = asCondition(resolveExpression(e.left, scope), name, scope.conf)
  const right = asCondition(resolveExpression(e.right, scope), name, scope.conf)
  return { ...e, left, right, nullable: nullableOf(left) || nullableOf(right) }
}

function resolveCase(e: CaseWhen, scope: Scope): Expression {
  const whens = e.branches.map((b) => asCondition(resolveExpression(b.when, scope), 'CASE', scope.conf))
  const values = e.branches.map((b) => resolveExpression(b.value, scope))
  const otherwise = e.otherwise === null ? null : resolveExpression(e.otherwise, scope)
  const all = otherwise === null ? values : [...values, otherwise]
  const dataType = commonTypeOrFail('CASE', all, scope.conf)
  return {
    ...e,
    branches: whens.map((when, i) => ({ when, value: implicitCast(values[i] as Expression, dataType, scope.conf) })),
    otherwise: otherwise && implicitCast(otherwise, dataType, scope.conf),
    dataType,
    nullable: otherwise === null || all.some(nullableOf),
  }
}

function resolveCoalesce(e: Coalesce, scope: Scope): Expression {
  const resolved = e.args.map((arg) => resolveExpression(arg, scope))
  const dataType = commonTypeOrFail('coalesce', resolved, scope.conf)
  const args = resolved.map((arg) => implicitCast(arg, dataType, scope.conf))
  return { ...e, args, dataType, nullable: args.every(nullableOf) }
}

function commonTypeOrFail(name: string, values: readonly Expression[], conf: ExpressionConf): DataType {
  const common = commonTypeOf(values.map(dataTypeOf), conf)
  if (common === null) throw dataDiffTypes(name, { args: values.map(argumentInfo), parameters: {}, conf })
  return common
}

function misplacedOrUnknown(e: Call): AnalysisException {
  if (e.name === 'grouping' || e.name === 'grouping_id') {
    return new AnalysisException('UNSUPPORTED_GROUPING_EXPRESSION', {})
  }
  if (lookupWindowFunction(e.name) !== undefined) {
    return new AnalysisException('WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE', { funcName: `"${sqlText(e)}"` })
  }
  return aggregateOf(e) === undefined
    ? unknownFunction(e.name)
    : new AnalysisException('UNSUPPORTED_EXPR_FOR_OPERATOR', { invalidExprSqls: `"${sqlText(e)}"` })
}

function unknownFunction(name: string): AnalysisException {
  const proposal = nearestNames(name, [...functionNames(), ...aggregateNames()])
    .map((candidate) => `\`${candidate}\``)
    .join(', ')
  return new AnalysisException('UNRESOLVED_ROUTINE', { routineName: `\`${name}\``, proposal })
}
