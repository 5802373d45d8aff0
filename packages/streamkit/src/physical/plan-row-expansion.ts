import { ExecutionException } from '../errors/streamkit-error.ts'
import type { ResolvedGenerate } from '../plan/resolved-plan.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

export function planRowExpansion(node: ResolvedGenerate, planner: PlanningContext): PhysicalOperator {
  throw new ExecutionException('INTERNAL_ERROR', {
    message: `not built yet: planRowExpansion ${node.kind} ${String(planner)}`,
  })
}
