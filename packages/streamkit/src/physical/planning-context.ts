import type { OutputMode } from '../contracts/sink.ts'
import type { ExpressionConf } from '../expressions/expression.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import type { PhysicalOperator } from './physical-plan.ts'

/** What the planning of one node needs of the planner. */
export interface PlanningContext {
  readonly conf: ExpressionConf
  /** Of a streaming query; null for a bounded plan. */
  readonly outputMode: OutputMode | null
  /** The operators for a plan below. */
  plan(node: ResolvedPlan): PhysicalOperator
  /** The id of a stateful operator. Asked for before its children are planned, so that ids count from the top, as in Spark. */
  nextOperatorId(): number
}
