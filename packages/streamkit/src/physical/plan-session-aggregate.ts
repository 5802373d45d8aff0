import { ExecutionException } from '../errors/streamkit-error.ts'
import type { ResolvedAggregate } from '../plan/resolved-plan.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

export function planSessionAggregate(node: ResolvedAggregate, planner: PlanningContext): PhysicalOperator {
  throw new ExecutionException('INTERNAL_ERROR', {
    message: `not built yet: planSessionAggregate ${node.kind} ${String(planner)}`,
  })
}
