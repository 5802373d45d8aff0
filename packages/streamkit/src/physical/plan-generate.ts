import type { ResolvedGenerate } from '../plan/resolved-plan.ts'
import { GenerateExec } from './operators/generate-exec.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

export function planGenerate(node: ResolvedGenerate, planner: PlanningContext): PhysicalOperator {
  return new GenerateExec(planner.plan(node.child), node)
}
