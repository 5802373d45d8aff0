import { ExecutionException } from '../errors/streamkit-error.ts'
import type { GroupState } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import type { PlanScope } from './resolve-projection.ts'

export function resolveGroupState(plan: GroupState, scope: PlanScope, initialState: ResolvedPlan | null): ResolvedPlan {
  throw new ExecutionException('INTERNAL_ERROR', {
    message: `not built yet: resolveGroupState ${String([plan, scope, initialState])}`,
  })
}
