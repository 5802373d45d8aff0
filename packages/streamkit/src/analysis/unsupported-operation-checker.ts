import type { OutputMode } from '../contracts/sink.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import { isStreamingPlan, type ResolvedPlan } from '../plan/resolved-plan.ts'
import { aggregateRules } from './streaming-rules/aggregate-rules.ts'
import { groupStateRules } from './streaming-rules/group-state-rules.ts'
import { joinRules } from './streaming-rules/join-rules.ts'
import { rowRules } from './streaming-rules/row-rules.ts'
import { setRules } from './streaming-rules/set-rules.ts'
import type { StreamingRule } from './streaming-rules/streaming-rule.ts'
import { watermarkRules } from './streaming-rules/watermark-rules.ts'
import { windowFunctionRules } from './streaming-rules/window-function-rules.ts'
import { windowRules } from './streaming-rules/window-rules.ts'

/** Spark's UnsupportedOperationChecker: everything that cannot run as a stream is found when the query starts, before any input is read. */
export function checkStreaming(plan: ResolvedPlan, outputMode: OutputMode): void {
  if (!isStreamingPlan(plan)) throw new AnalysisException('WRITE_STREAM_NOT_ALLOWED', {})
  for (const rule of streamingRules) rule(plan, outputMode)
}

/** The first that is broken is told. */
const streamingRules: readonly StreamingRule[] = [
  ...aggregateRules,
  ...setRules,
  ...watermarkRules,
  ...windowRules,
  ...windowFunctionRules,
  ...rowRules,
  ...joinRules,
  ...groupStateRules,
]
