import type { GroupStateOperation } from '../contracts/group-state.ts'
import { isStreamingPlan, type ResolvedGroupState } from '../plan/resolved-plan.ts'
import type { GroupInput } from './group-state/group-input.ts'
import { BatchGroupStateExec } from './operators/batch-group-state-exec.ts'
import {
  FlatMapGroupsWithStateExec,
  type FlatMapGroupsWithStateInit,
} from './operators/flat-map-groups-with-state-exec.ts'
import { TransformWithStateExec } from './operators/transform-with-state-exec.ts'
import type { PhysicalOperator, StatefulOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

/** A function of the user over groups: with state from batch to batch, or once over a bounded frame. */
export function planGroupState(node: ResolvedGroupState, planner: PlanningContext): PhysicalOperator {
  const isStream = isStreamingPlan(node)
  const operatorId = isStream ? planner.nextOperatorId() : 0
  const input: GroupInput = { ...node, source: planner.plan(node.child) }
  const initial = node.initialState
  const initialState: GroupInput | null =
    initial === null ? null : { ...initial, source: planner.plan(initial.plan), eventTime: null }
  const make = (): StatefulOperator =>
    operatorOf(node.operation, { input, initialState, output: node.schema, operatorId })
  return isStream ? make() : new BatchGroupStateExec(make)
}

function operatorOf(
  operation: GroupStateOperation,
  init: Omit<FlatMapGroupsWithStateInit, 'operation'>,
): StatefulOperator {
  return operation.kind === 'transformWithState'
    ? new TransformWithStateExec({ ...init, operation })
    : new FlatMapGroupsWithStateExec({ ...init, operation })
}
