import type { OutputMode } from '../../contracts/sink.ts'
import { AnalysisException } from '../../errors/streamkit-error.ts'
import type { ResolvedPlan } from '../../plan/resolved-plan.ts'

/** A rule about what a streaming query may not do: throws where a plan breaks it. */
export type StreamingRule = (plan: ResolvedPlan, outputMode: OutputMode) => void

/** Refuses what Spark has no public condition for. */
export function refuse(feature: string, hint: string): never {
  throw new AnalysisException('UNSUPPORTED_STREAMING_OPERATION', { feature, hint })
}
