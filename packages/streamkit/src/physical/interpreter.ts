import { invariant, unreachable } from '../errors/invariant.ts'
import type {
  Call,
  CaseWhen,
  Cast,
  Expression,
  ExpressionConf,
  GetField,
  Lambda,
  Logical,
  ResolvedExpression,
  UserFunctionCall,
} from '../expressions/expression.ts'
import { sqlText } from '../expressions/expression-text.ts'
import type { EvaluationContext } from '../expressions/function-definition.ts'
import { variableKey } from '../expressions/lambda-variables.ts'
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
  return evaluatorOf(e, { conf, variables: new Map() })
}

/** Where a parameter of a lambda has its value while the body is computed. */
interface Cell {
  value: unknown
}
interface Surroundings {
  readonly conf: ExpressionConf
  readonly variables: ReadonlyMap<string, Cell>
}

function evaluatorOf(e: ResolvedExpression, around: Surroundings): RowEvaluator {
  const of = (child: Expression) => evaluatorOf(child, around)
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
      return interpretCall(e, around)
    case 'lambda':
      return interpretLambda(e, around)
    case 'lambdaVariable': {
      const cell = around.variables.get(variableKey(e.name)) as Cell
      return () => cell.value
    }
    case 'attribute':
    case 'windowExpression':
    case 'inSubquery':
    case 'scalarSubquery':
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

/** A function of the parameters. One set of cells is enough: a body cannot reach its own lambda again. */
function interpretLambda(e: Lambda, { conf, variables }: Surroundings): RowEvaluator {
  const cells = e.parameters.map((): Cell => ({ value: null }))
  const own = e.parameters.map((name, i) => [variableKey(name), cells[i] as Cell] as const)
  const body = evaluatorOf(e.body, { conf, variables: new Map([...variables, ...own]) })
  return (row, context) =>
    (...values: unknown[]) => {
      for (let i = 0; i < cells.length; i++) (cells[i] as Cell).value = values[i]
      return body(row, context)
    }
}

function interpretCall(e: Call | Cast | UserFunctionCall, around: Surroundings): RowEvaluator {
  const { kernel, args } = computationOf(e, around.conf)
  const evaluators = args.map((arg) => evaluatorOf(arg, around))
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
