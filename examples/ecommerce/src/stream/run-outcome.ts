import { isStreamKitError } from '@streamkit/core'
import { ExitCode } from '../console/exit-code.ts'
import type { RunSummary } from './run-pipelines.ts'

const exitCodes: Readonly<Record<string, ExitCode>> = {
  CONCURRENT_STREAM_LOG_UPDATE: ExitCode.checkpoint,
  CHECKPOINT_OF_OTHER_QUERY: ExitCode.checkpoint,
  INCOMPATIBLE_PLAN: ExitCode.checkpoint,
  CHECKPOINT_CORRUPTED: ExitCode.checkpoint,
  CHECKPOINT_GAP: ExitCode.checkpoint,
  CHECKPOINT_VERSION: ExitCode.checkpoint,
  SINK_CHECKPOINT_LOST: ExitCode.checkpoint,
  SINK_AHEAD_OF_CHECKPOINT: ExitCode.dataLoss,
  FILE_MISSING: ExitCode.dataLoss,
  FILE_CHANGED: ExitCode.dataLoss,
}

/** What the process ends with after a failed query: the innermost condition that has a code of its own decides. */
export function streamExitCode(error: unknown): ExitCode {
  let code: ExitCode = ExitCode.failed
  for (let e = error; e instanceof Error; e = e.cause) if (isStreamKitError(e)) code = exitCodes[e.condition] ?? code
  return code
}

/** A run in a few lines. */
export function summaryText({ queries }: RunSummary): string {
  if (queries.length === 0) return 'streamed nothing: there were no new files'
  return queries
    .map(
      (q) =>
        `streamed ${q.name}: ${q.inputRows} rows in ${q.batches} batches, ${q.badRecords} dead letters, ${q.lateRows} too late`,
    )
    .join('\n')
}
