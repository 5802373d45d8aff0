import { ExecutionException } from '../errors/streamkit-error.ts'
import type { Sort } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import type { PlanScope } from './resolve-projection.ts'

export function resolveSort(plan: Sort, scope: PlanScope): ResolvedPlan {
  throw new ExecutionException('INTERNAL_ERROR', { message: `not built yet: resolveSort ${String([plan, scope])}` })
}
