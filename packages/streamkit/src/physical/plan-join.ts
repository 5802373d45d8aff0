import { ExecutionException } from '../errors/streamkit-error.ts'
import type { ResolvedJoin } from '../plan/resolved-plan.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

export function planJoin(node: ResolvedJoin, planner: PlanningContext): PhysicalOperator {
  throw new ExecutionException('INTERNAL_ERROR', { message: `not built yet: planJoin ${node.kind} ${String(planner)}` })
}
