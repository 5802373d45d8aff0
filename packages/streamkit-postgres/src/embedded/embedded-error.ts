/**
 * The launcher's errors, in one place.
 *
 * `EMBEDDED_POSTGRES_UNAVAILABLE`: this machine cannot run the binaries at all.
 * `EMBEDDED_POSTGRES_START_FAILED`: it can, but this start went wrong.
 */
export interface EmbeddedProblem {
  /** What went wrong, where; a sentence without its full stop. */
  readonly reason: string
  /** What the reader can do about it; a sentence without its full stop. */
  readonly hint: string
  readonly cause?: unknown
}

/** Where people without usable binaries are sent. */
export const OWN_SERVER_HINT = 'start a PostgreSQL server of your own and pass its URL, for example in DATABASE_URL'

class EmbeddedPostgresError extends Error {
  override readonly name = 'StreamKitError'
  readonly condition: string
  readonly messageParameters: Readonly<Record<string, string>>

  constructor(condition: string, problem: EmbeddedProblem) {
    super(`[${condition}] ${problem.reason}. What to do: ${problem.hint}.`, { cause: problem.cause })
    this.condition = condition
    this.messageParameters = { reason: problem.reason, hint: problem.hint }
  }

  get code(): string {
    return this.condition
  }
}

export function embeddedUnavailable(problem: EmbeddedProblem): Error {
  return new EmbeddedPostgresError('EMBEDDED_POSTGRES_UNAVAILABLE', problem)
}

export function embeddedStartFailed(problem: EmbeddedProblem): Error {
  return new EmbeddedPostgresError('EMBEDDED_POSTGRES_START_FAILED', problem)
}
