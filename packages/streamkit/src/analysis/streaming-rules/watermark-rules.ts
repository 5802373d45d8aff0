import { AnalysisException } from '../../errors/streamkit-error.ts'
import { isStreamingPlan, type ResolvedPlan, resolvedChildren, walkPlan } from '../../plan/resolved-plan.ts'
import type { StructField } from '../../types/data-type.ts'
import { eventTimesOf } from '../resolve-event-time.ts'
import { refuse, type StreamingRule } from './streaming-rule.ts'

const withinWatermarkNeedsWatermark: StreamingRule = (plan) => {
  for (const node of walkPlan(plan)) {
    if (node.kind === 'deduplicate' && node.withinWatermark && node.eventTime === null && isStreamingPlan(node)) {
      refuse('dropDuplicatesWithinWatermark on a stream without a watermark', 'Call withWatermark first.')
    }
  }
}

/**
 * Spark finds this only when the first batch is planned. What lies between the two does not matter: an operator passes the watermark on, whether its column is still there or not. The bounded side of a
 * join has none, whatever was called on it.
 */
const oneWatermarkPerPath: StreamingRule = (plan) => {
  const visit = (node: ResolvedPlan): boolean => {
    const below = resolvedChildren(node).map(visit).some(Boolean)
    if (node.kind !== 'eventTimeWatermark' || !isStreamingPlan(node)) return below
    if (below) refuse('A second withWatermark on the same stream', 'Declare one event time per stream.')
    return true
  }
  visit(plan)
}

/** Which of two would say what is late? Spark finds this when the first batch is planned. */
const oneEventTime: StreamingRule = (plan) => {
  for (const node of walkPlan(plan)) {
    if (!isStreamingPlan(node)) continue
    const judged = judgedFields(node)
    const times = eventTimesOf({ kind: 'struct', fields: judged }).map((i) => judged[i]?.name)
    if (times.length > 1) {
      throw new AnalysisException('MULTIPLE_EVENT_TIME_COLUMNS', { eventTimeCols: times.join(', ') })
    }
  }
}

/** The columns among which an operator looks for the event time. */
function judgedFields(node: ResolvedPlan): readonly StructField[] {
  switch (node.kind) {
    case 'deduplicate':
    case 'groupState':
      return node.child.schema.fields
    case 'aggregate':
      return node.groupings.map((key) => node.child.schema.fields[key] as StructField)
    default:
      return []
  }
}

export const watermarkRules: readonly StreamingRule[] = [
  withinWatermarkNeedsWatermark,
  oneWatermarkPerPath,
  oneEventTime,
]
