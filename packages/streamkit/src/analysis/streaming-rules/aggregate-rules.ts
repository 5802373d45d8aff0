import { AnalysisException } from '../../errors/streamkit-error.ts'
import type { StreamingRule } from './streaming-rule.ts'

const completeNeedsAggregation: StreamingRule = (_plan, outputMode) => {
  if (outputMode === 'complete') {
    throw new AnalysisException('STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION', {
      outputMode,
      operation: 'a query without a streaming aggregation',
    })
  }
}

export const aggregateRules: readonly StreamingRule[] = [completeNeedsAggregation]
