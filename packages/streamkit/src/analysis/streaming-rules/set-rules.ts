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

export const setRules: readonly StreamingRule[] = [unionOfStreamsOnly]
