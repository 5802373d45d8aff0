import { errorsOf, type StreamKitError } from '@streamkit/core/connector'
import { conditions } from './conditions.ts'

/** What went wrong and what to do, each a sentence without its full stop. */
export interface EmbeddedProblem {
  readonly reason: string
  readonly hint: string
  readonly cause?: unknown
}

/** Where people without usable binaries are sent. */
export const OWN_SERVER_HINT = 'start a PostgreSQL server of your own and pass its URL, for example in DATABASE_URL'

const embeddedError = errorsOf(conditions)

/** This machine cannot run the binaries at all. */
export function embeddedUnavailable({ reason, hint }: EmbeddedProblem): StreamKitError {
  return embeddedError('EMBEDDED_POSTGRES_UNAVAILABLE', { reason, hint })
}

/** The machine could run it, but this start went wrong. */
export function embeddedStartFailed({ reason, hint, cause }: EmbeddedProblem): StreamKitError {
  return embeddedError('EMBEDDED_POSTGRES_START_FAILED', { reason, hint }, { cause })
}

/** The server or the launcher would misread, cut or ignore an option. */
export function embeddedInvalidOption(option: string, { reason, hint }: EmbeddedProblem): StreamKitError {
  return embeddedError('EMBEDDED_POSTGRES_INVALID_OPTION', { option, reason, hint })
}
