import { isDeterministic } from '../../expressions/bound-references.ts'
import type { AggregateCall, ResolvedPlan, ResolvedSort } from '../../plan/resolved-plan.ts'
import { isStreamingPlan } from '../../plan/resolved-plan.ts'
import { nodeRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/** Does not sort bounded rows whose order is lost at once: below another sort, or below an aggregation whose results do not depend on it. */
export const eliminateSorts: Rule = nodeRule('EliminateSorts', (node) => {
  if (isStreamingPlan(node)) return node
  const losesOrder =
    (node.kind === 'sort' && node.global) ||
    (node.kind === 'aggregate' && node.aggregates.every((call) => isOrderless(call, node.child)))
  if (!losesOrder) return node
  const child = unsorted(node.child)
  return child === node.child ? node : { ...node, child }
})

/** Through what keeps rows and their order. */
function unsorted(plan: ResolvedPlan): ResolvedPlan {
  if (plan.kind === 'sort' && isSimple(plan)) return unsorted(plan.child)
  const passes =
    (plan.kind === 'project' && plan.columns.every(({ expression }) => isDeterministic(expression))) ||
    (plan.kind === 'filter' && isDeterministic(plan.condition))
  if (!passes) return plan
  const child = unsorted(plan.child)
  return child === plan.child ? plan : { ...plan, child }
}

function isSimple({ orders }: ResolvedSort): boolean {
  return orders.every(({ expression }) => isDeterministic(expression))
}

const orderless = new Set(['count', 'count_if', 'min', 'max', 'bool_and', 'bool_or', 'every', 'some', 'any'])

/** Sums of whole numbers are the same in any order; of doubles they are not. */
function isOrderless({ name, args }: AggregateCall, child: ResolvedPlan): boolean {
  if (orderless.has(name)) return true
  const kinds = args.map((arg) => child.schema.fields[arg]?.dataType.kind)
  return (name === 'sum' || name === 'avg') && !kinds.some((kind) => kind === 'double' || kind === 'float')
}
