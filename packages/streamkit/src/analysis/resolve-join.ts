import { ExecutionException } from '../errors/streamkit-error.ts'
import type { ExpressionConf } from '../expressions/expression.ts'
import type { Join } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'

/** Both sides, analysed. */
export interface JoinSides {
  readonly left: ResolvedPlan
  readonly right: ResolvedPlan
  readonly conf: ExpressionConf
}

export function resolveJoin(plan: Join, sides: JoinSides): ResolvedPlan {
  throw new ExecutionException('INTERNAL_ERROR', { message: `not built yet: resolveJoin ${String([plan, sides])}` })
}
