import { AnalysisException } from '../errors/streamkit-error.ts'
import { childrenOf, type Expression, type UnresolvedAttribute, withChildren } from '../expressions/expression.ts'
import { nameOf, selectedName } from '../expressions/expression-type.ts'
import { type PlanScope, scopeOf } from './plan-columns.ts'
import { resolveColumn } from './resolve-column.ts'
import type { Scope } from './scope.ts'

/** The name that Spark gives a column made by this expression: columns go by their own names whatever the alias of their frame, casts that analysis inserts do not show. */
export function sparkName(expression: Expression, { child, conf }: PlanScope): string {
  if (expression.kind === 'alias') return expression.name
  return selectedName(boundNames(expression, scopeOf(child, conf)))
}

/** The same as a key of groups. */
export function keyName(expression: Expression, { child, conf }: PlanScope): string {
  return nameOf(boundNames(expression, scopeOf(child, conf)))
}

function boundNames(e: Expression, scope: Scope): Expression {
  if (e.kind === 'attribute') return boundName(e, scope)
  const children = childrenOf(e)
  if (children.length === 0) return e
  return withChildren(
    e,
    children.map((child) => boundNames(child, scope)),
  )
}

/** A name that means nothing here stays: whoever resolves the expression says so. */
function boundName(e: UnresolvedAttribute, scope: Scope): Expression {
  try {
    return resolveColumn(e, scope)
  } catch (error) {
    if (error instanceof AnalysisException) return e
    throw error
  }
}
