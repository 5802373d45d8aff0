import { childrenOf, type ResolvedExpression } from '../../expressions/expression.ts'
import { isStreamingPlan, type ResolvedPlan, walkPlan } from '../../plan/resolved-plan.ts'
import { refuse, type StreamingRule } from './streaming-rule.ts'

const sortOfCompleteResults: StreamingRule = (plan, outputMode) => {
  for (const node of streamingNodes(plan)) {
    if (node.kind !== 'sort') continue
    const hasAggregate = [...walkPlan(node)].some((n) => n.kind === 'aggregate' && isStreamingPlan(n))
    if (!hasAggregate || outputMode !== 'complete')
      refuse(
        'Sorting a stream',
        'Only the result of an aggregation can be sorted, in complete mode; or sort in foreachBatch.',
      )
  }
}

const noLimitInUpdate: StreamingRule = (plan, outputMode) => {
  if (outputMode !== 'update') return
  for (const node of streamingNodes(plan)) {
    if (node.kind === 'limit')
      refuse('A limit on a stream in update mode', 'Use append or complete mode, or limit the batch in foreachBatch.')
  }
}

const noOffset: StreamingRule = (plan) => {
  for (const node of streamingNodes(plan)) {
    if (node.kind === 'offset') refuse('An offset on a stream', 'Skip rows of the batch in foreachBatch.')
  }
}

const noSample: StreamingRule = (plan) => {
  for (const node of streamingNodes(plan)) {
    if (node.kind === 'sample')
      refuse('Sampling a stream', 'Filter by the hash of a key, or sample the batch in foreachBatch.')
  }
}

/** The numbers would begin anew with every batch. */
const noMonotonicId: StreamingRule = (plan) => {
  for (const node of streamingNodes(plan)) {
    if (expressionsOf(node).some(callsMonotonicId))
      refuse('monotonically_increasing_id on a stream', 'Use a key of the data, or xxhash64 of the row.')
  }
}

function* streamingNodes(plan: ResolvedPlan): Generator<ResolvedPlan> {
  for (const node of walkPlan(plan)) if (isStreamingPlan(node)) yield node
}

function expressionsOf(node: ResolvedPlan): readonly ResolvedExpression[] {
  switch (node.kind) {
    case 'project':
      return node.columns.map(({ expression }) => expression)
    case 'filter':
      return [node.condition]
    case 'sort':
      return node.orders.map(({ expression }) => expression)
    case 'observe':
      return node.inputs.map(({ expression }) => expression)
    case 'expand':
      return node.projections.flat()
    case 'join':
      return node.condition === null ? [] : [node.condition]
    default:
      return []
  }
}

function callsMonotonicId(e: ResolvedExpression): boolean {
  return (e.kind === 'call' && e.name === 'monotonically_increasing_id') || childrenOf(e).some(callsMonotonicId)
}

/** Sort, limit, offset, sample and the like. */
export const rowRules: readonly StreamingRule[] = [
  sortOfCompleteResults,
  noLimitInUpdate,
  noOffset,
  noSample,
  noMonotonicId,
]
