import { isStreamKitError } from '@streamkit/core'
import type { AppConsole } from '../console/app-console.ts'
import { ExitCode } from '../console/exit-code.ts'
import type { RunSummary } from './run-pipelines.ts'

const exitCodes: Readonly<Record<string, ExitCode>> = {
  CONCURRENT_STREAM_LOG_UPDATE: ExitCode.checkpoint,
  CHECKPOINT_OF_OTHER_QUERY: ExitCode.checkpoint,
  INCOMPATIBLE_PLAN: ExitCode.checkpoint,
  CHECKPOINT_CORRUPTED: ExitCode.checkpoint,
  CHECKPOINT_GAP: ExitCode.checkpoint,
  CHECKPOINT_VERSION: ExitCode.checkpoint,
  CHECKPOINT_OF_OTHER_ENGINE: ExitCode.checkpoint,
  SINK_CHECKPOINT_LOST: ExitCode.checkpoint,
  SINK_AHEAD_OF_CHECKPOINT: ExitCode.dataLoss,
  FILE_MISSING: ExitCode.dataLoss,
  FILE_CHANGED: ExitCode.dataLoss,
  KAFKA_DATA_LOSS: ExitCode.dataLoss,
  KAFKA_OFFSET_WENT_BACK: ExitCode.dataLoss,
  KAFKA_TOPIC_RECREATED: ExitCode.dataLoss,
}

/** What the process ends with after a failed query: the innermost condition that has a code of its own decides. */
export function streamExitCode(error: unknown): ExitCode {
  let code: ExitCode = ExitCode.failed
  for (let e = error; e instanceof Error; e = e.cause) if (isStreamKitError(e)) code = exitCodes[e.condition] ?? code
  return code
}

/** Says why a run failed, if the failure has an exit code of its own, and gives that code; throws any other failure on. */
export function reportStreamFailure(error: unknown, console: Pick<AppConsole, 'error'>): ExitCode {
  const code = streamExitCode(error)
  if (code === ExitCode.failed) throw error
  console.error(error instanceof Error ? error.message : String(error))
  return code
}

/** A run in a few lines. */
export function summaryText({ queries }: RunSummary): string {
  if (queries.length === 0) return 'streamed nothing: there was nothing new'
  return queries
    .map(
      (q) =>
        `streamed ${q.name}: ${q.inputRows} rows in ${q.batches} batches, ${q.badRecords} dead letters, ${q.lateRows} too late`,
    )
    .join('\n')
}
