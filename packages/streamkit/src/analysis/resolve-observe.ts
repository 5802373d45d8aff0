import { ExecutionException } from '../errors/streamkit-error.ts'
import type { Observe } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import type { PlanScope } from './resolve-projection.ts'

export function resolveObserve(plan: Observe, scope: PlanScope): ResolvedPlan {
  throw new ExecutionException('INTERNAL_ERROR', { message: `not built yet: resolveObserve ${String([plan, scope])}` })
}
