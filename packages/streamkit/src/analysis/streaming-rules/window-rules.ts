import { isStreamingPlan, walkPlan } from '../../plan/resolved-plan.ts'
import { refuse, type StreamingRule } from './streaming-rule.ts'

/** Spark finds this only when the first batch is planned. */
const sessionsNeedFurtherKey: StreamingRule = (plan) => {
  for (const node of walkPlan(plan)) {
    if (node.kind === 'aggregate' && node.session !== null && node.groupings.length === 1 && isStreamingPlan(node)) {
      refuse(
        'A session window on a stream without a further grouping column',
        'Group by the key whose sessions they are too, or by a constant column.',
      )
    }
  }
}

export const windowRules: readonly StreamingRule[] = [sessionsNeedFurtherKey]
