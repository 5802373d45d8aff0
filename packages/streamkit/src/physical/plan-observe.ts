import { ExecutionException } from '../errors/streamkit-error.ts'
import type { ResolvedObserve } from '../plan/resolved-plan.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

export function planObserve(node: ResolvedObserve, planner: PlanningContext): PhysicalOperator {
  throw new ExecutionException('INTERNAL_ERROR', {
    message: `not built yet: planObserve ${node.kind} ${String(planner)}`,
  })
}
