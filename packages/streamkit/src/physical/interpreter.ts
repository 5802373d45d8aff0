import { invariant, unreachable } from '../errors/invariant.ts'
import type {
  Call,
  CaseWhen,
  Cast,
  Expression,
  ExpressionConf,
  GetField,
  Logical,
  ResolvedExpression,
  UserFunctionCall,
} from '../expressions/expression.ts'
import { sqlText } from '../expressions/expression-text.ts'
import type { EvaluationContext } from '../expressions/function-definition.ts'
import { literalValue } from '../expressions/literal.ts'
import { computationOf } from './kernel-of.ts'

/** Computes an expression for one row: internal values by position in, an internal value or null out. */
export type RowEvaluator = (row: readonly unknown[], context: EvaluationContext) => unknown

/**
 * Makes an evaluator by walking the expression: no generated code. It is the reference that generated code is held to, and what runs where
 * code generation is forbidden.
 *
 * Arguments are evaluated from left to right, and where null in means null out, the ones after a null are not evaluated.
 */
export function interpret(e: ResolvedExpression, conf: ExpressionConf): RowEvaluator {
  const of = (child: Expression) => interpret(child, conf)
  switch (e.kind) {
    case 'literal': {
      const value = literalValue(e)
      return () => value
    }
    case 'bound': {
      const { ordinal } = e
      return (row) => row[ordinal]
    }
    case 'alias':
      return of(e.child)
    case 'getField':
      return interpretField(e, of(e.child))
    case 'and':
    case 'or':
      return interpretLogical(e, of)
    case 'caseWhen':
      return interpretCase(e, of)
    case 'coalesce':
      return interpretCoalesce(e.args.map(of))
    case 'call':
    case 'cast':
    case 'udf':
      return interpretCall(e, conf)
    case 'attribute':
    case 'windowExpression':
    case 'inSubquery':
    case 'scalarSubquery':
    case 'lambda':
    case 'lambdaVariable':
      invariant(false, `a resolved expression instead of ${sqlText(e)}`)
      break
    default:
      return unreachable(e, 'interpret')
  }
}

function interpretField(e: GetField, child: RowEvaluator): RowEvaluator {
  const ordinal = e.ordinal as number
  return (row, context) => {
    const struct = child(row, context) as readonly unknown[] | null
    return struct === null ? null : struct[ordinal]
  }
}

function interpretLogical(e: Logical, of: (child: Expression) => RowEvaluator): RowEvaluator {
  const left = of(e.left)
  const right = of(e.right)
  const decides = e.kind === 'or'
  return (row, context) => {
    const first = left(row, context)
    if (first === decides) return decides
    const second = right(row, context)
    if (second === decides) return decides
    return first === null || second === null ? null : !decides
  }
}

function interpretCase(e: CaseWhen, of: (child: Expression) => RowEvaluator): RowEvaluator {
  const branches = e.branches.map((b) => ({ when: of(b.when), value: of(b.value) }))
  const otherwise = e.otherwise === null ? null : of(e.otherwise)
  return (row, context) => {
    for (const { when, value } of branches) {
      if (when(row, context) === true) return value(row, context)
    }
    return otherwise === null ? null : otherwise(row, context)
  }
}

function interpretCoalesce(args: readonly RowEvaluator[]): RowEvaluator {
  return (row, context) => {
    for (const arg of args) {
      const value = arg(row, context)
      if (value !== null) return value
    }
    return null
  }
}

function interpretCall(e: Call | Cast | UserFunctionCall, conf: ExpressionConf): RowEvaluator {
  const { kernel, args } = computationOf(e, conf)
  const evaluators = args.map((arg) => interpret(arg, conf))
  const evaluate = kernel.evaluate as (...values: unknown[]) => unknown
  const stopsAtNull = kernel.nulls === 'propagate'
  return (row, context) => {
    const values: unknown[] = kernel.usesContext === true ? [context] : []
    for (const evaluator of evaluators) {
      const value = evaluator(row, context)
      if (value === null && stopsAtNull) return null
      values.push(value)
    }
    return evaluate(...values)
  }
}
