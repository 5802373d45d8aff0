import { ExecutionException } from '../errors/streamkit-error.ts'
import type { ResolvedLimit, ResolvedOffset, ResolvedSample, ResolvedSort } from '../plan/resolved-plan.ts'
import { LimitExec } from './operators/limit-exec.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

export function planRowOperator(
  node: ResolvedLimit | ResolvedOffset | ResolvedSample | ResolvedSort,
  planner: PlanningContext,
): PhysicalOperator {
  if (node.kind === 'limit') return new LimitExec(planner.plan(node.child), node.count)
  throw new ExecutionException('INTERNAL_ERROR', {
    message: `not built yet: planRowOperator ${node.kind} ${String(planner)}`,
  })
}
