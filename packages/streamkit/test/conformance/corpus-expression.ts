import type { Expression } from '../../src/expressions/expression.ts'
import { literal } from '../../src/expressions/literal.ts'
import { windowExpression } from '../../src/expressions/window-expression.ts'
import { parseDataType } from '../../src/types/ddl.ts'
import { fromCorpus } from './corpus-value.ts'

/** An expression as Spark's parser gave it; see the README of the corpus. */
export type Ast =
  | { readonly col: string }
  | { readonly lit: unknown; readonly type: string }
  | { readonly fn: string; readonly args: readonly Ast[]; readonly distinct?: boolean }
  | { readonly op: string; readonly args: readonly Ast[]; readonly escape?: string }
  | { readonly cast: Ast; readonly to: string; readonly mode: 'ansi' | 'legacy' | 'try' }
  | { readonly alias: string; readonly arg: Ast }
  | { readonly var: string }

/** Catalyst's class names of operators, as names of functions. */
const operators: Readonly<Record<string, string>> = {
  Add: '+',
  Subtract: '-',
  Multiply: '*',
  Divide: '/',
  Remainder: '%',
  IntegralDivide: 'div',
  UnaryMinus: 'negative',
  EqualTo: '=',
  EqualNullSafe: '<=>',
  LessThan: '<',
  LessThanOrEqual: '<=',
  GreaterThan: '>',
  GreaterThanOrEqual: '>=',
  Not: '!',
  And: 'and',
  Or: 'or',
  IsNull: 'isnull',
  In: 'in',
  BitwiseAnd: '&',
  BitwiseOr: '|',
  BitwiseXor: '^',
  BitwiseNot: '~',
  CreateNamedStruct: 'named_struct',
  getItem: 'getitem',
  Concat: 'concat',
  RLike: 'rlike',
  Like: 'like',
  ILike: 'ilike',
  Overlay: 'overlay',
  StringLocate: 'locate',
  StringTrim: 'trim',
  First: 'first',
  Last: 'last',
  AnyValue: 'any_value',
}

/** What a document of the corpus needs that is not there: its name is listed in the file of what is skipped. */
export class NotYet extends Error {}

/** The functions and operators that a tree calls, by our names. */
export function calledNames(ast: Ast): readonly string[] {
  if ('fn' in ast) return [ast.fn, ...ast.args.flatMap(calledNames)]
  if ('op' in ast) {
    const own = ast.op === 'CaseWhen' || ast.op === 'LambdaFunction' ? [] : [operators[ast.op] ?? ast.op]
    return [...own, ...ast.args.flatMap(calledNames)]
  }
  if ('cast' in ast) return calledNames(ast.cast)
  return 'alias' in ast ? calledNames(ast.arg) : []
}

export function toExpression(ast: Ast): Expression {
  if ('col' in ast) return { kind: 'attribute', nameParts: ast.col.split('.') }
  if ('lit' in ast && ast.type.startsWith('interval')) {
    return { kind: 'call', name: 'interval', args: [literal(ast.lit as string)] }
  }
  if ('lit' in ast) return toLiteral(ast.lit, ast.type)
  if ('fn' in ast) {
    const args = ast.args.map(toExpression)
    // in SQL's text the characters to trim come first
    if (/^[lr]?trim$/.test(ast.fn)) args.reverse()
    const call = { kind: 'call', name: ast.fn, args } as const
    return ast.distinct === true ? { ...call, parameters: { distinct: true } } : call
  }
  if ('cast' in ast) return { kind: 'cast', child: toExpression(ast.cast), to: parseDataType(ast.to), mode: ast.mode }
  if ('alias' in ast) return { kind: 'alias', child: toExpression(ast.arg), name: ast.alias }
  if ('var' in ast) return { kind: 'lambdaVariable', name: ast.var }
  if (ast.op === 'LambdaFunction') return toLambda(ast.args)
  if (ast.op === 'AggregateExpression') return toExpression(ast.args[0] as Ast)
  if (ast.op === 'WindowExpression') return toWindow(ast.args as readonly [Ast, Ast])
  if (ast.op === 'CaseWhen') return toCase(ast.args.map(toExpression))
  const args = ast.args.map(toExpression)
  const escaped = ast.escape === undefined || ast.escape === '\\' ? [] : [literal(ast.escape)]
  return { kind: 'call', name: operators[ast.op] ?? ast.op, args: [...args, ...escaped] }
}

/** The body, then the parameters. */
function toLambda([body, ...parameters]: readonly Ast[]): Expression {
  return {
    kind: 'lambda',
    parameters: parameters.map((p) => ('var' in p ? p.var : '')),
    body: toExpression(body as Ast),
  }
}

/** A function, and the specification: partition, orders (ascending, for the tree does not say), frame. */
function toWindow([fn, spec]: readonly [Ast, Ast]): Expression {
  const parts = 'op' in spec ? spec.args : []
  const isOrder = (part: Ast) => 'op' in part && part.op === 'SortOrder'
  const isFrame = (part: Ast) => 'op' in part && part.op.includes('Frame')
  return windowExpression(toExpression(fn), {
    partitionBy: parts.filter((part) => !isOrder(part) && !isFrame(part)).map(toExpression),
    orderBy: parts.filter(isOrder).map((part) => {
      const [expression] = 'op' in part ? part.args : []
      return { expression: toExpression(expression as Ast), ascending: true, nullsFirst: true }
    }),
  })
}

function toLiteral(value: unknown, type: string): Expression {
  if (type === 'void') return literal(null)
  const dataType = parseDataType(type)
  return literal(fromCorpus(value, dataType), dataType)
}

function toCase(args: readonly Expression[]): Expression {
  const branches = []
  for (let i = 0; i + 1 < args.length; i += 2) {
    branches.push({ when: args[i] as Expression, value: args[i + 1] as Expression })
  }
  return { kind: 'caseWhen', branches, otherwise: args.length % 2 === 1 ? (args.at(-1) as Expression) : null }
}
