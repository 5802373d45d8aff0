import type { OutputMode } from '../../contracts/sink.ts'
import { AnalysisException } from '../../errors/streamkit-error.ts'
import {
  isStreamingPlan,
  type ResolvedAggregate,
  type ResolvedPlan,
  resolvedChildren,
  walkPlan,
} from '../../plan/resolved-plan.ts'
import { refuse, type StreamingRule } from './streaming-rule.ts'

const noDistinctAggregates: StreamingRule = (plan) => {
  for (const { aggregates } of streamingAggregates(plan)) {
    if (aggregates.some((call) => call.distinct)) {
      refuse(
        'A distinct aggregate on a stream',
        'For an exact count within a window use countDifferent(value), which is size(collect_set(value)); else approx_count_distinct, or dropDuplicates before the aggregation.',
      )
    }
  }
}

/** What a group counts as may still change while other operators have taken it for final. */
const noStatefulOperatorAfterAggregate: StreamingRule = (plan, outputMode) => {
  if (outputMode === 'append') return
  for (const node of walkPlan(plan)) {
    if (!closesState(node) || !resolvedChildren(node).some(hasStreamingAggregate)) continue
    refuse(
      `In ${outputMode} mode, an aggregation below another stateful operator`,
      'The operator above would get rows that change later. Use append mode with a watermark, or do the second step in foreachBatch.',
    )
  }
}

const outputModeFitsAggregate: StreamingRule = (plan, outputMode) => {
  const [first] = streamingAggregates(plan)
  if (first === undefined) {
    if (outputMode === 'complete') throw unsupported(outputMode, 'a query without a streaming aggregation')
    return
  }
  if (outputMode === 'append' && first.eventTime === null) {
    throw unsupported(
      outputMode,
      'an aggregation whose grouping columns hold no event time with a watermark: call withWatermark, and group by that column or a window of it',
    )
  }
  if (outputMode === 'update' && first.session !== null) {
    throw unsupported(outputMode, 'an aggregation by session windows')
  }
}

/** Kept for late rows is what has a time by which it would be forgotten. */
const latenessNeedsEventTime: StreamingRule = (plan) => {
  for (const { allowedLatenessMs, eventTime, session } of streamingAggregates(plan)) {
    if (allowedLatenessMs === undefined) continue
    if (session !== null)
      refuse(
        'Allowed lateness of session windows',
        'A late row can join sessions that have come out: give the watermark a longer delay instead.',
      )
    if (eventTime === null)
      refuse(
        'Allowed lateness of groups without an event time',
        'Call withWatermark, and group by that column or a window of it.',
      )
  }
}

export const aggregateRules: readonly StreamingRule[] = [
  noStatefulOperatorAfterAggregate,
  noDistinctAggregates,
  outputModeFitsAggregate,
  latenessNeedsEventTime,
]

function unsupported(outputMode: OutputMode, operation: string): AnalysisException {
  return new AnalysisException('STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION', { outputMode, operation })
}

/** The topmost first: it is the one that the output mode is about, as in Spark. */
function* streamingAggregates(plan: ResolvedPlan): Generator<ResolvedAggregate> {
  if (plan.kind === 'aggregate' && isStreamingPlan(plan)) yield plan
  for (const child of resolvedChildren(plan)) yield* streamingAggregates(child)
}

function hasStreamingAggregate(plan: ResolvedPlan): boolean {
  return !streamingAggregates(plan).next().done
}

/** Whether an operator waits for the watermark to give out or to forget: the others take what comes at any time. */
function closesState(node: ResolvedPlan): boolean {
  switch (node.kind) {
    case 'aggregate':
    case 'groupState':
      return isStreamingPlan(node)
    case 'join':
      return isStreamingPlan(node.left) && isStreamingPlan(node.right)
    case 'deduplicate':
      return (
        isStreamingPlan(node) &&
        (node.withinWatermark || (node.eventTime !== null && node.keys.includes(node.eventTime)))
      )
    default:
      return false
  }
}
