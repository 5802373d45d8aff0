import { expressionRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/** Names inside of an expression name nothing any more. */
export const removeRedundantAliases: Rule = expressionRule('RemoveRedundantAliases', (e) =>
  e.kind === 'alias' ? e.child : e,
)
