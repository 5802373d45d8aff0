/**
 * Everything that is wrong with the command line, the environment and `.env`, at once.
 *
 * The problems name settings and where they came from, never their values: a value may be a secret.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}
