import { ExecutionException } from '../errors/streamkit-error.ts'
import type { ResolvedTimeWindow } from '../plan/resolved-plan.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

export function planTimeWindow(node: ResolvedTimeWindow, planner: PlanningContext): PhysicalOperator {
  throw new ExecutionException('INTERNAL_ERROR', {
    message: `not built yet: planTimeWindow ${node.kind} ${String(planner)}`,
  })
}
