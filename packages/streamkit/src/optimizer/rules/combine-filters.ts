import { conjunctionOf, conjunctsOf, isDeterministic } from '../../expressions/bound-references.ts'
import type { ResolvedExpression } from '../../expressions/expression.ts'
import { sameExpression } from '../../expressions/same-expression.ts'
import { nodeRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/** Makes one filter of two, the lower one first, and asks nothing twice. */
export const combineFilters: Rule = nodeRule('CombineFilters', (node) => {
  if (node.kind !== 'filter') return node
  const { child } = node
  const own = distinct(conjunctsOf(node.condition))
  if (child.kind !== 'filter' || !isDeterministic(node.condition) || !isDeterministic(child.condition)) {
    return own.length === conjunctsOf(node.condition).length ? node : { ...node, condition: all(own) }
  }
  const condition = all(distinct([...conjunctsOf(child.condition), ...own]))
  return { ...node, child: child.child, condition }
})

function all(parts: readonly ResolvedExpression[]): ResolvedExpression {
  return conjunctionOf(parts) as ResolvedExpression
}

function distinct(parts: readonly ResolvedExpression[]): readonly ResolvedExpression[] {
  return parts.filter(
    (part, i) => !isDeterministic(part) || !parts.slice(0, i).some((earlier) => sameExpression(earlier, part)),
  )
}
