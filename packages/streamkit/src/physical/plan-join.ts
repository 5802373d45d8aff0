import { isStreamingPlan, type ResolvedJoin } from '../plan/resolved-plan.ts'
import { AsOfJoinExec } from './operators/as-of-join-exec.ts'
import { CountedSetOperationExec } from './operators/counted-set-operation-exec.ts'
import { HashJoinExec } from './operators/hash-join-exec.ts'
import { StreamingAsOfJoinExec } from './operators/streaming-as-of-join-exec.ts'
import { SymmetricHashJoinExec } from './operators/symmetric-hash-join-exec.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

/** Two streams keep state of each other; a bounded side is kept in memory. Of two bounded sides that is the right one, unless all rows of the right come out and can go by instead. */
export function planJoin(node: ResolvedJoin, planner: PlanningContext): PhysicalOperator {
  const { asOf } = node
  const [leftStreams, rightStreams] = [isStreamingPlan(node.left), isStreamingPlan(node.right)]
  if (leftStreams && rightStreams) {
    const operatorId = planner.nextOperatorId()
    const [left, right] = [planner.plan(node.left), planner.plan(node.right)]
    if (asOf !== undefined) return new StreamingAsOfJoinExec(left, right, { node, asOf, operatorId })
    return new SymmetricHashJoinExec(left, right, { node, operatorId, conf: planner.conf })
  }
  const [left, right] = [planner.plan(node.left), planner.plan(node.right)]
  if (asOf !== undefined)
    return new AsOfJoinExec(left, right, { node, asOf, keepMs: leftStreams ? node.staticRefreshMs : 0 })
  if (node.setOperation?.all === true) return new CountedSetOperationExec(left, right, node.setOperation.kind)
  const build = rightStreams || (!leftStreams && node.joinType === 'right_outer') ? 'left' : 'right'
  const keepMs = leftStreams || rightStreams ? node.staticRefreshMs : 0
  return new HashJoinExec(left, right, { node, build, keepMs, conf: planner.conf })
}
