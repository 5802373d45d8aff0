import { isStreamKitError, messageOf } from '@streamkit/core/connector'
import { embeddedStartFailed } from './embedded-error.ts'
import type { ResolvedEmbeddedOptions } from './embedded-postgres-options.ts'

export const TIMEOUT_HINT = 'raise startTimeoutMs; recovery after a crash and slow disks take time'

/** The two things that end a start early: the caller's signal and the time limit. */
export interface StartDeadline {
  readonly signal: AbortSignal
  /** The error to reject with, instead of one that only says that something was aborted. */
  explain(error: unknown): unknown
  /** Stops the clock. */
  clear(): void
}

export function startDeadline({ signal, startTimeoutMs }: ResolvedEmbeddedOptions): StartDeadline {
  const timer = new AbortController()
  const timeout = setTimeout(() => timer.abort(), startTimeoutMs)
  return {
    signal: signal === undefined ? timer.signal : AbortSignal.any([signal, timer.signal]),
    explain(error) {
      if (signal?.aborted) return signal.reason
      if (!timer.signal.aborted) return error
      if (isStreamKitError(error)) return error
      return embeddedStartFailed({
        reason: `The embedded PostgreSQL did not come up within ${startTimeoutMs} ms: ${messageOf(error)}`,
        hint: TIMEOUT_HINT,
        cause: error,
      })
    },
    clear: () => clearTimeout(timeout),
  }
}
