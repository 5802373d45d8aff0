import type { CaseWhen, ResolvedExpression } from '../../expressions/expression.ts'
import { dataTypeOf } from '../../expressions/expression-type.ts'
import { isLiteral, isNullLiteral, nullOf } from '../constant.ts'
import { expressionRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/** Drops branches that are never taken, and all behind one that always is. */
export const simplifyConditionals: Rule = expressionRule('SimplifyConditionals', (e) =>
  e.kind === 'caseWhen' ? simplified(e) : e,
)

function simplified(e: CaseWhen): ResolvedExpression {
  const possible = e.branches.filter(({ when }) => !isLiteral(when, false) && !isNullLiteral(when))
  const certain = possible.findIndex(({ when }) => isLiteral(when, true))
  const branches = certain < 0 ? possible : possible.slice(0, certain)
  const otherwise = certain < 0 ? e.otherwise : (possible[certain]?.value ?? null)
  if (branches.length === 0) return otherwise ?? nullOf(dataTypeOf(e))
  return branches.length === e.branches.length ? e : { ...e, branches, otherwise }
}
