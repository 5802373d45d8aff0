import { isStreamingPlan, walkPlan } from '../../plan/resolved-plan.ts'
import { refuse, type StreamingRule } from './streaming-rule.ts'

const noLimit: StreamingRule = (plan) => {
  for (const node of walkPlan(plan)) {
    if (node.kind === 'limit' && isStreamingPlan(node))
      refuse('A limit on a stream', 'Limit the batch in foreachBatch.')
  }
}

/** Sort, limit, offset, sample and the like. */
export const rowRules: readonly StreamingRule[] = [noLimit]
