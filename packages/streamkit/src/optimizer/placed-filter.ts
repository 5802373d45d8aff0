import { isDeterministic } from '../expressions/bound-references.ts'
import { childrenOf, type NamedExpression, type ResolvedExpression, withChildren } from '../expressions/expression.ts'
import type { ResolvedFilter, ResolvedPlan, ResolvedProject } from '../plan/resolved-plan.ts'

/** The plan with the condition somewhere in it; null if it cannot get there. */
export type Place = (condition: ResolvedExpression, plan: ResolvedPlan) => ResolvedPlan | null

/** The rows of a plan for which a condition is true. */
export function filtered(child: ResolvedPlan, condition: ResolvedExpression): ResolvedFilter {
  return { kind: 'filter', child, condition, schema: child.schema }
}

/**
 * Below a projection, over what that computes its columns from, where `place` finds a place. Not past what is random: a row that is filtered away would take its number with it.
 */
export function placedBelowProject(
  condition: ResolvedExpression,
  plan: ResolvedProject,
  place: Place,
): ResolvedPlan | null {
  if (!plan.columns.every(({ expression }) => isDeterministic(expression))) return null
  const child = place(substituted(condition, plan.columns), plan.child)
  return child === null ? null : { ...plan, child }
}

/** The condition over what a projection reads instead of what it gives. */
export function substituted(condition: ResolvedExpression, columns: readonly NamedExpression[]): ResolvedExpression {
  if (condition.kind === 'bound') return (columns[condition.ordinal] as NamedExpression).expression
  const children = childrenOf(condition)
  if (children.length === 0) return condition
  return withChildren(
    condition,
    children.map((child) => substituted(child, columns)),
  )
}
