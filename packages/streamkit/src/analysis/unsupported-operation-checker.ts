import type { OutputMode } from '../contracts/sink.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import { isStreamingPlan, type ResolvedPlan, resolvedChildren, walkPlan } from '../plan/resolved-plan.ts'

/** A rule about what a streaming query may not do: throws where a plan breaks it. */
type StreamingRule = (plan: ResolvedPlan, outputMode: OutputMode) => void

/** Spark's UnsupportedOperationChecker: everything that cannot run as a stream is found when the query starts, before any input is read. */
export function checkStreaming(plan: ResolvedPlan, outputMode: OutputMode): void {
  if (!isStreamingPlan(plan)) throw new AnalysisException('WRITE_STREAM_NOT_ALLOWED', {})
  for (const rule of streamingRules) rule(plan, outputMode)
}

const completeNeedsAggregation: StreamingRule = (_plan, outputMode) => {
  if (outputMode === 'complete') {
    throw new AnalysisException('STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION', {
      outputMode,
      operation: 'a query without a streaming aggregation',
    })
  }
}

const unionOfStreamsOnly: StreamingRule = (plan) => {
  for (const node of walkPlan(plan)) {
    if (node.kind !== 'union') continue
    const streaming = node.children.filter(isStreamingPlan).length
    if (streaming > 0 && streaming < node.children.length)
      refuse('A union of a stream with a batch frame', 'Read both sides as streams.')
  }
}

const withinWatermarkNeedsWatermark: StreamingRule = (plan) => {
  for (const node of walkPlan(plan)) {
    if (node.kind === 'deduplicate' && node.withinWatermark && node.eventTime === null && isStreamingPlan(node)) {
      refuse('dropDuplicatesWithinWatermark on a stream without a watermark', 'Call withWatermark first.')
    }
  }
}

const noLimit: StreamingRule = (plan) => {
  for (const node of walkPlan(plan)) {
    if (node.kind === 'limit' && isStreamingPlan(node))
      refuse('A limit on a stream', 'Limit the batch in foreachBatch.')
  }
}

/** Spark finds this only when the first batch is planned. */
const oneWatermarkPerPath: StreamingRule = (plan) => {
  const visit = (node: ResolvedPlan): boolean => {
    const below = resolvedChildren(node).map(visit).some(Boolean)
    if (node.kind !== 'eventTimeWatermark') return below
    if (below) refuse('A second withWatermark on the same stream', 'Declare one event time per stream.')
    return true
  }
  visit(plan)
}

const streamingRules: readonly StreamingRule[] = [
  completeNeedsAggregation,
  unionOfStreamsOnly,
  withinWatermarkNeedsWatermark,
  noLimit,
  oneWatermarkPerPath,
]

function refuse(feature: string, hint: string): never {
  throw new AnalysisException('UNSUPPORTED_STREAMING_OPERATION', { feature, hint })
}
