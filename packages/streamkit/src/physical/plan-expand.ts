import { ExecutionException } from '../errors/streamkit-error.ts'
import type { ResolvedExpand } from '../plan/resolved-plan.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

export function planExpand(node: ResolvedExpand, planner: PlanningContext): PhysicalOperator {
  throw new ExecutionException('INTERNAL_ERROR', {
    message: `not built yet: planExpand ${node.kind} ${String(planner)}`,
  })
}
