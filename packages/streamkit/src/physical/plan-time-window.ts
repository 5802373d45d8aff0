import type { ResolvedTimeWindow } from '../plan/resolved-plan.ts'
import { TimeWindowExec } from './operators/time-window-exec.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

export function planTimeWindow(node: ResolvedTimeWindow, planner: PlanningContext): PhysicalOperator {
  return new TimeWindowExec(planner.plan(node.child), { ...node, output: node.schema })
}
