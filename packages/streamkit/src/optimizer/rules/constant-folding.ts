import { folded } from '../constant.ts'
import { expressionRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/** Computes once what is made of constants alone. What fails is left for the rows: a query without rows does not fail by it. */
export const constantFolding: Rule = expressionRule('ConstantFolding', (e, conf) =>
  e.kind === 'call' || e.kind === 'cast' ? (folded(e, conf) ?? e) : e,
)
