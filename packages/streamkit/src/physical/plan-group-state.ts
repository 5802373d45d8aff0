import { ExecutionException } from '../errors/streamkit-error.ts'
import type { ResolvedGroupState } from '../plan/resolved-plan.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

export function planGroupState(node: ResolvedGroupState, planner: PlanningContext): PhysicalOperator {
  throw new ExecutionException('INTERNAL_ERROR', {
    message: `not built yet: planGroupState ${node.kind} ${String(planner)}`,
  })
}
