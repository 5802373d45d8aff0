import { isStreamingPlan, type ResolvedLimit, type ResolvedPlan } from '../../plan/resolved-plan.ts'
import { nodeRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/** Of bounded rows: the lesser of two limits counts, no side of a union gives more than all together may, and rows that are cut off are not projected. On a stream a limit counts over all batches and stays where it is. */
export const limitPushDown: Rule = nodeRule('LimitPushDown', (node) =>
  node.kind === 'limit' && !isStreamingPlan(node) ? pushed(node) : node,
)

function pushed(node: ResolvedLimit): ResolvedPlan {
  const { child, count } = node
  switch (child.kind) {
    case 'limit':
      return { ...child, count: Math.min(count, child.count) }
    case 'union': {
      const children = child.children.map((side) => limited(side, count))
      return children.every((side, i) => side === child.children[i]) ? node : { ...node, child: { ...child, children } }
    }
    case 'project':
      return { ...child, child: limited(child.child, count) }
    default:
      return node
  }
}

/** What gives no more than that already is left alone. */
function limited(plan: ResolvedPlan, count: number): ResolvedPlan {
  if (plan.kind === 'limit' && plan.count <= count) return plan
  return pushed({ kind: 'limit', child: plan, count, schema: plan.schema })
}
