import { isStreamingPlan, walkPlan } from '../../plan/resolved-plan.ts'
import { refuse, type StreamingRule } from './streaming-rule.ts'

const unionOfStreamsOnly: StreamingRule = (plan) => {
  for (const node of walkPlan(plan)) {
    if (node.kind !== 'union') continue
    const streaming = node.children.filter(isStreamingPlan).length
    if (streaming > 0 && streaming < node.children.length)
      refuse('A union of a stream with a batch frame', 'Read both sides as streams.')
  }
}

/** Spark lets `except` with a stream on the left begin and fails in the first batch; from 4.4 on it refuses it. */
const noSetOperationOfStreams: StreamingRule = (plan) => {
  for (const node of walkPlan(plan)) {
    if (node.kind !== 'join' || node.setOperation === undefined || !isStreamingPlan(node)) continue
    const { kind } = node.setOperation
    refuse(
      kind === 'intersect' ? 'An intersection with a stream' : 'A difference (except, subtract) with a stream',
      kind === 'intersect' ? 'Use a left_semi join.' : 'Use a left_anti join with a bounded frame on the right.',
    )
  }
}

export const setRules: readonly StreamingRule[] = [unionOfStreamsOnly, noSetOperationOfStreams]
