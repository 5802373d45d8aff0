import { childrenOf, type ResolvedExpression } from '../../expressions/expression.ts'
import { lookupFunction } from '../../expressions/function-registry.ts'
import { type ResolvedPlan, resolvedChildren, withResolvedChildren } from '../../plan/resolved-plan.ts'
import { referencesOf } from '../bound-references.ts'
import type { Rule } from '../rule.ts'

/**
 * Moves a filter that was written after withWatermark below it, so that rows which are filtered away do not move the watermark: what Spark does.
 *
 * Left alone: a filter that reads the event-time column itself (its rows do move the watermark), a filter that is not deterministic.
 */
export const pushFilterThroughWatermark: Rule = {
  name: 'PushFilterThroughWatermark',
  apply: push,
}

function push(plan: ResolvedPlan): ResolvedPlan {
  const children = resolvedChildren(plan)
  const pushed = children.map(push)
  const node = pushed.every((child, i) => child === children[i]) ? plan : withResolvedChildren(plan, pushed)
  if (node.kind !== 'filter' || node.child.kind !== 'eventTimeWatermark') return node
  const watermark = node.child
  if (referencesOf(node.condition).has(watermark.column) || !isDeterministic(node.condition)) return node
  const below = push({
    kind: 'filter',
    child: watermark.child,
    condition: node.condition,
    schema: watermark.child.schema,
  })
  return { ...watermark, child: below }
}

/** Whether an expression gives the same value for the same row, whenever and wherever it is evaluated. */
export function isDeterministic(expression: ResolvedExpression): boolean {
  if (expression.kind === 'udf' && !expression.deterministic) return false
  if (expression.kind === 'call' && lookupFunction(expression.name)?.deterministic === false) return false
  return childrenOf(expression).every(isDeterministic)
}
