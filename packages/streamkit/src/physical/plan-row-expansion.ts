import type { ResolvedExpand, ResolvedGenerate, ResolvedTimeWindow } from '../plan/resolved-plan.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import { planExpand } from './plan-aggregate.ts'
import { planGenerate } from './plan-generate.ts'
import { planTimeWindow } from './plan-time-window.ts'
import type { PlanningContext } from './planning-context.ts'

/** Operators that make any number of rows of one. */
export function planRowExpansion(
  node: ResolvedExpand | ResolvedGenerate | ResolvedTimeWindow,
  planner: PlanningContext,
): PhysicalOperator {
  switch (node.kind) {
    case 'expand':
      return planExpand(node, planner)
    case 'generate':
      return planGenerate(node, planner)
    case 'timeWindow':
      return planTimeWindow(node, planner)
  }
}
