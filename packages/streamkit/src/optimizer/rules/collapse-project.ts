import { isDeterministic } from '../../expressions/bound-references.ts'
import { childrenOf, type NamedExpression, type ResolvedExpression } from '../../expressions/expression.ts'
import type { ResolvedPlan, ResolvedProject } from '../../plan/resolved-plan.ts'
import { substituted } from '../placed-filter.ts'
import { nodeRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/** Makes one projection of two. Nothing is computed twice by it: what costs something is read once above, or the two stay. */
export const collapseProject: Rule = nodeRule('CollapseProject', (node) =>
  node.kind === 'project' && node.child.kind === 'project' ? collapsed(node, node.child) : node,
)

function collapsed(upper: ResolvedProject, lower: ResolvedProject): ResolvedPlan {
  if (!lower.columns.every(({ expression }) => isDeterministic(expression))) return upper
  const uses = new Map<number, number>()
  for (const { expression } of upper.columns) countReads(expression, uses)
  const isFree = ({ expression }: NamedExpression, i: number) => isCheap(expression) || (uses.get(i) ?? 0) <= 1
  if (!lower.columns.every(isFree)) return upper
  const columns = upper.columns.map(({ name, expression }) => ({
    name,
    expression: substituted(expression, lower.columns),
  }))
  return { ...upper, child: lower.child, columns }
}

function countReads(e: ResolvedExpression, into: Map<number, number>): void {
  if (e.kind === 'bound') into.set(e.ordinal, (into.get(e.ordinal) ?? 0) + 1)
  for (const child of childrenOf(e)) countReads(child, into)
}

function isCheap(e: ResolvedExpression): boolean {
  return e.kind === 'bound' || e.kind === 'literal' || (e.kind === 'getField' && isCheap(e.child))
}
