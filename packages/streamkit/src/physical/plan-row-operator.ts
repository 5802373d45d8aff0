import { invariant } from '../errors/invariant.ts'
import {
  isStreamingPlan,
  type ResolvedLimit,
  type ResolvedOffset,
  type ResolvedPlan,
  type ResolvedSample,
  type ResolvedSort,
  walkPlan,
} from '../plan/resolved-plan.ts'
import { LimitExec } from './operators/limit-exec.ts'
import { OffsetExec } from './operators/offset-exec.ts'
import { SampleExec } from './operators/sample-exec.ts'
import { SortExec } from './operators/sort-exec.ts'
import { StreamingLimitExec } from './operators/streaming-limit-exec.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

export function planRowOperator(
  node: ResolvedLimit | ResolvedOffset | ResolvedSample | ResolvedSort,
  planner: PlanningContext,
): PhysicalOperator {
  switch (node.kind) {
    case 'limit':
      return planLimit(node, planner)
    case 'offset':
      return new OffsetExec(planner.plan(node.child), node.count)
    case 'sample': {
      invariant(node.seed !== null, 'a seed of every sample')
      return new SampleExec(planner.plan(node.child), { fraction: node.fraction, seed: node.seed })
    }
    case 'sort':
      return planSort(node, planner, null)
  }
}

function planSort(node: ResolvedSort, planner: PlanningContext, limit: number | null): PhysicalOperator {
  return new SortExec(planner.plan(node.child), { orders: node.orders, limit, conf: planner.conf })
}

function planLimit(node: ResolvedLimit, planner: PlanningContext): PhysicalOperator {
  const { child, count } = node
  if (countsOverBatches(node, planner)) {
    const operatorId = planner.nextOperatorId()
    return new StreamingLimitExec(planner.plan(child), { count, operatorId })
  }
  if (child.kind === 'sort') return planSort(child, planner, count)
  // The projection that drops what only the sort needed.
  if (child.kind === 'project' && child.child.kind === 'sort') {
    const below: ResolvedPlan = { kind: 'limit', child: child.child, count, schema: child.child.schema }
    return planner.plan({ ...child, child: below })
  }
  return new LimitExec(planner.plan(child), { count, drain: isStreamingPlan(node) })
}

/** Of rows that are only ever added, the first of all batches; of a result that is complete in every batch, the first of each. */
function countsOverBatches(node: ResolvedLimit, { outputMode }: PlanningContext): boolean {
  if (!isStreamingPlan(node) || outputMode === null) return false
  return outputMode === 'append' || ![...walkPlan(node)].some((n) => n.kind === 'aggregate' && isStreamingPlan(n))
}
