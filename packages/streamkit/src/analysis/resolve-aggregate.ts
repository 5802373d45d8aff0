import { ExecutionException } from '../errors/streamkit-error.ts'
import type { Aggregate, Pivot } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import type { PlanScope } from './resolve-projection.ts'

export function resolveAggregate(plan: Aggregate, scope: PlanScope): ResolvedPlan {
  throw new ExecutionException('INTERNAL_ERROR', {
    message: `not built yet: resolveAggregate ${String([plan, scope])}`,
  })
}

export function resolvePivot(plan: Pivot, scope: PlanScope): ResolvedPlan {
  throw new ExecutionException('INTERNAL_ERROR', { message: `not built yet: resolvePivot ${String([plan, scope])}` })
}
