import { isStreamingPlan, type ResolvedFilter, type ResolvedPlan } from '../../plan/resolved-plan.ts'
import { falseLiteral, isLiteral, isNullLiteral } from '../constant.ts'
import { nodeRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/**
 * Leaves out filters that are always true. Below one that never is, bounded rows are not read at all. A stream is read nevertheless: its offsets go on, and what lies below a watermark or an operator
 * with state has its say in every batch.
 */
export const pruneFilters: Rule = nodeRule('PruneFilters', (node) => (node.kind === 'filter' ? pruned(node) : node))

function pruned(node: ResolvedFilter): ResolvedPlan {
  if (isLiteral(node.condition, true)) return node.child
  const never = isLiteral(node.condition, false) || isNullLiteral(node.condition)
  if (!never) return node
  if (isStreamingPlan(node)) return isLiteral(node.condition, false) ? node : { ...node, condition: falseLiteral }
  return {
    kind: 'scan',
    relation: { kind: 'localRelation', schema: node.schema, description: '<empty>', chunks: () => [] },
    columns: [...node.schema.fields.keys()],
    schema: node.schema,
  }
}
