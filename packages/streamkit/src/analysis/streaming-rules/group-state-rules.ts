import type { OutputMode } from '../../contracts/sink.ts'
import {
  isStreamingPlan,
  type ResolvedGroupState,
  type ResolvedPlan,
  resolvedChildren,
  walkPlan,
} from '../../plan/resolved-plan.ts'
import { refuse, type StreamingRule } from './streaming-rule.ts'

/** Spark's rules for mapGroupsWithState, flatMapGroupsWithState and transformWithState. */
const groupStates: StreamingRule = (plan, outputMode) => {
  const nodes = [...walkPlan(plan)].filter(isGroupState)
  const maps = nodes.filter((node) => node.operation.kind === 'mapGroupsWithState')
  const flatMaps = nodes.filter((node) => node.operation.kind === 'flatMapGroupsWithState')
  if (maps.length > 1)
    refuse('More than one mapGroupsWithState in a query', 'Use flatMapGroupsWithState in append mode.')
  if (maps.length > 0 && flatMaps.length > 0) {
    refuse('mapGroupsWithState with flatMapGroupsWithState', 'Use flatMapGroupsWithState in append mode for both.')
  }
  const allAppend = outputMode === 'append' && flatMaps.every((node) => node.operation.outputMode === 'append')
  if (flatMaps.length > 1 && !allAppend) {
    refuse('More than one flatMapGroupsWithState', 'Give all of them, and the query, the output mode append.')
  }
  for (const node of nodes) {
    outputModes(node, plan, outputMode)
    times(node, plan)
    if (node.initialState !== null && isStreamingPlan(node.initialState.plan)) {
      refuse('A stream as the initial state', 'Give a bounded frame.')
    }
  }
}

export const groupStateRules: readonly StreamingRule[] = [groupStates]

function isGroupState(node: ResolvedPlan): node is ResolvedGroupState {
  return node.kind === 'groupState' && isStreamingPlan(node.child)
}

function outputModes(node: ResolvedGroupState, plan: ResolvedPlan, outputMode: OutputMode): void {
  const { kind } = node.operation
  const own = node.operation.outputMode
  const hasAggregate = [...walkPlan(plan)].some(isStreamingAggregate)
  if (kind === 'mapGroupsWithState') {
    if (hasAggregate) refuse('mapGroupsWithState with an aggregation', 'Use flatMapGroupsWithState in append mode.')
    if (outputMode !== 'update') {
      refuse(`mapGroupsWithState in output mode ${outputMode}`, "Set outputMode('update') on the query.")
    }
    return
  }
  if (!hasAggregate) {
    if (own !== outputMode) {
      refuse(`${kind} of mode ${own} in output mode ${outputMode}`, 'Give the operator and the query the same mode.')
    }
    return
  }
  if (own === 'update') refuse(`${kind} in update mode with an aggregation`, 'Give it the output mode append.')
  if ([...walkPlan(node.child)].some(isStreamingAggregate) && kind === 'flatMapGroupsWithState') {
    refuse(`${kind} in append mode after an aggregation`, 'Aggregate after it, or use transformWithState.')
  }
}

function isStreamingAggregate(node: ResolvedPlan): boolean {
  return node.kind === 'aggregate' && isStreamingPlan(node)
}

function times(node: ResolvedGroupState, plan: ResolvedPlan): void {
  const { operation } = node
  const { kind } = operation
  const byEventTime =
    operation.kind === 'transformWithState'
      ? operation.timeMode === 'EventTime'
      : operation.timeout === 'EventTimeTimeout'
  if (byEventTime && node.eventTime === null) {
    refuse(`${kind} by event time without a watermark`, 'Call withWatermark before groupByKey.')
  }
  if (operation.eventTimeColumn !== null && node.eventTime === null) {
    refuse(`${kind} with an eventTimeColumn without a watermark`, 'Call withWatermark before groupByKey.')
  }
  if (operation.kind !== 'transformWithState' && byEventTime && feedsState(plan, node)) {
    refuse(
      `${kind} with an event-time timeout below another stateful operator`,
      'Use transformWithState with an eventTimeColumn.',
    )
  }
}

/** Whether a stateful operator lies above the node. */
function feedsState(plan: ResolvedPlan, node: ResolvedGroupState): boolean {
  if (plan === node) return false
  const below = resolvedChildren(plan).find((child) => [...walkPlan(child)].includes(node))
  if (below === undefined) return false
  return isStateful(plan) || feedsState(below, node)
}

function isStateful(node: ResolvedPlan): boolean {
  switch (node.kind) {
    case 'aggregate':
    case 'deduplicate':
    case 'groupState':
      return isStreamingPlan(node)
    case 'join':
      return isStreamingPlan(node.left) && isStreamingPlan(node.right)
    case 'limit':
      return isStreamingPlan(node)
    default:
      return false
  }
}
