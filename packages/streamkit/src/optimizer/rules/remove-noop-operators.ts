import type { ResolvedProject } from '../../plan/resolved-plan.ts'
import { nodeRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/** Leaves out projections that give what they get. */
export const removeNoopOperators: Rule = nodeRule('RemoveNoopOperators', (node) =>
  node.kind === 'project' && isIdentity(node) ? node.child : node,
)

/** The same columns in the same order, and all that is known of them the same. */
function isIdentity({ columns, child, schema }: ResolvedProject): boolean {
  return (
    columns.length === child.schema.fields.length &&
    columns.every(({ expression }, i) => expression.kind === 'bound' && expression.ordinal === i) &&
    JSON.stringify(schema) === JSON.stringify(child.schema)
  )
}
