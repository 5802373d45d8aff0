import { AnalysisException } from '../errors/streamkit-error.ts'
import type { ResolvedExpression } from '../expressions/expression.ts'
import { dataTypeOf, sqlText } from '../expressions/expression-type.ts'
import type { Join } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import { type StructType, sqlType } from '../types/data-type.ts'
import { type JoinSides, joined } from './equi-join.ts'
import { isAsOf, resolveAsOf, withAsOf } from './resolve-as-of.ts'
import { resolveExpression } from './resolve-expression.ts'
import { scopeOf, unaliased } from './resolve-projection.ts'
import { resolveUsing } from './resolve-using.ts'

/**
 * Binds the condition of a join over the columns of both sides, by position, so that a frame can be joined with itself. Equalities between an expression of the left and one of the right become keys;
 * keys that are computed are columns of a projection below, which are not in the result.
 */
export function resolveJoin(plan: Join, sides: JoinSides): ResolvedPlan {
  if (plan.using !== null) {
    const using = resolveUsing(plan, plan.using, sides)
    return isAsOf(plan) ? withAsOf(using, resolveAsOf(plan.asOf, sides)) : using
  }
  const both = scopeOf({ ...sides.left, schema: pairSchema(sides) }, sides.conf)
  const condition = plan.condition === null ? null : unaliased(resolveExpression(plan.condition, both))
  if (condition !== null) requireBoolean(condition)
  return joined(sides, { joinType: plan.joinType, condition, staticRefreshMs: plan.staticRefreshMs })
}

function pairSchema({ left, right }: JoinSides): StructType {
  return { kind: 'struct', fields: [...left.schema.fields, ...right.schema.fields] }
}

function requireBoolean(condition: ResolvedExpression): void {
  const type = dataTypeOf(condition)
  if (type.kind === 'boolean' || type.kind === 'void') return
  throw new AnalysisException('JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE', {
    joinCondition: `"${sqlText(condition)}"`,
    conditionType: `"${sqlType(type)}"`,
  })
}
