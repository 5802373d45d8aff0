import type { ResolvedWindow } from '../plan/resolved-plan.ts'
import { WindowExec } from './operators/window-exec.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

export function planWindow(node: ResolvedWindow, planner: PlanningContext): PhysicalOperator {
  return new WindowExec(planner.plan(node.child), node, planner.conf)
}
