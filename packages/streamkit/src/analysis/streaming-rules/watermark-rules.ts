import { isStreamingPlan, type ResolvedPlan, resolvedChildren, walkPlan } from '../../plan/resolved-plan.ts'
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

export const watermarkRules: readonly StreamingRule[] = [withinWatermarkNeedsWatermark, oneWatermarkPerPath]
